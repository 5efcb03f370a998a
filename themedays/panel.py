"""What the sign-up panel of a day says to the person in front of it: one state, one sentence, one button."""

from dataclasses import dataclass
from datetime import datetime

from portal.mail.standing import is_late
from portal.models import User
from themedays.actions.rules import has_begun, is_open, may_cancel
from themedays.actions.signing_up import position_of
from themedays.emails import contact_words
from themedays.lists import own_registration
from themedays.models import Registration, SeatPool, ThemeDayPage
from themedays.standing import Counts, DayState, counts_of, day_state

State = Registration.State


@dataclass(frozen=True)
class Panel:
    """The day's state, and the reader's own place in it when they have one.

    `contact` is whom to tell, for somebody with a place who can no longer give it back here.
    """

    page: ThemeDayPage
    pool: SeatPool | None
    state: DayState
    is_open: bool
    waiting: int
    registration: Registration | None = None
    position: int = 0
    may_cancel: bool = False
    has_begun: bool = False
    contact: str = ""
    mail_is_late: bool = False
    said: str = ""

    @property
    def own(self) -> str:
        """The reader's own state: "" for somebody who has not signed up."""
        return self.registration.state if self.registration else ""


def panel_of(page: ThemeDayPage, user: User | None, now: datetime, *, said: str = "") -> Panel:
    """The panel of a day for a reader; `said` is a sentence about what they just tried. At most seven queries."""
    pool = SeatPool.objects.filter(page=page.pk).first()  # a new day in the preview has none
    if pool is None:
        return Panel(page, None, day_state(None, page, None, now), is_open=False, waiting=0, said=said)
    pool.page = page
    counts = counts_of([pool]).get(pool.pk, Counts())
    mine = own_registration(user.pk if user else None, pool)
    if mine is not None:
        mine.pool = pool
    may = mine is not None and may_cancel(pool, now, mine.confirmed_at)
    return Panel(
        page=page,
        pool=pool,
        state=day_state(pool, page, counts, now),
        is_open=is_open(pool, now),
        waiting=counts.waiting,
        registration=mine,
        position=position_of(mine) if mine and mine.state == State.WAITING else 0,
        may_cancel=may,
        has_begun=has_begun(pool, now),
        contact=contact_words(pool) if mine and not may else "",
        mail_is_late=bool(mine) and is_late(now),
        said=said,
    )
