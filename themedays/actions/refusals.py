"""Why something cannot be done. The text of each is a sentence for the reader, in the reader's language."""

from enum import StrEnum


class Reason(StrEnum):
    """Why nobody can sign up just now; the words of `themedays.standing` have the same names."""

    NO_SIGN_UP = "no_sign_up"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    HELD = "held"


class RefusedError(Exception):
    """What was asked for cannot be done, and nothing was changed."""


class SignUpClosed(RefusedError):  # noqa: N818 - it is no fault
    """Nobody can sign up just now."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class PayerNeeded(RefusedError):  # noqa: N818
    """The workplace is not in the network and the day has a price: somebody must say who pays."""


class CancelTooLate(RefusedError):  # noqa: N818
    """The last moment for cancelling by oneself has passed."""


class OfferGone(RefusedError):  # noqa: N818
    """The seat that was offered is no longer kept."""


class SwapRefused(RefusedError):  # noqa: N818
    """The colleague cannot have this seat."""


class ColleagueRefused(RefusedError):  # noqa: N818
    """Somebody of this name and address cannot be signed up by a colleague."""


class NotNow(RefusedError):  # noqa: N818
    """It is too early or too late for it, or it stands in the way of something else."""
