"""What the groups put on the coordinator's list of what waits."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.upkeep.waiting import SHOWN, Group, Item
from portal.clock import COPENHAGEN, date_text
from supervision.models import Seat, Session

ANSWER_WITHIN = timedelta(days=7)
TICK_WITHIN = timedelta(days=7)


def everything(today: date) -> tuple[Group, ...]:
    """What waits on that day, without what is done."""
    now = datetime.combine(today, time.min, COPENHAGEN)
    return tuple(group for group in (unanswered(now), unticked(now)) if group.count)


def unanswered(now: datetime) -> Group:
    """Requests that a supervisor has not answered for a week. Who asks, the roster says."""
    seats = Seat.objects.requested().filter(requested_at__lt=now - ANSWER_WITHIN).exclude(user=None)
    lines = [
        (seat.group.page.title, "supervising:requests", [seat.group_id], seat.requested_at)
        for seat in seats.select_related("group__page")
    ]
    return _group(_("Have asked for supervision for more than a week"), lines)


def unticked(now: datetime) -> Group:
    """Sessions that were a week ago, and nobody has noted who was there."""
    sessions = Session.objects.filter(state=Session.State.PLANNED, ends_at__lt=now - TICK_WITHIN)
    lines = [
        (session.group.page.title, "supervising:attendance", [session.group_id, session.pk], session.starts_at)
        for session in sessions.select_related("group__page")
    ]
    return _group(_("Supervision without noted attendance"), lines)


def _group(heading: str, lines: Iterable[tuple[str, str, list[int], datetime]]) -> Group:
    found = list(lines)
    return Group(
        heading=heading,
        url=reverse("supervision-groups:index"),
        count=len(found),
        items=tuple(
            Item(text=title, url=reverse(name, args=keys), note=date_text(at.astimezone(COPENHAGEN).date()))
            for title, name, keys, at in found[:SHOWN]
        ),
    )
