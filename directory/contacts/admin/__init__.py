"""The coordinator's screens for the contacts, built on Wagtail's model viewsets."""
