"""What happens to members by itself, night by night."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from directory.members.models import Membership
from directory.members.retention import ask_the_silent, forget_the_silent, remind_of_waiting
from directory.members.still_here import question_path
from portal.clock import is_working_day, working_days_later
from portal.models import NetworkSettings
from tests.factories import make_membership, make_user
from tests.post import posted

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=600)


@pytest.fixture(autouse=True)
def _coordinator() -> None:
    network = NetworkSettings.load()
    network.coordinator_email = "koordinator@example.dk"
    network.save()


def silent_member(now: datetime, **fields: object) -> Membership:
    return make_membership(at=now - LONG_AGO, **fields)  # type: ignore[arg-type]


def asked_member(now: datetime, days_ago: int) -> Membership:
    return silent_member(now, asked_at=now - timedelta(days=days_ago))


def counts(*found: object) -> list[int]:
    return [forgotten.count for rule in found for forgotten in rule]  # type: ignore[attr-defined]


def test_a_member_of_whom_nobody_has_heard_for_eighteen_months_is_asked_once(nu: datetime) -> None:
    membership = silent_member(nu)
    make_membership(make_user(), at=nu - timedelta(days=540))

    asked = counts(ask_the_silent(nu, False), ask_the_silent(nu, False))

    membership.refresh_from_db()
    assert (asked, membership.asked_at) == ([1, 0], nu)
    (told,) = posted()
    assert told.email == membership.user.email
    assert question_path(membership) in told.text


def test_a_log_in_is_a_sign_of_life(nu: datetime) -> None:
    silent_member(nu, user=make_user(last_login=nu - timedelta(days=100)))

    assert counts(ask_the_silent(nu, False)) == [0]


def test_a_dry_run_counts_and_does_nothing(nu: datetime) -> None:
    asked, silent = asked_member(nu, 31), silent_member(nu, user=make_user())
    waiting = make_membership(make_user(), "pending", at=nu - timedelta(days=10))
    before = list(Membership.objects.order_by("pk").values())

    found = counts(remind_of_waiting(nu, True), ask_the_silent(nu, True), forget_the_silent(nu, True))

    assert (found, posted()) == ([1, 1, 1], [])
    assert list(Membership.objects.order_by("pk").values()) == before
    assert {asked.pk, silent.pk, waiting.pk} == {row["id"] for row in before}


def test_who_does_not_answer_for_thirty_days_is_forgotten_once(nu: datetime) -> None:
    membership, in_time = asked_member(nu, 31), make_membership(make_user(), at=nu - LONG_AGO, asked_at=nu)

    assert counts(forget_the_silent(nu, False), forget_the_silent(nu, False)) == [1, 0]

    membership.refresh_from_db()
    in_time.refresh_from_db()
    assert (membership.state, membership.user.first_name, in_time.state) == ("left", "", "approved")


def test_who_logged_in_after_the_question_stays_and_is_asked_again_when_silent_again(nu: datetime) -> None:
    membership = silent_member(nu, user=make_user(last_login=nu), asked_at=nu - timedelta(days=31))
    much_later = nu + timedelta(days=560)

    found = counts(forget_the_silent(nu, False), ask_the_silent(nu, False), forget_the_silent(much_later, False))
    asked_again = counts(ask_the_silent(much_later, False))

    membership.refresh_from_db()
    assert (found, asked_again, membership.state, membership.asked_at) == ([0, 0, 0], [1], "approved", much_later)


def test_an_administrator_is_not_forgotten_by_a_clock(nu: datetime) -> None:
    silent_member(nu, user=make_user(is_superuser=True), asked_at=nu - timedelta(days=31))

    assert counts(ask_the_silent(nu, False), forget_the_silent(nu, False)) == [0, 0]


def test_who_has_left_is_not_asked(nu: datetime) -> None:
    silent_member(nu, state="left")

    assert counts(ask_the_silent(nu, False), forget_the_silent(nu, False)) == [0, 0]


def test_the_link_keeps_the_member_when_the_button_is_pressed(nu: datetime, client: Client) -> None:
    membership = asked_member(datetime.now(UTC), 3)
    path = question_path(membership)

    shown = client.get(path)
    membership.refresh_from_db()
    asked_after_get = membership.asked_at
    pressed = client.post(path)

    membership.refresh_from_db()
    assert (shown.status_code, asked_after_get is None) == (200, False)
    assert (pressed.status_code, pressed["Location"]) == (302, "/min/stadig-her/tak/")
    assert (membership.asked_at, membership.active_at > datetime.now(UTC) - timedelta(minutes=1)) == (None, True)
    assert (shown["Referrer-Policy"], "no-store" in shown["Cache-Control"]) == ("no-referrer", True)


def test_the_button_works_in_a_browser_that_hides_where_it_comes_from() -> None:
    membership = asked_member(datetime.now(UTC), 3)

    answer = Client(enforce_csrf_checks=True).post(question_path(membership), headers={"Origin": "null"})

    membership.refresh_from_db()
    assert (answer.status_code, membership.asked_at) == (302, None)


def test_the_link_works_once(client: Client) -> None:
    path = question_path(asked_member(datetime.now(UTC), 3))
    client.post(path)

    assert client.post(path).status_code == 404


def test_an_old_link_does_not_answer_a_new_question(client: Client) -> None:
    membership = asked_member(datetime.now(UTC), 3)
    old = question_path(membership)
    membership.asked_at = datetime.now(UTC)
    membership.save()

    assert client.post(old).status_code == 404


def test_after_thirty_days_the_link_is_over(client: Client) -> None:
    membership = asked_member(datetime.now(UTC), 31)

    assert client.post(question_path(membership)).status_code == 404
    membership.refresh_from_db()
    assert membership.asked_at is not None


@pytest.mark.parametrize("token", ["x", "eyJtIjoxfQ:abc", "a:b:c", "%00", "æøå"])
def test_a_link_that_is_not_ours_is_not_found(token: str, client: Client) -> None:
    asked_member(datetime.now(UTC), 3)

    assert client.post(f"/min/stadig-her/{token}/").status_code == 404


def test_a_link_changed_by_hand_is_not_found(client: Client) -> None:
    mine = asked_member(datetime.now(UTC), 3)
    content, seal = question_path(mine).rstrip("/").rsplit("/", 1)[1].split(":")
    changed = content[:-1] + ("A" if content[-1] != "A" else "B")

    assert client.post(f"/min/stadig-her/{changed}:{seal}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "now", "is_due"),
    [
        ("2026-11-23T10:00", "2026-11-25T09:59", False),  # Monday to Wednesday
        ("2026-11-23T10:00", "2026-11-25T10:00", True),
        ("2026-11-20T10:00", "2026-11-23T10:00", False),  # Friday to Tuesday
        ("2026-11-20T10:00", "2026-11-24T10:00", True),
        ("2026-12-23T10:00", "2026-12-29T09:00", False),  # over Christmas, with its Eve: to Tuesday the 29th
        ("2026-12-23T10:00", "2026-12-29T10:00", True),
    ],
)
def test_those_who_approve_are_reminded_after_two_working_days(asked: str, now: str, is_due: bool) -> None:
    at, moment = (datetime.fromisoformat(f"{text}+01:00") for text in (asked, now))
    make_membership(state="pending", at=at)

    assert counts(remind_of_waiting(moment, False)) == [int(is_due)]


def test_they_are_reminded_once_with_a_number(nu: datetime) -> None:
    for _ in range(3):
        make_membership(make_user(), "pending", at=nu - timedelta(days=10))

    found = counts(remind_of_waiting(nu, False), remind_of_waiting(nu, False))

    assert found == [3, 0]
    assert [(told.email, "3 " in told.subject) for told in posted()] == [("koordinator@example.dk", True)]


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.integers(1, 10))  # noqa: DTZ001 - made aware below
def test_a_deadline_in_working_days_is_a_working_day_with_that_many_in_between(at: datetime, days: int) -> None:
    at = at.replace(tzinfo=UTC)

    end = working_days_later(at, days)

    start = working_days_later(at, 0).date()
    between = [start + timedelta(days=n) for n in range(1, (end.date() - start).days + 1)]
    assert sum(is_working_day(day) for day in between) == days
    assert is_working_day(end.date())
