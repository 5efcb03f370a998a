"""The coordinator's screens for the theme days."""
