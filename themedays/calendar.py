"""Theme days as entries of calendars: what was told when the day was published, never what a draft says."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.contacts.models import Subject
from portal.calendars import Entry
from portal.clock import COPENHAGEN
from portal.models import NetworkSettings, User
from themedays.models import Registration, SeatPool, ThemeDayPage, Venue

REMEMBERED = timedelta(days=90)  # how long a day that is over, held or cancelled, stays in a calendar
State = Registration.State


def day_address(page: ThemeDayPage) -> str:
    """The day's page, as a whole address."""
    return f"{settings.SITE_URL}{reverse('wagtail_serve', args=[f'temadage/{page.slug}/'])}"


def place_of(page: ThemeDayPage) -> str:
    """Where the day is held, in one line. The link to a meeting is told in mails alone."""
    venue: Venue | None = page.venue
    if venue is not None:
        return venue.one_line
    return _("Online") if page.online_link else ""


def entry_of(pool: SeatPool) -> Entry:
    """A theme day's entry, for whoever takes part.

    Raises:
        ValueError: when neither those who follow it nor its page know a date.
    """
    page = pool.page
    was_told = pool.told_starts_at is not None
    starts, ends = (pool.told_starts_at, pool.told_ends_at) if was_told else (page.starts_at, page.ends_at)
    if starts is None or ends is None:
        raise ValueError("a theme day without a date has no place in a calendar")
    return Entry(
        uid=str(pool.uid),
        title=pool.told_title if was_told else page.title,
        starts=starts,
        ends=ends,
        changed_at=pool.changed_at,
        sequence=pool.sequence,
        place=pool.told_place if was_told else place_of(page),
        url=day_address(page),
        description=page.lead,
        categories=tuple(subject.name for subject in page.subjects.all()),
        is_cancelled=pool.cancelled_at is not None,
        is_all_day=all(_is_midnight(at) for at in (starts, ends)),
    )


def words_of(page: ThemeDayPage) -> str:
    """A print of what else a calendar shows of the page; another one means that it must be shown anew."""
    words = [page.lead, page.slug, *sorted(subject.name for subject in page.subjects.all())]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _is_midnight(at: datetime) -> bool:
    local = at.astimezone(COPENHAGEN)
    return (local.hour, local.minute) == (0, 0)


def followed_entries(now: datetime, subject: Subject | None = None) -> list[Entry]:
    """The published days, of one subject or all, for whoever wants to know of them: nobody is busy because of them."""
    pools = _with_a_date(SeatPool.objects.filter(page__live=True, page__ends_at__gte=now - REMEMBERED))
    if subject is not None:
        pools = pools.filter(page__subjects=subject)
    return [replace(entry_of(pool), blocks_time=False) for pool in pools]


def feed_name(subject: Subject | None = None) -> str:
    """What the days' calendar is called in the reader's list of calendars."""
    words = {"network": NetworkSettings.load().name}
    if subject is None:
        return _("Theme days in %(network)s") % words
    return _("Theme days in %(network)s: %(subject)s") % (words | {"subject": subject.name})


def published_pool(slug: str) -> SeatPool | None:
    """The seats of a published day, for its entry; None when no such day can be seen."""
    return _with_a_date(SeatPool.objects.filter(page__live=True, page__slug=slug)).first()


def _with_a_date(pools: QuerySet[SeatPool]) -> QuerySet[SeatPool]:
    dated = pools.filter(page__starts_at__isnull=False, page__ends_at__isnull=False)
    return dated.select_related("page__venue").prefetch_related("page__subjects")


def calendar_entries(user: User, now: datetime) -> Iterable[Entry]:
    """The days that the person has a seat on, or is offered one. Whoever waits has nothing to keep free for yet.

    The numbers go on from those of the mails, so that the feed and the mailed entry are one and the same.
    """
    dated = {"pool__page__starts_at__isnull": False, "pool__page__ends_at__gte": now - REMEMBERED}
    rows = Registration.objects.filter(user=user, **dated)
    of_day = defaultdict(list)
    for row in rows.select_related("pool__page__venue").prefetch_related("pool__page__subjects"):
        of_day[row.pool_id].append(row)
    for registrations in of_day.values():
        shown = [row for row in registrations if _is_shown(row)]
        if shown:
            yield replace(
                entry_of(shown[-1].pool),
                sequence=max([shown[-1].pool.sequence, *(row.sequence for row in registrations)]),
                is_tentative=shown[-1].state == State.OFFERED,
            )


def _is_shown(row: Registration) -> bool:
    if row.state in Registration.SEATED:
        return True
    # The day was called off: whoever would have come still finds it, with that word before it.
    was_seated = row.confirmed_at is not None or row.offered_until is not None
    return row.why == Registration.Why.DAY_CANCELLED and row.pool.cancelled_at is not None and was_seated
