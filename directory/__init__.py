"""Who to call: the contacts, the understanding of a question about them, and their upkeep."""
