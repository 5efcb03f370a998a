"""Looking whether the world believes our mail: the records in the DNS, the doors, and one-click unsubscribing."""
