"""The coordinator's log of the mail, and its buttons."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.mail.breaker import pause
from portal.mail.mailings import cancel, end
from portal.mail.models import Delivery, Pause
from portal.models import User
from portal.roles import ensure_coordinator_group
from tests.conftest import LogIn
from tests.factories import make_user
from tests.portal.mail.mailing import begun, claimed, people, planned
from tests.portal.mail.posting import post, states

pytestmark = pytest.mark.django_db
INDEX = "/admin/post/"


@pytest.fixture
def coordinator(db: None) -> User:
    user = make_user("koordinator@example.dk")
    user.groups.add(ensure_coordinator_group())
    return user


@pytest.fixture
def desk(client: Client, coordinator: User, log_in: LogIn) -> Client:
    """The coordinator's browser."""
    log_in(client, coordinator)
    return client


def in_state(status: str, number: int = 1) -> Delivery:
    row = post(number)
    Delivery.objects.filter(pk=row.pk).update(status=status)
    return row


def test_the_list_shows_to_whom_what_and_how_it_stands(desk: Client) -> None:
    in_state("failed", 1)
    in_state("queued", 2)

    page = desk.get(INDEX).content.decode()

    assert "navn1@alpha.example" in page
    assert "Plads på temadagen" in page


def test_the_list_is_searched_by_address_and_filtered_by_state(desk: Client) -> None:
    in_state("failed", 1)
    in_state("queued", 2)

    found = desk.get(INDEX, {"q": "NAVN1@"}).content.decode()
    filtered = desk.get(INDEX, {"status": "queued"}).content.decode()

    assert ("navn1@" in found, "navn2@" in found) == (True, False)
    assert ("navn1@" in filtered, "navn2@" in filtered) == (False, True)


def test_the_list_costs_the_same_however_many_there_are(desk: Client) -> None:
    post(99)
    desk.get(INDEX)
    with CaptureQueriesContext(connection) as for_one:
        desk.get(INDEX)
    for number in range(30):
        post(number)

    with CaptureQueriesContext(connection) as for_many:
        desk.get(INDEX)

    assert len(for_many) == len(for_one)


def test_a_mail_is_read_with_the_kind_of_its_calendar_and_not_its_text(desk: Client) -> None:
    row = post()
    Delivery.objects.update(calendar="BEGIN:VCALENDAR", calendar_method="REQUEST")

    page = desk.get(reverse("mails:inspect", args=[row.pk])).content.decode()

    assert "Du har plads." in page
    assert "REQUEST" in page
    assert "VCALENDAR" not in page


def test_the_search_shows_no_mail_before_it_is_asked_for(desk: Client) -> None:
    assert desk.get(reverse("mails:inspect", args=[999_999])).status_code == 404


@pytest.mark.parametrize("name", ["mails:add", "mails:edit", "mails:delete"])
def test_nobody_writes_changes_or_deletes_a_mail(admin_client: Client, name: str) -> None:
    row = post()
    address = reverse(name, args=[row.pk] if name != "mails:add" else [])

    response = admin_client.post(address, {"status": "sent"})

    assert response.status_code in {302, 403}
    assert states() == ["queued"]


@pytest.mark.parametrize(
    ("before", "after"), [("failed", "queued"), ("unknown", "queued"), ("sent", "sent"), ("cancelled", "cancelled")]
)
def test_what_was_refused_or_is_unknown_can_go_again(desk: Client, before: str, after: str) -> None:
    row = in_state(before)
    Delivery.objects.update(attempts=7)

    desk.post(reverse("mails:send_again", args=[row.pk]))

    assert states() == [after]


def test_sending_again_is_logged_and_starts_from_the_beginning(desk: Client, coordinator: User) -> None:
    row = in_state("failed")
    Delivery.objects.update(attempts=7, response="550 no")

    desk.post(reverse("mails:send_again", args=[row.pk]))

    row.refresh_from_db()
    assert (row.attempts, row.response, row.next_at) == (0, "", None)
    entry = ModelLogEntry.objects.get(action="mail.send_again")
    assert (entry.user, entry.object_id) == (coordinator, str(row.pk))


