"""Who belongs to the network, and who may do what."""
