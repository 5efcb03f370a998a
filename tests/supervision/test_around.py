"""What the groups give the rest of the portal: reminders, calendar, my page, personal data, what is forgotten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.contributions import MyEntry, MyUndated, contributed
from portal.mail.models import Delivery
from supervision import actions
from supervision.calendar import calendar_entries
from supervision.models import GroupSupervisor, Seat, SessionAnswer, SessionAttendance
from supervision.my_page import my_page
from supervision.personal_data import erase, personal_data
from supervision.retention import retention
from supervision.tick import tick
from tests.factories import make_organisation, make_role_grant, make_user
from tests.supervision.factories import (
    NOW,
    STARTS,
    make_attendance,
    make_group,
    make_person,
    make_seat,
    make_session,
    make_supervisor,
)

pytestmark = pytest.mark.django_db
DUE = STARTS - timedelta(days=3)


def reminded() -> list[str]:
    return list(Delivery.objects.filter(purpose="supervision-reminder").order_by("pk").values_list("email", flat=True))


def test_the_reminder_goes_three_days_before_once_with_the_link() -> None:
    group = make_group()
    seat = make_seat(group)
    make_session(group)

    for at in (DUE - timedelta(minutes=1), DUE, DUE + timedelta(minutes=5)):
        list(tick(at))

    mail = Delivery.objects.get(purpose="supervision-reminder")
    assert seat.user is not None
    assert (mail.email, "/supervision/svar/" in mail.text, mail.calendar) == (seat.user.email, True, "")


def test_whoever_cannot_come_and_whoever_waits_is_not_reminded() -> None:
    group = make_group()
    absent, session = make_seat(group), make_session(group)
    make_seat(group, state="waiting")
    SessionAnswer.objects.create(session=session, seat=absent, answer="absent")

    list(tick(DUE))

    assert reminded() == []


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_a_group_that_has_a_break_is_left_alone(state: str) -> None:
    group = make_group(state=state)
    make_seat(group)
    make_session(group)

    list(tick(DUE))

    assert reminded() == []


def test_a_session_that_was_moved_is_reminded_of_again() -> None:
    group = make_group()
    make_seat(group)
    session = make_session(group)
    list(tick(DUE))
    later = STARTS + timedelta(days=14)
    meeting = actions.Meeting(later, later + timedelta(hours=3), session.place)
    actions.change_session(session, meeting, by=make_user(), now=DUE)

    list(tick(later - timedelta(days=3)))

    assert len(reminded()) == 2


def test_the_personal_calendar_has_the_sessions_of_one_s_groups_without_a_topic() -> None:
    group = make_group("Angst hos børn")
    seat = make_seat(group)
    make_session(group)
    make_session(make_group("En anden"))
    assert seat.user is not None

    (entry,) = calendar_entries(seat.user, NOW)

    assert (entry.title, entry.is_private, entry.starts) == ("Supervision (Brobygger)", True, STARTS)
    assert "ngst" not in f"{entry}"


def test_what_one_cannot_come_to_is_not_in_the_calendar_and_the_number_goes_on_from_the_mails() -> None:
    group = make_group()
    seat, other = make_seat(group), make_seat(group)
    (session,) = actions.plan_sessions(
        group, [actions.Meeting(STARTS, STARTS + timedelta(hours=3))], by=make_user(), now=NOW
    )
    actions.answer(session, seat, SessionAnswer.Answer.ABSENT, now=NOW)
    assert seat.user is not None
    assert other.user is not None

    gone = list(calendar_entries(seat.user, NOW))
    actions.answer(session, seat, SessionAnswer.Answer.COMES, now=NOW)

    assert gone == []
    assert [entry.sequence for entry in calendar_entries(seat.user, NOW)] == [2]
    assert [entry.sequence for entry in calendar_entries(other.user, NOW)] == [0]


def test_a_supervisor_s_calendar_has_the_sessions_of_the_groups_they_lead() -> None:
    group = make_group()
    supervisor = make_supervisor(group).user
    make_session(group)
    make_session(make_group("En anden"))
    assert supervisor is not None

    assert [entry.starts for entry in calendar_entries(supervisor, NOW)] == [STARTS]


def test_my_page_shows_the_next_session_and_what_one_waits_for() -> None:
    group, other, user = make_group(), make_group("Angst"), make_person()
    make_seat(group, user)
    make_seat(other, user, state="waiting")
    make_session(group)
    make_session(other)

    entries = {entry.state: entry for entry in my_page(user, NOW) if isinstance(entry, MyEntry)}

    assert entries["confirmed"].url == reverse("supervision:group", args=[group.pk])
    assert (entries["waiting"].title, entries["waiting"].place) == ("Angst", "")


def test_my_page_shows_groups_without_a_session_as_well_but_none_that_is_closed() -> None:
    group, other, led, user = make_group(), make_group("Angst"), make_group("Ny gruppe"), make_person()
    make_role_grant(user, "supervisor")
    make_seat(group, user)
    make_seat(other, user, state="requested")
    make_supervisor(led, user)
    make_seat(make_group(state="closed"), user)
    make_supervisor(make_group(state="closed"), user)

    entries = list(my_page(user, NOW))

    assert [type(entry) for entry in entries] == [MyUndated] * 3
    assert [entry.words for entry in entries] == [
        "Du er med i gruppen. Der er ikke planlagt noget møde.",
        "Supervisor svarer på din ansøgning",
        "Du leder gruppen. Der er ikke planlagt noget møde.",
    ]


def test_a_group_that_has_planned_nothing_still_stands_on_my_page(client: Client) -> None:
    group = make_group()
    member = make_seat(group).user
    assert member is not None
    client.force_login(member)

    text = client.get("/min/").content.decode()

    assert "Uden dato endnu" in text
    assert reverse("supervision:hours", args=[group.pk]) in text


@pytest.mark.parametrize("groups", [1, 3])
def test_many_groups_cost_my_page_no_more_queries(
    groups: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user, host = make_person(), make_organisation()
    make_role_grant(user, "supervisor")
    for _number in range(groups):
        mine, waited_for, led = make_group(), make_group(), make_group()
        make_seat(mine, user)
        make_seat(waited_for)
        make_seat(waited_for, user, state="waiting")
        make_supervisor(led, user)
        for group in (mine, waited_for, led):
            make_session(group, STARTS + timedelta(days=7), host=host)
            make_session(group, host=host)

    with django_assert_num_queries(8):
        entries = list(my_page(user, NOW))

    assert [entry.starts for entry in entries if isinstance(entry, MyEntry)] == [STARTS] * 3 * groups


def test_everything_that_is_known_is_shown_to_the_person() -> None:
    group = make_group()
    seat = make_seat(group, motivation="Derfor")
    make_attendance(make_session(group, NOW - timedelta(days=9), state="held"), seat, 95)
    assert seat.user is not None

    tables = {table.key: table.rows for table in personal_data(seat.user)}

    assert "Derfor" in tables["group-seats"][0].values()
    assert 95 in tables["group-sessions"][0].values()


def test_whoever_is_forgotten_gives_the_seat_to_the_next_and_still_counts() -> None:
    group = make_group(size_max=1)
    seat, waiting = make_seat(group, motivation="Derfor"), make_seat(group, state="waiting")
    session = make_session(group, NOW - timedelta(days=9), state="held")
    make_attendance(session, seat)
    user = seat.user
    assert user is not None

    erase(user, NOW)

    seat.refresh_from_db()
    waiting.refresh_from_db()
    assert (seat.user, seat.motivation, seat.state, waiting.state) == (None, "", "left", "active")
    assert SessionAttendance.objects.filter(seat=seat).count() == 1
    assert not any(table.rows for table in personal_data(user))


def test_a_supervisor_who_is_forgotten_stays_on_the_hours_they_gave_and_nowhere_else() -> None:
    group, other = make_group(), make_group("Angst")
    leader = make_supervisor(group)
    user = leader.user
    assert user is not None
    make_supervisor(other, user)
    make_session(group, NOW - timedelta(days=9), state="held", supervisor=leader)

    erase(user, NOW)

    assert list(GroupSupervisor.objects.values_list("group", "user", "name")) == [(group.pk, None, leader.name)]


def test_the_groups_are_forgotten_before_the_members() -> None:
    erasers = [f"{one.__module__}" for one in contributed("ERASERS")]

    assert erasers.index("supervision.personal_data") < erasers.index("directory.members.personal_data")


def test_the_motivation_is_deleted_thirty_days_after_the_answer() -> None:
    group = make_group()
    answered = NOW - timedelta(days=31)
    old = make_seat(group, motivation="Gammel", decided_at=answered, starts_on=answered.date())
    new = make_seat(group, motivation="Ny", decided_at=NOW, starts_on=NOW.date())
    asking = make_seat(group, state="requested", motivation="Venter")

    counted = {one.rule: one.count for one in retention(NOW, True)}
    list(retention(NOW, False))

    words = [Seat.objects.get(pk=seat.pk).motivation for seat in (old, new, asking)]
    assert counted["supervision.motivation"] == 1
    assert words == ["", "Ny", "Venter"]


def test_who_never_became_a_member_is_nobody_after_half_a_year() -> None:
    group = make_group()
    old = make_seat(group, state="declined", ended_at=NOW - timedelta(days=184))
    new = make_seat(group, state="declined", ended_at=NOW - timedelta(days=100))
    member = make_seat(group, state="left", ended_at=NOW - timedelta(days=900))

    list(retention(NOW, False))

    assert [Seat.objects.get(pk=seat.pk).user is None for seat in (old, new, member)] == [True, False, False]


def test_answers_are_forgotten_three_months_after_the_session() -> None:
    group = make_group()
    seat = make_seat(group)
    for days in (91, 20):
        SessionAnswer.objects.create(session=make_session(group, NOW - timedelta(days=days)), seat=seat, answer="comes")

    list(retention(NOW, False))

    assert SessionAnswer.objects.count() == 1


def test_forgetting_twice_finds_nothing_left() -> None:
    group = make_group()
    make_seat(
        group,
        state="declined",
        ended_at=NOW - timedelta(days=184),
        motivation="Gammel",
        decided_at=NOW - timedelta(days=184),
    )
    list(retention(NOW, False))

    assert {one.count for one in retention(NOW, False)} == {0}