def test_a_mail_whose_text_is_gone_cannot_go_again(desk: Client) -> None:
    row = in_state("failed")
    Delivery.objects.update(text="")

    desk.post(reverse("mails:send_again", args=[row.pk]))

    assert states() == ["failed"]


def test_all_that_were_refused_go_again_with_one_button(desk: Client) -> None:
    for number, status in enumerate(["failed", "failed", "unknown"]):
        in_state(status, number)

    desk.post(reverse("mails:send_refused_again"))

    assert states() == ["queued", "queued", "unknown"]


@pytest.mark.parametrize(("before", "after"), [("queued", "cancelled"), ("handing", "handing"), ("sent", "sent")])
def test_only_what_has_not_left_can_be_called_back(desk: Client, before: str, after: str) -> None:
    row = in_state(before)

    desk.post(reverse("mails:call_back", args=[row.pk]))

    assert states() == [after]


def test_sending_is_stopped_with_a_reason_and_started_again(desk: Client, coordinator: User) -> None:
    desk.post(reverse("mails:stop"), {"reason": "Serveren flyttes"})
    stopped = Pause.objects.now(bulk=False).get()
    page = desk.get(INDEX).content.decode()

    desk.post(reverse("mails:start"))

    assert (stopped.reason, "Serveren flyttes" in page) == ("Serveren flyttes", True)
    assert not Pause.objects.now().exists()
    logged = ModelLogEntry.objects.filter(user=coordinator).values_list("action", flat=True)
    assert sorted(logged) == ["mail.start", "mail.stop"]


@pytest.mark.parametrize("reason", ["", "Se 010203-1234"])
def test_a_pause_needs_a_reason_without_a_citizens_number(desk: Client, reason: str) -> None:
    desk.post(reverse("mails:stop"), {"reason": reason})

    assert not Pause.objects.exists()


BUTTONS = ["send_again", "call_back", "send_refused_again", "stop", "start"]


def address_of(button: str, row: Delivery) -> str:
    return reverse(f"mails:{button}", args=[row.pk] if button in ("send_again", "call_back") else [])


@pytest.mark.parametrize("button", BUTTONS)
def test_looking_at_a_button_changes_nothing(desk: Client, button: str) -> None:
    row = in_state("failed")

    response = desk.get(address_of(button, row))

    assert (response.status_code, states(), Pause.objects.exists()) == (405, ["failed"], False)


@pytest.mark.parametrize("button", BUTTONS)
def test_somebody_without_the_right_meets_a_refusal(client: Client, log_in: LogIn, button: str) -> None:
    row = in_state("failed")
    log_in(client, make_user())

    response = client.post(address_of(button, row), {"reason": "x"})

    assert (response.status_code in {302, 403}, states(), Pause.objects.exists()) == (True, ["failed"], False)


def test_the_dashboard_speaks_only_when_something_is_wrong(desk: Client, nu: datetime) -> None:
    quiet = desk.get("/admin/").content.decode()
    in_state("unknown")
    pause("Serveren flyttes", timezone.now(), bulk_only=True)
    told = desk.get("/admin/").content.decode()

    assert ("Serveren flyttes" in quiet, "panel-mail" in quiet) == (False, False)
    assert "Serveren flyttes" in told
    assert "?status=unknown" in told


def test_a_mail_of_a_newsletter_shows_its_words_without_its_readers_links(desk: Client, nu: datetime) -> None:
    row = planned(people(1), nu).deliveries.get()

    page = desk.get(f"{INDEX}inspect/{row.pk}/").content.decode()

    assert "Kære læser" in page
    assert row.token not in page


def test_a_refused_mail_of_a_newsletter_goes_again_although_its_row_has_no_text(desk: Client, nu: datetime) -> None:
    mailing = begun(people(1), nu)
    row = mailing.deliveries.get()
    Delivery.objects.update(status="failed")
    end(nu)

    desk.post(f"{INDEX}{row.pk}/igen/")

    assert claimed(nu) == [row.email]


def test_a_mail_of_a_newsletter_that_was_called_off_stays_where_it_is(desk: Client, nu: datetime) -> None:
    mailing = begun(people(1), nu)
    Delivery.objects.update(status="unknown")
    cancel(mailing, nu)

    desk.post(f"{INDEX}{mailing.deliveries.get().pk}/igen/")

    assert states() == ["unknown"]
