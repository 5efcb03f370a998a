"""What people see of the groups. Short functions: whose group it is, one form, one action, the page."""
