"""Among whose seats somebody counts, and whether their workplace is in the network: the directory knows."""

from directory.contacts.shares import participates, share_of

__all__ = ["participates", "share_of"]
