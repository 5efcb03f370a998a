"""The coordinator's screens before an issue is sent: who gets it, and the number typed by hand."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newsletters.models import Sending
from portal.mail.models import Delivery, Mailing
from portal.models import NetworkSettings
from tests.factories import make_membership
from tests.newsletters.coordination import confirmed, hidden, of, path, seen
from tests.newsletters.factories import (
    make_issue,
    make_segment,
    make_sending,
    make_subscriber,
)
from tests.themedays.coordination import coordinator

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]


def test_the_list_says_how_far_each_issue_has_come(coordinator: Client) -> None:
    make_issue("Kladden", live=False)
    make_issue("Den udgivne")
    make_sending(make_issue("Den på pause"), [make_subscriber()], status="paused")

    page = seen(coordinator, "/admin/nyhedsbreve/")

    assert "kladde" in page
    assert "udgivet, ikke sendt" in page
    assert "sat på pause" in page
    assert "1 venter" in page


@pytest.mark.parametrize("issues", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_issue_as_for_three(
    coordinator: Client, issues: int, django_assert_num_queries: Any
) -> None:
    for number in range(issues):
        make_sending(make_issue(f"Nr. {number}"), [make_subscriber()])
    coordinator.get("/admin/nyhedsbreve/")

    with django_assert_num_queries(21):
        coordinator.get("/admin/nyhedsbreve/")


def test_recipients_are_counted_named_and_the_others_explained(coordinator: Client) -> None:
    issue = make_issue()
    make_subscriber(first_name="Anna", last_name="Lindgaard")
    make_subscriber(off=[issue.topic])

    page = seen(coordinator, path(issue, "modtagere"))

    assert "Anna Lindgaard" in page
    assert re.search(r"<b>1</b>\s*modtager", page)
    assert "<b>1</b>: har sagt nej til dette emne" in page


def test_a_segment_is_chosen_by_its_address_and_fetched_alone_by_htmx(coordinator: Client) -> None:
    issue, segment = make_issue(), make_segment(members__membership=["member"])
    make_membership(make_subscriber(first_name="Bo", last_name="Med"))
    make_subscriber(first_name="Ida", last_name="Udefra")

    page = seen(coordinator, f"{path(issue, 'modtagere')}?udsnit={segment.pk}", **{"HX-Request": "true"})

    assert "Bo Med" in page
    assert "Ida Udefra" not in page
    assert "<html" not in page


def test_a_segment_that_is_not_there_is_not_found(coordinator: Client) -> None:
    issue = make_issue()

    assert coordinator.get(f"{path(issue, 'modtagere')}?udsnit=987").status_code == 404
    assert coordinator.get(f"{path(issue, 'bekraeft')}?udsnit=x").status_code == 404


def test_the_right_number_schedules_it_in_five_minutes(coordinator: Client) -> None:
    issue = make_issue()
    make_subscriber()

    answer = confirmed(coordinator, path(issue, "bekraeft"), "1")

    sending = Sending.objects.get()
    assert answer.headers["Location"] == of(sending)
    wait = sending.mailing.send_at - sending.scheduled_at
    assert (wait, sending.mailing.latest_at - sending.mailing.send_at) == (timedelta(minutes=5), timedelta(hours=4))


def test_a_number_may_have_a_point_between_thousands(coordinator: Client) -> None:
    issue = make_issue()
    make_subscriber()

    answer = confirmed(coordinator, path(issue, "bekraeft"), "1.000")

    assert answer.status_code == 409
    assert "Der er nu 1 modtager." in answer.content.decode()
    assert not Mailing.objects.exists()


def test_what_is_no_number_is_refused(coordinator: Client) -> None:
    issue = make_issue()
    make_subscriber()

    answer = confirmed(coordinator, path(issue, "bekraeft"), "alle")

    assert answer.status_code == 422
    assert "Skriv et tal" in answer.content.decode()


def test_a_double_click_sends_once(coordinator: Client) -> None:
    issue = make_issue()
    make_subscriber()
    page = seen(coordinator, path(issue, "bekraeft"))
    form = {"when": "now", "lateness": "4", "number": "1", "key": hidden(page, "key"), "seen": hidden(page, "seen")}

    first, second = (coordinator.post(path(issue, "bekraeft"), form) for _click in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Delivery.objects.filter(mailing__isnull=False).count() == 1


def test_it_can_be_scheduled_for_another_time(coordinator: Client) -> None:
    issue = make_issue()
    make_subscriber()
    at = timezone.localtime() + timedelta(days=3)

    confirmed(coordinator, path(issue, "bekraeft"), "1", when="later", at=at.strftime("%Y-%m-%dT%H:%M"), lateness="1")

    mailing = Mailing.objects.get()
    assert mailing.send_at == at.replace(second=0, microsecond=0)
    assert mailing.latest_at - mailing.send_at == timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "words"),
    [("", "Vælg en dato"), ("2020-01-01T10:00", "mindst fem minutter"), ("2120-01-01T10:00", "inden for et år")],
)
def test_a_time_that_makes_no_sense_is_refused(coordinator: Client, at: str, words: str) -> None:
    issue = make_issue()
    make_subscriber()

    answer = confirmed(coordinator, path(issue, "bekraeft"), "1", when="later", at=at)

    assert words in answer.content.decode()
    assert not Mailing.objects.exists()


def test_a_draft_cannot_be_confirmed(coordinator: Client) -> None:
    issue = make_issue(live=False)
    make_subscriber()

    answer = confirmed(coordinator, path(issue, "bekraeft"), "1")

    assert answer.status_code == 409
    assert "disabled" in answer.content.decode()


def test_a_test_mail_goes_to_each_address_once_and_is_no_sending(coordinator: Client) -> None:
    issue = make_issue()

    coordinator.post(path(issue, "proevemail"), {"addresses": "A@example.dk, b@example.dk\na@example.dk"})

    assert sorted(Delivery.objects.values_list("email", flat=True)) == ["a@example.dk", "b@example.dk"]
    assert not Sending.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"), [("ikke-en-adresse", "er ikke en mailadresse"), ("a@example.dk " * 31, "for mange")]
)
def test_a_test_to_what_is_no_address_is_refused(coordinator: Client, typed: str, words: str) -> None:
    answer = coordinator.post(path(make_issue(), "proevemail"), {"addresses": typed})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Delivery.objects.exists()


def test_the_editor_of_an_issue_leads_to_sending_it(coordinator: Client) -> None:
    issue = make_issue()

    assert path(issue, "tjek") in seen(coordinator, f"/admin/pages/{issue.pk}/edit/")
    assert "/tjek/" not in seen(coordinator, f"/admin/pages/{issue.get_parent().pk}/edit/")


def test_a_serious_problem_stands_on_the_first_step_and_stops_the_sending(coordinator: Client) -> None:
    issue = make_issue(body=[])
    make_subscriber()

    check = seen(coordinator, path(issue, "tjek"))
    answer = confirmed(coordinator, path(issue, "bekraeft"), "1")

    assert "Skal rettes:" in check
    assert answer.status_code == 409
    assert "Intet er sendt." in answer.content.decode()
    assert not Mailing.objects.exists()


def test_a_test_can_be_addressed_to_the_steering_group(coordinator: Client) -> None:
    issue = make_issue()
    network = NetworkSettings.load()
    network.steering_group = "ida@example.dk\nbo@example.dk"
    network.save()

    page = seen(coordinator, path(issue, "proevemail") + "?styregruppen")
    coordinator.post(path(issue, "proevemail"), {"addresses": network.steering_group})

    assert "ida@example.dk\nbo@example.dk</textarea>" in page
    assert set(Delivery.objects.values_list("email", flat=True)) == {"ida@example.dk", "bo@example.dk"}
