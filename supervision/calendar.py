"""Sessions as entries of calendars: private, and without a topic, for people share their calendars with whole teams."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.calendars import Entry
from portal.models import NetworkSettings, User
from supervision.models import Group, GroupSupervisor, Seat, Session, SessionAnswer
from supervision.rights import joined_by, led_by

REMEMBERED = timedelta(days=90)  # how long a session that is over, held or cancelled, stays in a calendar
State = Session.State


def group_address(group: Group) -> str:
    """The group's own page, as a whole address. It says nothing about what the group is for."""
    return f"{settings.SITE_URL}{reverse('supervision:group', args=[group.pk])}"


def title() -> str:
    """What every session of every group is called in a calendar: "Supervision (Livsmod)"."""
    return _("Supervision (%(network)s)") % {"network": NetworkSettings.load().name}


def place_of(session: Session) -> str:
    """Where it is, in one line: the host and the room."""
    host = session.host.display_name if session.host else ""
    where = _("Online") if session.is_remote and not session.place else session.place
    return ", ".join(part for part in (host, where) if part)


def entry_of(session: Session) -> Entry:
    """A session's entry, for whoever is in the group."""
    return Entry(
        uid=str(session.uid),
        title=title(),
        starts=session.starts_at,
        ends=session.ends_at,
        changed_at=session.changed_at,
        sequence=session.sequence,
        place=place_of(session),
        url=group_address(session.group),
        is_cancelled=session.state == State.CANCELLED,
        is_private=True,
    )


def sessions_of(groups: Iterable[Group | int], now: datetime) -> QuerySet[Session]:
    """What a calendar shows of the groups: from three months back and on."""
    recent = Session.objects.filter(group__in=groups, ends_at__gte=now - REMEMBERED)
    return recent.select_related("group", "host").order_by("starts_at", "pk")


def entries_of(seat: Seat, now: datetime) -> list[Entry]:
    """The sessions of a member's group, without those they cannot come to."""
    return _for_member(sessions_of([seat.group], now), {seat.pk})


def calendar_entries(user: User, now: datetime) -> Iterable[Entry]:
    """The sessions of the groups that the person is in, or leads."""
    own = set(Seat.objects.filter(user=user).values_list("pk", flat=True))
    joined = set(joined_by(user).values_list("pk", flat=True)) if own else set()
    if joined:
        yield from _for_member(sessions_of(joined, now), own)
    leads = set(GroupSupervisor.objects.filter(user=user).values_list("group", flat=True)) - joined
    if leads:
        led = led_by(user, timezone.localdate(now)).filter(pk__in=leads)
        yield from (entry_of(session) for session in sessions_of(led, now))


def _for_member(sessions: QuerySet[Session], own: set[int]) -> list[Entry]:
    """The entries with the numbers of the mails, so that the feed and the mailed entry are one and the same."""
    rows = SessionAnswer.objects.filter(Q(seat__in=own), session__in=sessions.order_by())
    numbers: dict[int, int] = {}
    absent: set[int] = set()
    for row in rows.order_by("pk"):
        numbers[row.session_id] = max(numbers.get(row.session_id, 0), row.sequence or 0)
        (absent.add if row.answer == SessionAnswer.Answer.ABSENT else absent.discard)(row.session_id)
    return [
        replace(entry_of(session), sequence=max(session.sequence, numbers.get(session.pk, 0)))
        for session in sessions
        if session.pk not in absent
    ]
