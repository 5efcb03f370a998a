"""From who was there, and for how long, to hours that a psychologist can use: the arithmetic of Psykolognævnet.

Pure: dataclasses in, dataclasses out; no table is read. docs/supervision-hours.md has each number with its source and
date, and says what is uncertain.
"""
