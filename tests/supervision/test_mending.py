"""What is said while it can still be mended, and slips of the hand that are caught before they do harm."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.mail.models import Delivery
from portal.models import User
from supervision.actions import Meeting, change_session
from supervision.courses import group_notices
from supervision.lists import Answered, answers_to
from supervision.models import Group, Session, SessionAnswer
from supervision.my_page import my_page
from supervision.rhythm import Rhythm, proposed
from tests.conftest import LogIn
from tests.supervision.factories import (
    NOW,
    STARTS,
    make_group,
    make_group_page,
    make_person,
    make_seat,
    make_session,
    make_supervisor,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def group() -> Group:
    return make_group()


@pytest.fixture
def supervisor(group: Group) -> User:
    user = make_supervisor(group).user
    assert user is not None
    return user


# Warnings.


def test_a_group_of_thirteen_is_warned_of_before_any_session_is_planned(group: Group) -> None:
    for _one in range(12):
        make_seat(group)
    quiet = group_notices(group, NOW)
    make_seat(group)

    loud = group_notices(group, NOW)

    assert quiet == []
    assert [("13" in text, "12" in text) for text in loud] == [(True, True)]


def test_a_lost_majority_is_warned_of_before_any_session_is_planned(group: Group) -> None:
    make_seat(group)
    make_seat(group, profession="Lærer", is_psychologist=False)

    assert len(group_notices(group, NOW)) == 1


def test_what_is_said_of_the_planned_sessions_is_not_said_twice(group: Group, supervisor: User) -> None:
    for _one in range(13):
        make_seat(group)
    for week in range(10):
        make_session(group, STARTS + timedelta(weeks=week))

    found = group_notices(group, NOW)

    assert len([text for text in found if "13" in text]) == 1


def test_the_supervisor_s_first_screen_counts_what_is_to_be_mended(
    group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    for _one in range(13):
        make_seat(group)
    log_in(client, supervisor)

    rows = client.get(reverse("supervising:home")).context["rows"]

    assert [(row.group, row.notices) for row in rows] == [(group, 1)]


def test_the_coordinator_is_told_when_a_group_is_larger_than_what_counts(admin_client: Client) -> None:
    page = make_group_page()
    address = reverse("supervision_settings", args=[page.pk])
    fitting = {"state": "open", "mode": "decided", "size_min": "6"}

    admin_client.post(address, fitting | {"size_max": "12"})
    at_twelve = admin_client.get(address).content.decode().count('class="screen-error"')
    admin_client.post(address, fitting | {"size_max": "13"})
    at_thirteen = admin_client.get(address).content.decode().count('class="screen-error"')

    assert (at_twelve, at_thirteen) == (0, 1)


# Who comes.


def test_the_supervisor_sees_who_comes_who_does_not_and_who_is_silent(
    group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    session = make_session(group, timezone.now() + timedelta(days=5))
    for name, says in (("Åse Dam", "comes"), ("Bo Lund", "comes"), ("Ib Holt", "absent"), ("Eva Krog", "")):
        SessionAnswer.objects.create(session=session, seat=make_seat(group, make_person(name)), answer=says)
    make_seat(group, make_person("Gert Skov"))
    make_seat(group, make_person("Forhenværende Medlem"), state="left")
    log_in(client, supervisor)

    found = answers_to(session)
    page = client.get(reverse("supervising:session", args=[group.pk, session.pk])).content.decode()

    names = [["Bo Lund", "Åse Dam"], ["Ib Holt"], ["Eva Krog", "Gert Skov"]]
    assert found == [Answered(one.words, kind) for one, kind in zip(found, names, strict=True)]
    assert "Bo Lund, Åse Dam" in page


def test_min_side_leads_a_supervisor_to_the_group_and_a_coordinator_to_none(group: Group, supervisor: User) -> None:
    make_session(group)
    coordinator = User.objects.create_superuser("koordinator@example.dk")

    found = list(my_page(supervisor, NOW))

    assert [(entry.starts, entry.url) for entry in found] == [(STARTS, reverse("supervising:group", args=[group.pk]))]
    assert list(my_page(coordinator, NOW)) == []


def test_a_roster_says_what_somebody_counts_as_only_where_the_profession_does_not(group: Group) -> None:
    seats = [
        make_seat(group),
        make_seat(group, profession="PPR-psykolog", is_psychologist=False),
        make_seat(group, profession="Konsulent"),
        make_seat(group, profession="Læge", is_psychologist=False, is_academic=True),
        make_seat(group, profession="Lærer", is_psychologist=False),
    ]

    assert [bool(seat.counts_as) for seat in seats] == [False, True, True, True, False]


# Slips.


@pytest.mark.parametrize("first", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
def test_a_year_that_nobody_means_is_refused(
    first: str, group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    session, seat = make_session(group), make_seat(group)
    log_in(client, supervisor)
    times = {"begins": "13:00", "ends": "16:00"}
    plan = times | {"first": first, "every_weeks": "4", "weekday": "2", "count": "8"}

    answers = [
        client.post(reverse("supervising:plan", args=[group.pk]), plan),
        client.post(reverse("supervising:session", args=[group.pk, session.pk]), times | {"day": first}),
        client.post(reverse("supervising:seat", args=[group.pk, seat.pk]), {"starts_on": first, "profession": "X"}),
    ]

    assert [(answer.status_code, list(answer.context["form"].errors)) for answer in answers] == [
        (422, ["first"]),
        (422, ["day"]),
        (422, ["starts_on"]),
    ]


def test_dates_that_are_over_are_pointed_out_before_they_are_saved(
    group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    log_in(client, supervisor)
    today = timezone.localdate()
    plan = {"every_weeks": "1", "weekday": str(today.weekday()), "begins": "13:00", "ends": "16:00", "count": "1"}
    address = reverse("supervising:plan", args=[group.pk])

    past = client.post(address, plan | {"first": (today - timedelta(weeks=2)).isoformat()})
    ahead = client.post(address, plan | {"first": (today + timedelta(weeks=2)).isoformat()})

    assert (past.context["has_past"], ahead.context["has_past"]) == (True, False)
    assert Session.objects.count() == 0


def test_a_session_that_is_moved_into_the_past_leaves_the_time_it_had_in_the_calendars(group: Group) -> None:
    make_seat(group)
    session = make_session(group)

    moved = change_session(session, Meeting(NOW - 2 * HOUR, NOW - HOUR, session.place), by=make_person(), now=NOW)

    told = Delivery.objects.get(purpose="supervision-session-moved")
    assert moved.sequence == 1
    assert f"UID:{session.uid}" in told.calendar


def test_somebody_is_not_counted_as_a_psychologist_and_as_another_academic(
    group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    seat = make_seat(group)
    log_in(client, supervisor)
    sent = {"profession": "Psykolog", "is_psychologist": "on", "is_academic": "on", "starts_on": "2026-09-01"}

    answer = client.post(reverse("supervising:seat", args=[group.pk, seat.pk]), sent)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["is_academic"])


def test_a_membership_does_not_end_before_it_began(
    group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    seat = make_seat(group, state="left")
    log_in(client, supervisor)
    sent = {"profession": "Psykolog", "starts_on": "2026-09-10", "ends_on": "2026-09-01"}

    answer = client.post(reverse("supervising:seat", args=[group.pk, seat.pk]), sent)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_on"])


@pytest.mark.parametrize("size", ["0", "51", "99999999"])
def test_a_group_has_between_one_and_fifty_seats(size: str, admin_client: Client) -> None:
    page = make_group_page()
    sent = {"state": "open", "mode": "decided", "size_min": "1", "size_max": size}

    answer = admin_client.post(reverse("supervision_settings", args=[page.pk]), sent)

    assert (answer.status_code, "size_max" in answer.context["form"].errors) == (422, True)


@pytest.mark.parametrize("field", ["graduated_year", "authorised_year"])
def test_a_supervisor_s_years_have_four_digits(field: str, group: Group, admin_client: Client) -> None:
    address = reverse("supervision_new_supervisor", args=[group.page_id])

    answers = [admin_client.post(address, {"name": "Karen", field: year}) for year in ("203", "99999")]

    assert [list(answer.context["form"].errors) for answer in answers] == [[field], [field]]


@pytest.mark.parametrize(
    ("day", "name"), [(date(2026, 12, 24), "juleaften"), (date(2027, 5, 6), "Kristi himmelfartsdag")]
)
def test_a_day_on_which_people_are_off_is_left_out_by_its_name(day: date, name: str) -> None:
    found = proposed(Rhythm(day, day.weekday(), 2, time(9), time(12), 1))

    assert [one.left_out for one in found] == [name, ""]


def test_a_closed_group_s_page_does_not_say_how_to_join(client: Client) -> None:
    pages = []
    for state in ("open", "closed"):
        group = make_group(page=make_group_page(how_to_join="Søg her på siden."), state=state)
        pages.append(client.get(f"/supervision/{group.page.slug}/").content.decode())

    assert ["Søg her på siden." in page for page in pages] == [True, False]


def test_the_papers_are_kept_by_no_cache(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    seat = make_seat(group)
    make_session(group, datetime(2026, 10, 1, 13, tzinfo=NOW.tzinfo))
    log_in(client, supervisor)
    as_pdf = reverse("supervising:paper_pdf", args=[group.pk, seat.pk, "oversigt", 1])
    theirs = client.get(as_pdf)
    log_in(client, seat.user)  # type: ignore[arg-type]

    own = client.get(reverse("supervision:paper_pdf", args=[group.pk, "oversigt", 1]))

    assert [answer["Content-Type"] for answer in (theirs, own)] == ["application/pdf"] * 2
    assert all({"private", "no-store"} <= set(answer["Cache-Control"].split(", ")) for answer in (theirs, own))
