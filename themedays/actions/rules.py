"""What may be done when. Pure: nothing here reads the database beyond the pool and its page, or writes."""

from datetime import datetime

from themedays.actions.refusals import Reason
from themedays.models import SeatPool


def has_begun(pool: SeatPool, now: datetime) -> bool:
    """Whether the day is under way or over. From then on no seat moves by itself."""
    starts = pool.page.starts_at
    return starts is not None and starts <= now


def why_closed(pool: SeatPool, now: datetime) -> Reason | None:
    """Why nobody can sign up just now; None when they can, for a seat or for the waiting list."""
    page = pool.page
    if pool.cancelled_at is not None:
        return Reason.CANCELLED
    if page.ends_at is not None and page.ends_at <= now:
        return Reason.HELD
    if pool.capacity is None or page.starts_at is None or not page.live:
        return Reason.NO_SIGN_UP
    if has_begun(pool, now) or (pool.closes_at is not None and pool.closes_at <= now):
        return Reason.CLOSED
    if pool.opens_at is not None and now < pool.opens_at:
        return Reason.NOT_YET
    return None


def is_open(pool: SeatPool, now: datetime) -> bool:
    """Whether one can sign up just now."""
    return why_closed(pool, now) is None


def may_cancel(pool: SeatPool, now: datetime, seat_since: datetime | None = None) -> bool:
    """Whether somebody with a seat may still give it back without asking.

    Whoever got the seat (`seat_since`) after that moment never had the chance: they may until the day begins.
    """
    if pool.cancelled_at is not None or has_begun(pool, now):
        return False
    until = pool.cancel_until
    return until is None or now < until or (seat_since is not None and seat_since >= until)


def reserves_bind(pool: SeatPool, now: datetime) -> bool:
    """Whether seats are still kept for organisations; a maximum holds for ever."""
    return pool.release_at is None or now < pool.release_at
