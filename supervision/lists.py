"""What the screens of a group list: its sessions with their answers, and what its members are, in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.danish import sort_key
from portal.moment import period_text
from supervision.calendar import place_of
from supervision.models import Group, Seat, Session, SessionAnswer

Answer = SessionAnswer.Answer


@dataclass(frozen=True)
class SessionRow:
    """One session as a list shows it. `kind`: planned, past (not yet ticked off), held or cancelled."""

    session: Session
    kind: str
    when: str
    place: str
    comes: int
    absent: int
    own_answer: str = ""
    own_minutes: int = 0


def sessions_of(group: Group, now: datetime, seat: Seat | None = None) -> list[SessionRow]:
    """The group's sessions: those to come with the next one first, then the others with the latest first.

    With what one member has answered and how long they were there. Three queries.
    """
    rows = (
        Session.objects.filter(group=group)
        .select_related("host", "supervisor")
        .annotate(
            comes=Count("answers", filter=Q(answers__answer=Answer.COMES, answers__seat__state=Seat.State.ACTIVE)),
            absent=Count("answers", filter=Q(answers__answer=Answer.ABSENT, answers__seat__state=Seat.State.ACTIVE)),
        )
    )
    answers: dict[int, str] = {}
    minutes: dict[int, int] = {}
    if seat is not None:
        answers = dict(seat.answers.values_list("session_id", "answer"))
        minutes = dict(seat.attendance.values_list("session_id", "minutes"))
    found = []
    for session in rows:
        session.group = group
        found.append(
            SessionRow(
                session=session,
                kind=_kind(session, now),
                when=period_text(session.starts_at, session.ends_at),
                place=place_of(session),
                comes=session.comes,  # type: ignore[attr-defined]
                absent=session.absent,  # type: ignore[attr-defined]
                own_answer=answers.get(session.pk, ""),
                own_minutes=minutes.get(session.pk, 0),
            )
        )
    coming = [row for row in found if row.session.ends_at >= now]
    over = [row for row in found if row.session.ends_at < now]
    return coming + over[::-1]


def _kind(session: Session, now: datetime) -> str:
    if session.state == Session.State.PLANNED and session.ends_at < now:
        return "past"
    return str(session.state)


def next_session(group: Group, seat: Seat | None, now: datetime) -> SessionRow | None:
    """The next one that takes place."""
    rows = (row for row in sessions_of(group, now, seat) if row.kind == "planned")
    return next(rows, None)


@dataclass(frozen=True)
class Answered:
    """The members who have said one and the same of a session. `words` say it."""

    words: str
    names: list[str]


def answers_to(session: Session) -> list[Answered]:
    """Which members come, cannot come and have not answered; without what nobody has said."""
    members = Seat.objects.filter(group_id=session.group_id).active().select_related("user").order_by("pk")
    said = dict(SessionAnswer.objects.filter(session=session, seat__in=members).values_list("seat_id", "answer"))
    kinds = ((Answer.COMES, _("Come")), (Answer.ABSENT, _("Cannot come")), (Answer.NONE, _("Have not answered")))
    found = []
    for kind, words in kinds:
        names = sorted((str(seat) for seat in members if said.get(seat.pk, "") == kind), key=sort_key)
        if names:
            found.append(Answered(words, names))
    return found


def composition(members: Iterable[Seat], group: Group) -> str:
    """Who is in the group, in a sentence: "9 medlemmer fra 6 organisationer: psykolog (7), lærer"."""
    seats = list(members)
    if not seats and group.state == Group.State.CLOSED:
        return _("The group has ended, so nobody is in it any more.")
    if not seats:
        return _("Nobody is in the group yet.")
    places = len({seat.share_id for seat in seats if seat.share_id})
    people = ngettext("%(count)d member", "%(count)d members", len(seats)) % {"count": len(seats)}
    if places:
        workplaces = ngettext("%(count)d organisation", "%(count)d organisations", places) % {"count": places}
        people = _("%(people)s from %(workplaces)s") % {"people": people, "workplaces": workplaces}
    professions = Counter(_lower(seat.profession) for seat in seats if seat.profession)
    kinds = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in professions.most_common())
    free = group.size_max - len(seats)
    parts = [f"{people}: {kinds}." if kinds else f"{people}."]
    if free > 0 and group.state == Group.State.OPEN:
        parts.append(
            ngettext("There is room for %(count)d more.", "There is room for %(count)d more.", free) % {"count": free}
        )
    return " ".join(parts)


def _lower(profession: str) -> str:
    """As it stands within a sentence: "psykolog", and still "PPR-psykolog"."""
    return profession if profession[1:2].isupper() else profession[:1].lower() + profession[1:]


def hosts_of(group: Group) -> list[Seat]:
    """The members whose workplaces can host: one for each organisation."""
    seats = Seat.objects.filter(group=group).active().exclude(share=None).select_related("share").order_by("pk")
    return list({seat.share_id: seat for seat in seats}.values())


def is_today_or_past(session: Session, now: datetime) -> bool:
    """Whether people can be ticked off: from the morning of the day."""
    return timezone.localdate(session.starts_at) <= timezone.localdate(now)
