"""The coordinator's screens of an issue under way: what becomes of it, and what one can do."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newsletters.admin.waiting import everything
from portal.mail.models import Delivery, Mailing, Pause
from tests.newsletters.coordination import of, seen
from tests.newsletters.factories import (
    NOW,
    make_mailed,
    make_sending,
    make_subscriber,
)
from tests.themedays.coordination import coordinator

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]


def test_before_it_leaves_one_button_calls_all_of_it_back(coordinator: Client) -> None:
    sending = make_sending(users=[make_subscriber()], status="scheduled")
    assert "Fortryd: Send det ikke" in seen(coordinator, of(sending))

    answer = coordinator.post(of(sending), {"do": "call_off"}, follow=True)

    assert "1 mail er kaldt tilbage" in answer.content.decode()
    assert Delivery.objects.get().status == "cancelled"


def test_progress_shows_what_is_sent_and_what_is_not(coordinator: Client) -> None:
    sending = make_sending()
    for status in ("sent", "sent", "bounced", "queued", "failed", "unknown", "skipped"):
        make_mailed(sending.mailing, make_subscriber(), status)

    page = seen(coordinator, of(sending))

    assert 'max="7" value="3"' in page
    for words in ("3 af 7 er sendt", "</b> afvist", "</b> uvist", "</b> udeladt", "</b> kom retur"):
        assert words in page


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("scheduled", ["call_off"]),
        ("sending", ["pause", "call_off"]),
        ("paused", ["resume", "call_off"]),
        ("held", ["send_held", "call_off"]),
        ("done", []),
        ("cancelled", []),
    ],
)
def test_only_what_makes_sense_is_offered(coordinator: Client, status: str, offered: list[str]) -> None:
    sending = make_sending(users=[make_subscriber()], status=status)

    page = seen(coordinator, of(sending))

    assert re.findall(r'name="do" value="(\w+)"', page) == offered


@pytest.mark.parametrize(
    ("status", "verb", "after"),
    [("sending", "pause", "paused"), ("paused", "resume", "sending"), ("held", "send_held", "sending")],
)
def test_a_button_does_what_it_says(coordinator: Client, status: str, verb: str, after: str) -> None:
    sending = make_sending(users=[make_subscriber()], status=status)
    past = timezone.now() - timedelta(hours=6)  # the screens ask the clock themselves
    Mailing.objects.update(send_at=past, latest_at=past + timedelta(hours=4))

    coordinator.post(of(sending), {"do": verb})

    assert Mailing.objects.get().status == after


def test_a_button_pressed_too_late_says_so(coordinator: Client) -> None:
    sending = make_sending(status="done")

    answer = coordinator.post(of(sending), {"do": "pause"}, follow=True)

    assert "Det kunne ikke nås" in answer.content.decode()


def test_what_was_refused_can_go_again(coordinator: Client) -> None:
    sending = make_sending(status="done")
    make_mailed(sending.mailing, make_subscriber(), "failed")

    coordinator.post(of(sending), {"do": "send_failed_again"})

    assert Delivery.objects.get().status == "queued"


def test_the_page_asks_again_while_it_is_under_way_and_stops_when_it_is_over(coordinator: Client) -> None:
    sending = make_sending(users=[make_subscriber()])
    running = coordinator.get(of(sending), headers={"HX-Request": "true"}).status_code

    Mailing.objects.update(status="done")
    done = coordinator.get(of(sending), headers={"HX-Request": "true"}).status_code

    assert (running, done) == (200, 286)
    assert "hx-trigger" not in seen(coordinator, of(sending))


def test_it_says_when_no_mail_leaves_the_portal_at_all(coordinator: Client) -> None:
    Pause.objects.create(since=NOW, reason="For mange afviste")
    sending = make_sending(users=[make_subscriber()])

    assert "For mange afviste" in seen(coordinator, of(sending))


def test_looking_changes_nothing(coordinator: Client) -> None:
    sending = make_sending(users=[make_subscriber()])

    coordinator.get(f"{of(sending)}?do=call_off")

    assert Mailing.objects.get().status == "sending"


def test_the_log_finds_one_person_and_one_state(coordinator: Client) -> None:
    sending = make_sending()
    make_mailed(sending.mailing, make_subscriber(first_name="Ørsted", last_name="Bo"), "failed", response="550 5.1.1")
    make_mailed(sending.mailing, make_subscriber(first_name="Anna", last_name="Vind"), "sent")

    by_name = seen(coordinator, of(sending, "log/?q=oersted"))
    by_state = seen(coordinator, of(sending, "log/?tilstand=sent"))

    assert ("550 5.1.1" in by_name, "Anna Vind" in by_name) == (True, False)
    assert ("Anna Vind" in by_state, "550 5.1.1" in by_state) == (True, False)


@pytest.mark.parametrize("people", [1, 3])
def test_the_log_asks_the_database_as_often_for_one_mail_as_for_three(
    coordinator: Client, people: int, django_assert_num_queries: Any
) -> None:
    sending = make_sending(users=[make_subscriber() for _one in range(people)])
    coordinator.get(of(sending, "log/"))

    with django_assert_num_queries(13):
        coordinator.get(of(sending, "log/"))


@pytest.mark.parametrize("status", ["held", "paused"])
def test_what_waits_for_somebody_to_say_go_stands_on_the_first_page(status: str) -> None:
    sending = make_sending(status=status)

    (group,) = everything(NOW.date())

    assert (group.count, group.items[0].text) == (1, sending.issue.title)
    assert group.items[0].url == of(sending)


def test_an_issue_of_which_many_mails_were_lost_stands_there_too() -> None:
    sending = make_sending(status="done")
    for number in range(20):
        make_mailed(sending.mailing, make_subscriber(), "failed" if number < 4 else "sent")

    (group,) = everything(NOW.date())

    assert group.items[0].note == "4 mails"


@pytest.mark.parametrize("lost", [0, 3])
def test_a_few_lost_mails_are_chance(lost: int) -> None:
    sending = make_sending(status="done")
    for number in range(10):
        make_mailed(sending.mailing, make_subscriber(), "failed" if number < lost else "sent")

    assert everything(NOW.date()) == ()
