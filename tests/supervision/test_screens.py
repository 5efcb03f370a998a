"""The screens: asking, answering, planning, ticking off, as people click through them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.mail.models import Delivery
from portal.models import User
from supervision.links import answer_url
from supervision.models import Group, Seat, Session, SessionAnswer, SessionAttendance
from tests.conftest import LogIn
from tests.factories import make_municipality, make_user
from tests.supervision.factories import (
    make_attendance,
    make_group,
    make_person,
    make_seat,
    make_session,
    make_supervisor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return make_group()


@pytest.fixture
def supervisor(group: Group) -> User:
    user = make_supervisor(group).user
    assert user is not None
    return user


def soon(days: int = 7) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)


def page_of(client: Client, group: Group) -> str:
    return client.get(f"/supervision/{group.page.slug}/").content.decode()


# The public page.


@pytest.mark.parametrize("state", ["open", "paused", "closed"])
def test_the_public_page_opens_in_every_state_and_only_an_open_group_can_be_asked(state: str, client: Client) -> None:
    group = make_group(state=state)
    make_supervisor(group)

    page = page_of(client, group)

    assert "Karen Lindegaard, autoriseret psykolog" in page
    assert (reverse("supervision:request", args=[group.pk]) in page) == (state == "open")


def test_a_page_without_a_group_opens(client: Client) -> None:
    group = make_group()
    Group.objects.all().delete()

    assert client.get(f"/supervision/{group.page.slug}/").status_code == 200


@pytest.mark.parametrize(("state", "way"), [("active", "group"), ("waiting", "leave"), ("requested", "leave")])
def test_the_panel_knows_the_reader(state: str, way: str, group: Group, client: Client, log_in: LogIn) -> None:
    seat = make_seat(group, state=state)
    log_in(client, seat.user)  # type: ignore[arg-type]

    page = page_of(client, group)

    assert reverse(f"supervision:{way}", args=[group.pk]) in page
    assert reverse("supervision:request", args=[group.pk]) not in page


def test_the_list_of_groups_costs_the_same_for_one_and_for_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    make_group("Første")
    client.get("/supervision/")
    with django_assert_num_queries(14):
        client.get("/supervision/")
    make_group("Anden")
    make_seat(make_group("Tredje"))

    with django_assert_num_queries(14):
        client.get("/supervision/")


# Asking.


def test_a_member_asks_and_the_page_says_so(group: Group, client: Client, log_in: LogIn) -> None:
    user = make_person()
    log_in(client, user)

    answer = client.post(reverse("supervision:request", args=[group.pk]), {"motivation": "Jeg vil gerne lære mere."})

    assert answer.status_code == 302
    assert Seat.objects.get().motivation == "Jeg vil gerne lære mere."


@pytest.mark.parametrize("words", ["", "Om 010210-1234", "a" * 601])
def test_a_request_that_cannot_be_taken_keeps_what_was_written(
    words: str, group: Group, client: Client, log_in: LogIn
) -> None:
    log_in(client, make_person())

    answer = client.post(reverse("supervision:request", args=[group.pk]), {"motivation": words})

    assert (answer.status_code, Seat.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_somebody_who_is_not_a_member_is_told_so(group: Group, client: Client, log_in: LogIn) -> None:
    log_in(client, make_user())

    answer = client.post(reverse("supervision:request", args=[group.pk]), {"motivation": "Gerne"})

    assert (answer.status_code, Seat.objects.count()) == (409, 0)


def test_leaving_asks_first(group: Group, client: Client, log_in: LogIn) -> None:
    seat = make_seat(group)
    log_in(client, seat.user)  # type: ignore[arg-type]
    address = reverse("supervision:leave", args=[group.pk])

    shown = client.get(address)
    seat.refresh_from_db()
    still_in = seat.state
    client.post(address)
    seat.refresh_from_db()

    assert (shown.status_code, still_in, seat.state) == (200, "active", "left")


# The supervisor's answer.


def test_the_supervisor_says_yes(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    seat = make_seat(group, state="requested", motivation="Derfor")
    log_in(client, supervisor)

    page = client.get(reverse("supervising:requests", args=[group.pk])).content.decode()
    client.post(reverse("supervising:accept", args=[group.pk, seat.pk]))

    seat.refresh_from_db()
    assert "Derfor" in page
    assert (seat.state, seat.decided_by) == ("active", supervisor)


def test_a_no_needs_a_sentence(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    seat = make_seat(group, state="requested")
    log_in(client, supervisor)
    address = reverse("supervising:decline", args=[group.pk, seat.pk])

    without = client.post(address, {"sentence": ""})
    seat.refresh_from_db()
    undecided = seat.state
    client.post(address, {"sentence": "Gruppen er for psykologer."})
    seat.refresh_from_db()

    assert (without.status_code, undecided, seat.state) == (422, "requested", "declined")


def test_the_thirteenth_member_is_warned_of(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    group.size_max = 20
    group.save()
    for _one in range(12):
        make_seat(group)
    make_seat(group, state="requested")
    log_in(client, supervisor)

    page = client.get(reverse("supervising:requests", args=[group.pk]))

    assert page.context["asking"][0].notices


# Sessions.


def plan(**fields: str) -> dict[str, str]:
    first = soon(30).date()
    values = {"every_weeks": "4", "weekday": "2", "first": first.isoformat(), "begins": "09:00", "ends": "12:00"}
    return values | {"count": "8", "skipped_weeks": "7, 42", "skips_holidays": "on", "place": "Familiehuset"} | fields


def test_the_dates_are_looked_at_before_they_are_written(
    group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    make_seat(group)
    log_in(client, supervisor)
    address = reverse("supervising:plan", args=[group.pk])

    looked = client.post(address, plan(preview="1"))
    nothing_yet = Session.objects.count()
    client.post(address, plan(create="1"))

    shown = [one for one in looked.context["dates"] if not one[2]]
    assert (len(shown), nothing_yet, Session.objects.count()) == (8, 0, 8)
    assert Delivery.objects.filter(calendar_method="REQUEST").count() == 8


def test_the_same_plan_sent_twice_is_written_once(
    group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    log_in(client, supervisor)
    address = reverse("supervising:plan", args=[group.pk])

    client.post(address, plan(create="1"))
    second = client.post(address, plan(create="1"))

    assert (second.status_code, len(second.context["clashes"]), Session.objects.count()) == (200, 8, 8)


def test_the_hosts_take_turns(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    homes = [make_municipality(name) for name in ("Allerød", "Furesø", "Gribskov")]
    for home in homes:
        make_seat(group, share=home)
    log_in(client, supervisor)

    client.post(
        reverse("supervising:plan", args=[group.pk]),
        plan(create="1", count="4", host=str(homes[1].pk), rotates="on"),
    )

    hosts = [session.host for session in Session.objects.order_by("starts_at")]
    assert hosts == [homes[1], homes[2], homes[0], homes[1]]


@pytest.mark.parametrize(
    "wrong",
    [
        ("ends", {"ends": "08:00"}),
        ("skipped_weeks", {"skipped_weeks": "54"}),
        ("skipped_weeks", {"skipped_weeks": "syv"}),
        ("skipped_weeks", {"skipped_weeks": "1-53"}),
        ("begins", {"begins": "02:30", "ends": "04:00", "weekday": "6", "first": "2027-03-28", "every_weeks": "1"}),
        ("place", {"place": "Hos 010210-1234"}),
        ("host", {"rotates": "on"}),
        ("count", {"count": "31"}),
    ],
)
def test_a_rhythm_that_gives_no_dates_is_refused_at_its_field(
    wrong: tuple[str, dict[str, str]], group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    field, fields = wrong
    log_in(client, supervisor)

    answer = client.post(reverse("supervising:plan", args=[group.pk]), plan(create="1", skips_holidays="") | fields)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Session.objects.count() == 0


def test_one_session_is_moved_and_cancelled(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    session = make_session(group, soon(20))
    log_in(client, supervisor)
    day = soon(21).date().isoformat()

    client.post(
        reverse("supervising:session", args=[group.pk, session.pk]),
        {"day": day, "begins": "10:00", "ends": "13:00", "place": "Biblioteket"},
    )
    session.refresh_from_db()
    moved = (timezone.localtime(session.starts_at).hour, session.place, session.sequence)
    client.post(reverse("supervising:cancel", args=[group.pk, session.pk]), {"note": "Sygdom"})
    session.refresh_from_db()

    assert moved == (10, "Biblioteket", 1)
    assert (session.state, session.cancelled_note, session.sequence) == ("cancelled", "Sygdom", 2)


def test_attendance_is_ticked_off_with_minutes(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    here, late, away = make_seat(group), make_seat(group), make_seat(group)
    session = make_session(group, soon(-2))
    log_in(client, supervisor)
    address = reverse("supervising:attendance", args=[group.pk, session.pk])
    sent = {f"there-{here.pk}": "on", f"minutes-{here.pk}": "180", f"there-{late.pk}": "on", f"minutes-{late.pk}": "95"}

    shown = client.get(address)
    client.post(address, sent | {f"minutes-{away.pk}": "180"})

    session.refresh_from_db()
    assert shown.status_code == 200
    assert dict(SessionAttendance.objects.values_list("seat", "minutes")) == {here.pk: 180, late.pk: 95}
    assert (session.members, session.present, session.supervisor and session.supervisor.user) == (3, 2, supervisor)


def test_whoever_said_that_they_cannot_come_is_not_ticked_beforehand(
    group: Group, supervisor: User, client: Client, log_in: LogIn
) -> None:
    seat, session = make_seat(group), make_session(group, soon(-2))
    SessionAnswer.objects.create(session=session, seat=seat, answer="absent")
    log_in(client, supervisor)

    form = client.get(reverse("supervising:attendance", args=[group.pk, session.pk])).context["form"]

    assert form[f"there-{seat.pk}"].value() is False


def test_minutes_that_are_missing_are_asked_for(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    seat, session = make_seat(group), make_session(group, soon(-2))
    log_in(client, supervisor)

    answer = client.post(
        reverse("supervising:attendance", args=[group.pk, session.pk]),
        {f"there-{seat.pk}": "on", f"minutes-{seat.pk}": ""},
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [f"minutes-{seat.pk}"])


def test_a_member_is_corrected(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    seat = make_seat(group)
    log_in(client, supervisor)
    address = reverse("supervising:seat", args=[group.pk, seat.pk])

    client.post(address, {"profession": "Læge", "is_academic": "on", "starts_on": "2026-08-01"})

    seat.refresh_from_db()
    assert (seat.profession, seat.is_psychologist, seat.is_academic) == ("Læge", False, True)


# The members' own page, and the link in mails.


def test_a_member_says_whether_they_come(group: Group, client: Client, log_in: LogIn) -> None:
    seat, session = make_seat(group), make_session(group, soon())
    log_in(client, seat.user)  # type: ignore[arg-type]

    client.post(reverse("supervision:say", args=[group.pk, session.pk]), {"answer": "absent"})
    page = client.get(reverse("supervision:group", args=[group.pk]))

    assert SessionAnswer.objects.get().answer == "absent"
    assert page.context["next"].own_answer == "absent"


def test_the_link_in_a_mail_changes_nothing_before_a_button_is_pressed(group: Group, client: Client) -> None:
    seat, session = make_seat(group), make_session(group, soon())
    address = answer_url(session, seat)

    shown = client.get(address)
    before = SessionAnswer.objects.count()
    client.post(address, {"answer": "absent"})

    assert (shown.status_code, before, SessionAnswer.objects.get().answer) == (200, 0, "absent")


def test_the_link_shows_no_name_and_no_topic_to_whom_the_mail_was_passed_on(client: Client) -> None:
    group = make_group("Angst hos børn")
    seat, session = make_seat(group, make_person("Ida Hemmelig")), make_session(group, soon())

    page = client.get(answer_url(session, seat)).content.decode()

    assert "Hemmelig" not in page
    assert "Angst" not in page


@pytest.mark.parametrize("token", ["1.1-x", "x", "1.1", "-"])
def test_a_link_that_is_not_ours_is_not_found(token: str, client: Client) -> None:
    assert client.get(reverse("supervision:answer", args=[token])).status_code == 404


def test_the_papers_open_as_page_and_as_pdf(group: Group, supervisor: User, client: Client, log_in: LogIn) -> None:
    seat = make_seat(group)
    session = make_session(group, soon(-30), state="held", supervisor=group.supervisors.get())
    make_attendance(session, seat)
    log_in(client, seat.user)  # type: ignore[arg-type]

    listed = client.get(reverse("supervision:hours", args=[group.pk]))
    page = client.get(reverse("supervision:paper", args=[group.pk, "oversigt", 1]))
    pdf = client.get(reverse("supervision:paper_pdf", args=[group.pk, "oversigt", 1]))

    assert [paper.documentation for paper in listed.context["papers"]] == [""]
    assert page.status_code == 200
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize(("state", "status"), [("active", 404), ("left", 200)])
def test_the_documentation_is_there_once_the_course_has_ended(
    state: str, status: int, group: Group, client: Client, log_in: LogIn
) -> None:
    supervisor = make_supervisor(group)
    seat = make_seat(group, state=state)
    session = make_session(
        group, datetime(2026, 10, 1, 11, tzinfo=timezone.get_default_timezone()), state="held", supervisor=supervisor
    )
    make_attendance(session, seat)
    log_in(client, seat.user)  # type: ignore[arg-type]

    assert client.get(reverse("supervision:paper", args=[group.pk, "dokumentation", 1])).status_code == status
    assert client.get(reverse("supervision:paper_pdf", args=[group.pk, "dokumentation", 1])).status_code == status
