"""The import of a spreadsheet: read -> check -> plan -> write. Nothing is written before the last step.

`actions.import_directory` is the one way in; the command and the admin screens both call it.
"""
