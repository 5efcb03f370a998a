"""The coordinator's screens for the members."""
