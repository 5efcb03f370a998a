"""The coordinator's screens for the newsletters."""
