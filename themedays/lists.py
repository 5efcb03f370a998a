"""The days as lists show them: what comes, and what has been. A constant number of queries, however many days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from portal.clock import COPENHAGEN
from themedays.models import Material, Registration, SeatPool, ThemeDayPage
from themedays.models.pages import ThemeDayQuerySet
from themedays.standing import DayState, counts_of, day_state


@dataclass(frozen=True)
class DayRow:
    """One day of a list. `participants` is how many came, for a day that is over."""

    page: ThemeDayPage
    state: DayState
    has_materials: bool
    participants: int = 0
    shows_year: bool = False


def rows_of(pages: Iterable[ThemeDayPage], now: datetime) -> list[DayRow]:
    """The pages with their states, in their order. Three queries."""
    days = list(pages)
    pools = {pool.page_id: pool for pool in SeatPool.objects.filter(page__in=days)}
    for page in days:
        if page.pk in pools:
            pools[page.pk].page = page  # the seats' rules ask the page for its times
    counts = counts_of(pools.values())
    year = now.astimezone(COPENHAGEN).year
    rows = []
    for page in days:
        pool = pools.get(page.pk)
        own = counts.get(pool.pk) if pool else None
        rows.append(
            DayRow(
                page=page,
                state=day_state(pool, page, own, now),
                has_materials=bool(getattr(page, "has_materials", False)),
                participants=own.confirmed if own else 0,
                shows_year=page.starts_at is not None and page.starts_at.astimezone(COPENHAGEN).year != year,
            )
        )
    return rows


def upcoming(now: datetime, limit: int | None = None) -> list[DayRow]:
    """The published days to come, the next one first."""
    return rows_of(_shown().upcoming(now)[:limit], now)


def held(now: datetime) -> ThemeDayQuerySet:
    """The published days that are over, the latest first."""
    return _shown().held(now)


def _shown() -> ThemeDayQuerySet:
    live = ThemeDayPage.objects.live().exclude(starts_at=None).select_related("venue")
    days: ThemeDayQuerySet = live.annotate(has_materials=Exists(Material.objects.filter(page=OuterRef("pk"))))
    return days


def years_of(now: datetime) -> list[int]:
    """The years with days that are over, the latest first."""
    starts = ThemeDayPage.objects.live().held(now).values_list("starts_at", flat=True)
    return sorted({at.astimezone(COPENHAGEN).year for at in starts}, reverse=True)


def own_registration(user_id: int | None, pool: SeatPool | None) -> Registration | None:
    """The person's own registration for a day, when it is in force."""
    if user_id is None or pool is None:
        return None
    mine = Registration.objects.active().filter(pool=pool, user_id=user_id).select_related("user")
    return mine.first()
