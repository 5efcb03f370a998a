"""The coordinator's screens in Wagtail's admin: the list of groups, the settings of one, the report."""
