#!/usr/bin/env python3
"""Django's front door."""

import gc
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ["DEMO"] = "true"  # the settings read it; nothing else turns the demonstration on
        # Imports leave no garbage, migrations drop classes by the thousand: looking for it takes a third of the time.
        gc.disable()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
