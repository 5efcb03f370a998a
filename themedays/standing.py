"""The state of a theme day in words, the same everywhere: on its page, in the list, in the admin."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.clock import COPENHAGEN, date_text
from themedays.actions.refusals import Reason
from themedays.actions.rules import reserves_bind, why_closed
from themedays.models import Registration, SeatAllocation, SeatPool, ThemeDayPage

State = Registration.State
_FEW = 6  # and a tenth of the seats


class Kind(StrEnum):
    """What a reader can do about the day, as one word for the look."""

    OPEN = "open"
    FEW = "few"
    WAITING_LIST = "waiting_list"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    HELD = "held"
    NO_SIGN_UP = "no_sign_up"


@dataclass(frozen=True)
class Counts:
    """How many have, are offered and wait for a seat, and how many seats are kept for organisations and not used."""

    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    kept: int = 0


@dataclass(frozen=True)
class DayState:
    """A word for the look; the words for the day's own page, and those for a list."""

    kind: str
    words: str
    short: str


def counts_of(pools: Iterable[SeatPool]) -> dict[int, Counts]:
    """The counts of some days by the keys of their seats. Two queries, however many days."""
    keys = [pool.pk for pool in pools if pool.pk]
    states: dict[int, Counter[str]] = defaultdict(Counter)
    used: dict[tuple[int, int | None], int] = Counter()
    rows = Registration.objects.active().filter(pool__in=keys).order_by().values_list("pool", "share", "state")
    for pool, share, state, count in rows.annotate(Count("pk")):
        states[pool][state] += count
        if state in Registration.SEATED:
            used[pool, share] += count
    kept: Counter[int] = Counter()
    for one in SeatAllocation.objects.filter(pool__in=keys, reserved__gt=0).order_by():
        kept[one.pool_id] += max(0, one.reserved - used.get((one.pool_id, one.organisation_id), 0))
    return {
        key: Counts(
            states[key][State.CONFIRMED], states[key][State.OFFERED], states[key][State.WAITING], kept.get(key, 0)
        )
        for key in keys
    }


def day_state(pool: SeatPool | None, page: ThemeDayPage, counts: Counts | None, now: datetime) -> DayState:
    """The state of a day at a moment, for somebody whose organisation has no seats kept for it."""
    counts = counts or Counts()
    reason = _without_seats(page, now) if pool is None else why_closed(pool, now)
    if reason is not None or pool is None:
        return _closed(pool, reason or Reason.NO_SIGN_UP)
    capacity = pool.capacity or 0
    kept = counts.kept if reserves_bind(pool, now) else 0
    free = capacity - counts.confirmed - counts.offered - kept
    if free <= 0 or counts.waiting:
        return DayState(Kind.WAITING_LIST, _taken(capacity, kept), _("Full, with a waiting list"))
    if free <= min(_FEW, capacity // 2) or free * 10 <= capacity:
        words = ngettext("%(free)d seat left of %(all)d", "%(free)d seats left of %(all)d", free)
        short = _("Few seats: %(free)d left")
        values = {"free": free, "all": capacity}
        return DayState(Kind.FEW, words % values, short % values)
    words = ngettext("%(free)d free seat", "%(free)d free seats", free) % {"free": free}
    return DayState(Kind.OPEN, words, words)


def _without_seats(page: ThemeDayPage, now: datetime) -> Reason:
    return Reason.HELD if page.ends_at is not None and page.ends_at <= now else Reason.NO_SIGN_UP


def _taken(capacity: int, kept: int) -> str:
    if kept:
        return _("The seats are taken or reserved")
    return ngettext("The one seat is taken", "All %(all)d seats are taken", capacity) % {"all": capacity}


def _closed(pool: SeatPool | None, reason: Reason) -> DayState:
    if reason == Reason.NOT_YET and pool is not None and pool.opens_at is not None:
        opens = date_text(pool.opens_at.astimezone(COPENHAGEN).date(), with_year=False)
        words = _("Sign-up opens %(date)s") % {"date": opens}
        return DayState(Kind.NOT_YET, words, words)
    words = {
        Reason.CANCELLED: _("Cancelled"),
        Reason.HELD: _("Held"),
        Reason.CLOSED: _("Sign-up has closed"),
        Reason.NOT_YET: _("Sign-up is not open yet"),
        Reason.NO_SIGN_UP: _("No sign-up here"),
    }[reason]
    return DayState(str(reason), words, words)
