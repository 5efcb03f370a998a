"""From the rows to what the arithmetic of hours is told: one course for each supervisor of a group."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone

from supervision.hours import shapes
from supervision.hours.notices import Code, course_notices, roster_notices
from supervision.hours.rules import Counting, Rules
from supervision.hours.statements import Statement, UnknownSuperviseeError, statement
from supervision.hours.words import sentence
from supervision.models import Group, GroupSupervisor, Seat, Session, SupervisionRules

_ROSTER = {Code.TOO_LARGE_SOON, Code.NO_MAJORITY_SOON}


def rules_now() -> Rules:
    """The rules as the setting has them."""
    row = SupervisionRules.load()
    return Rules(
        full_size_max=row.full_size_max,
        small_size_max=row.small_size_max,
        large_size_max=row.large_size_max,
        small_share=Fraction(row.small_counts_of, row.small_counts_per),
        large_share=Fraction(row.large_counts_of, row.large_counts_per),
        needs_majority=row.needs_majority,
        course_hours=row.course_hours,
        short_course_hours=row.short_course_hours,
        short_courses_total=row.short_courses_total,
        academic_hours=row.academic_hours,
        supervisor_years=row.supervisor_years,
        total_hours=row.total_hours,
        individual_hours=row.individual_hours,
        group_hours=row.group_hours,
        external_hours=row.external_hours,
        remote_hours=row.remote_hours,
        leave_weeks=row.leave_weeks,
        counting=Counting(row.counting),
        step_minutes=row.step_minutes,
        authority=row.authority,
        applications_to=row.applications_to,
        checked_on=row.checked_on,
    )


def supervisee_of(seat: Seat) -> shapes.Supervisee:
    """A member with the profession they had then; the same human under the same key, also in another seat."""
    return shapes.Supervisee(
        key=f"user-{seat.user_id}" if seat.user_id else f"seat-{seat.pk}",
        name=str(seat),
        profession=seat.profession,
        is_psychologist=seat.is_psychologist,
        is_academic=seat.is_academic,
    )


def courses_of(group: Group, now: datetime, *, seat: Seat | None = None) -> list[shapes.Course]:
    """The group's courses, the earliest first. For one member, a course is over when they have left the group.

    Two queries beside the group's supervisors and seats, however many sessions there are.
    """
    supervisors = list(group.supervisors.order_by("starts_on", "pk"))
    sessions = Session.objects.filter(group=group).exclude(state=Session.State.CANCELLED).order_by("starts_at", "pk")
    rows = list(sessions.prefetch_related("attendance__seat__user"))
    seats = list(Seat.objects.been_members().filter(group=group).select_related("user").order_by("pk"))
    today = timezone.localdate(now)
    of_whom: dict[int, list[Session]] = defaultdict(list)
    for row in rows:
        leader = row.supervisor_id or _leader(supervisors, timezone.localdate(row.starts_at))
        if leader is not None:
            of_whom[leader].append(row)
    return [
        _course(one, of_whom[one.pk], seats, _ends(group, one, seat, seats, today), group.page.title)
        for one in supervisors
        if of_whom[one.pk]
    ]


def _leader(supervisors: Sequence[GroupSupervisor], day: date) -> int | None:
    """Who leads a session that nobody has ticked off: the one who leads the group that day."""
    for one in supervisors:
        if (one.starts_on is None or one.starts_on <= day) and (one.ends_on is None or day <= one.ends_on):
            return one.pk
    return None


def _course(
    leader: GroupSupervisor, sessions: list[Session], seats: list[Seat], ends: list[date], title: str
) -> shapes.Course:
    return shapes.Course(
        supervisor=shapes.Supervisor(
            key=f"user-{leader.user_id}" if leader.user_id else f"supervisor-{leader.pk}",
            name=leader.name,
            title=leader.title,
            is_psychologist=leader.is_psychologist,
            is_academic=leader.is_academic,
            authorised_year=leader.authorised_year,
            graduated_year=leader.graduated_year,
            is_external=leader.is_external,
        ),
        group=title,
        starts=timezone.localdate(sessions[0].starts_at),
        ends=min(ends, default=leader.ends_on),
        is_closed=bool(ends),
        sessions=tuple(_session(session, seats) for session in sessions),
    )


def _ends(group: Group, leader: GroupSupervisor, seat: Seat | None, seats: list[Seat], today: date) -> list[date]:
    """What has ended the course: the group was closed, the supervisor has stopped, this member has left."""
    ends = [timezone.localdate(group.closed_at)] if group.closed_at else []
    if leader.ends_on is not None and leader.ends_on < today:
        ends.append(leader.ends_on)
    if seat is not None:
        own = [one.ends_on for one in seats if one.pk == seat.pk or (seat.user_id and one.user_id == seat.user_id)]
        last_days = [day for day in own if day is not None]
        if own and len(last_days) == len(own):
            ends.append(max(last_days))
    return ends


def _session(session: Session, seats: list[Seat]) -> shapes.Session:
    day = timezone.localdate(session.starts_at)
    enrolled = {
        one.user_id or -one.pk: one
        for one in seats
        if one.starts_on is not None and one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)
    }
    return shapes.Session(
        starts=session.starts_at,
        minutes=session.minutes,
        state=shapes.State(session.state),
        members=tuple(supervisee_of(one) for one in enrolled.values()),
        present=tuple(shapes.Attendance(supervisee_of(row.seat), row.minutes) for row in session.attendance.all()),
        is_remote=session.is_remote,
    )


def own_statements(seat: Seat, now: datetime) -> list[Statement]:
    """What one member has had in the group, one statement for each supervisor."""
    return list(_statements(courses_of(seat.group, now, seat=seat), supervisee_of(seat).key, rules_now()))


def _statements(courses: Iterable[shapes.Course], key: str, rules: Rules) -> Iterable[Statement]:
    for course in courses:
        try:
            yield statement(course, key, rules)
        except UnknownSuperviseeError:
            continue


def group_notices(group: Group, now: datetime) -> list[str]:
    """What should be mended in the group while it can be, in sentences."""
    rules, today = rules_now(), timezone.localdate(now)
    found = [notice for course in courses_of(group, now) for notice in course_notices(course, rules, today=today)]
    if not any(notice.code in _ROSTER for notice in found):  # no session is planned to which it could be said
        found += roster_notices(map(supervisee_of, _members(group)), rules)
    return list(dict.fromkeys(sentence(notice) for notice in found))


def _members(group: Group) -> list[Seat]:
    return list(Seat.objects.filter(group=group).active().select_related("user").order_by("pk"))


def notices_with(group: Group, newcomer: Seat) -> list[str]:
    """What the group's hours would lose if this person joined, in sentences; nothing when nobody is in it yet."""
    members = _members(group)
    if not members:
        return []
    roster = [supervisee_of(seat) for seat in (*members, newcomer)]
    return [sentence(notice) for notice in roster_notices(roster, rules_now())]
