"""The seats and everything that changes them: one function for each verb.

Each locks the pool's row, writes, posts the mails, and ends in `filling.fill_locked`, all in one transaction. `now` is
the moment it happens at. What cannot be done raises a `RefusedError`, whose text is a sentence for the reader.

The rows themselves say who signed up, who cancelled, when and why; Wagtail's log adds what they cannot: what the
coordinator did to the day, and which seat a colleague took. It names rows, never people.
"""

from themedays.actions.changing import cancel, swap
from themedays.actions.colleagues import colleague_of, sign_up_colleague
from themedays.actions.filling import fill
from themedays.actions.refusals import (
    CancelTooLate,
    ColleagueRefused,
    NotNow,
    OfferGone,
    PayerNeeded,
    Reason,
    RefusedError,
    SignUpClosed,
    SwapRefused,
)
from themedays.actions.rules import is_open, may_cancel, reserves_bind, why_closed
from themedays.actions.running import (
    Changed,
    audience_of,
    cancel_day,
    change_seats,
    mark_attendance,
    move_day,
    pool_of,
    write_to,
)
from themedays.actions.shares import participates, share_of
from themedays.actions.signing_up import PayerData, Workplace, accept, position_of, set_needs, sign_up, workplace_of

__all__ = [
    "CancelTooLate",
    "Changed",
    "ColleagueRefused",
    "NotNow",
    "OfferGone",
    "PayerData",
    "PayerNeeded",
    "Reason",
    "RefusedError",
    "SignUpClosed",
    "SwapRefused",
    "Workplace",
    "accept",
    "audience_of",
    "cancel",
    "cancel_day",
    "change_seats",
    "colleague_of",
    "fill",
    "is_open",
    "mark_attendance",
    "may_cancel",
    "move_day",
    "participates",
    "pool_of",
    "position_of",
    "reserves_bind",
    "set_needs",
    "share_of",
    "sign_up",
    "sign_up_colleague",
    "swap",
    "why_closed",
    "workplace_of",
    "write_to",
]
