"""Why something cannot be done. The text of each is a sentence for the reader, in the reader's language."""


class RefusedError(Exception):
    """What was asked for cannot be done, and nothing was changed."""


class NotOpen(RefusedError):  # noqa: N818 - it is no fault
    """The group takes nobody at the moment."""


class NotAMember(RefusedError):  # noqa: N818
    """Only members of the network are in groups."""


class NotNow(RefusedError):  # noqa: N818
    """It is too early or too late for it, or somebody else has decided it meanwhile."""
