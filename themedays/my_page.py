"""The lines of “Min side” about theme days: what one comes to, waits for and has been to."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.contributions import MyEntry
from portal.models import User
from portal.moment import moment_text
from themedays.actions.rules import has_begun, may_cancel
from themedays.calendar import place_of
from themedays.materials import allowed
from themedays.models import Material, Registration, ThemeDayPage

State = Registration.State
type Links = tuple[tuple[str, str], ...]


def my_page(user: User, now: datetime) -> Iterable[MyEntry]:
    """The days to come, the next one first, then those that are over, the latest first. One query."""
    rows = list(_registrations(user, now))
    coming = [row for row in rows if not _is_over(row, now)]
    held = [row for row in reversed(rows) if _is_over(row, now) and row.state == State.CONFIRMED]
    return [*(_coming(row, now) for row in coming), *map(_held, held)]


def _registrations(user: User, now: datetime) -> QuerySet[Registration]:
    """What is in force, and the days to come that were cancelled for everybody; with `position` and `has_materials`."""
    before = Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lte=OuterRef("pk"))
    queue = Registration.objects.filter(before, pool=OuterRef("pool"), state=State.WAITING).order_by()
    position = queue.values("pool").annotate(count=Count("pk")).values("count")
    called_off = Q(state=State.CANCELLED, why=Registration.Why.DAY_CANCELLED)
    rows = user.registrations.filter(~Q(state=State.CANCELLED) | called_off, pool__page__live=True)
    return (
        rows.exclude(pool__page__ends_at=None)
        .select_related("pool__page__venue")
        .annotate(
            position=Coalesce(Subquery(position), 0),
            has_materials=Exists(Material.objects.filter(allowed(user, now), page=OuterRef("pool__page"))),
        )
        .order_by("pool__page__starts_at", "pk")
    )


def _is_over(row: Registration, now: datetime) -> bool:
    ends = row.pool.page.ends_at
    return ends is not None and ends <= now


def _coming(row: Registration, now: datetime) -> MyEntry:
    page: ThemeDayPage = row.pool.page
    match row.state:
        case State.CONFIRMED:
            return _entry(row, _("You are signed up"), _ways_out(row, now))
        case State.OFFERED:
            until = moment_text(row.offered_until) if row.offered_until else ""
            words = _("A seat is kept for you until %(until)s. Say yes or no.") % {"until": until}
            return _entry(row, words, ((_("Answer, yes or no"), f"{_address(page)}#tilmelding"),))
        case State.WAITING:
            words = _("You are no. %(position)s on the waiting list. We write to you if there is a seat.")
            leave = (_("Give up my place in the queue"), reverse("themedays:cancel", args=[page.slug]))
            return _entry(row, words % {"position": row.position}, (leave,))  # type: ignore[attr-defined]
    return _entry(row, _("The day is cancelled"), ())


def _ways_out(row: Registration, now: datetime) -> Links:
    slug = row.pool.page.slug
    links = [(_("Put it in your calendar"), reverse("themedays:day_calendar", args=[slug]))]
    if may_cancel(row.pool, now, row.confirmed_at):
        links.append((_("I cannot come"), reverse("themedays:cancel", args=[slug])))
    if not has_begun(row.pool, now):
        links.append((_("Let a colleague come instead"), reverse("themedays:colleague", args=[slug])))
    return tuple(links)


def _held(row: Registration) -> MyEntry:
    has_materials: bool = row.has_materials  # type: ignore[attr-defined]
    links = ((_("Materials"), f"{_address(row.pool.page)}#materialer"),) if has_materials else ()
    return _entry(row, "", links, state="held")


def _entry(row: Registration, words: str, links: Links, state: str = "") -> MyEntry:
    page: ThemeDayPage = row.pool.page
    assert page.starts_at is not None  # noqa: S101 - for the type: the query asks for both
    assert page.ends_at is not None  # noqa: S101
    return MyEntry(
        title=page.title,
        url=_address(page),
        starts=page.starts_at,
        ends=page.ends_at,
        place=place_of(page),
        state=state or row.state,
        words=words,
        links=links,
    )


def _address(page: ThemeDayPage) -> str:
    # Wagtail asks the cache, which is the database, three times for each page's own `url`.
    return f"/temadage/{page.slug}/"
