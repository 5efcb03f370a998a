"""Writing to the people of a day."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from portal.mail.models import Delivery
from tests.themedays.coordination import coordinator, path, seated, soon
from tests.themedays.factories import make_venue
from themedays.models import Attendance, DayMail, ThemeDayPage

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]
KEY = "7d9a5f0e-51e2-4d0a-9a5c-0d6f3a1b2c3d"
MAIL = {"audience": "participants", "subject": "Parkering", "text": "Parkér bag huset.", "key": KEY}


def letter(day: ThemeDayPage, client: Client, **data: str) -> str:
    return client.post(path(day, "mail"), MAIL | data).content.decode()


def test_the_preview_says_how_many_and_how_it_reads_and_sends_nothing(coordinator: Client) -> None:
    day = soon(venue=make_venue("Kulturhuset"), online_link="https://moede.example.dk/1")
    seated(day.pool, "Anna")
    seated(day.pool, "Bo")

    page = letter(day, coordinator, preview="1")

    assert "Send til 2 personer" in page
    assert "Parkér bag huset." in page
    assert "Kulturhuset" in page
    assert "https://moede.example.dk/1" in page
    assert not DayMail.objects.exists()
    assert not Delivery.objects.exists()


def test_what_is_written_to_the_waiting_list_has_no_link_to_the_meeting(coordinator: Client) -> None:
    day = soon(online_link="https://moede.example.dk/1")
    seated(day.pool, "Bo", "waiting")

    assert "moede.example.dk" not in letter(day, coordinator, preview="1", audience="waiting")


@pytest.mark.parametrize(
    ("audience", "reached"), [("participants", {"anna", "bo"}), ("waiting", {"carl"}), ("attended", {"bo"})]
)
def test_it_goes_to_those_it_is_meant_for(coordinator: Client, audience: str, reached: set[str]) -> None:
    day = soon()
    seated(day.pool, "Anna")
    Attendance.objects.create(registration=seated(day.pool, "Bo"), minutes=60, marked_at=timezone.now())
    seated(day.pool, "Carl", "waiting")

    letter(day, coordinator, send="1", audience=audience)

    assert set(Delivery.objects.values_list("email", flat=True)) == {f"{name}@example.dk" for name in reached}


def test_a_double_click_sends_once(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Anna")

    letter(day, coordinator, send="1")
    letter(day, coordinator, send="1")

    assert (DayMail.objects.count(), Delivery.objects.count()) == (1, 1)


def test_going_back_after_sending_says_that_it_has_been_sent(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Anna")
    letter(day, coordinator, send="1")

    page = letter(day, coordinator, preview="1")

    assert "Mailen er allerede sendt" in page
    assert 'name="send"' not in page


@pytest.mark.parametrize("button", ["preview", "send"])
@pytest.mark.parametrize("field", ["subject", "text"])
def test_a_cpr_number_is_refused_and_nothing_typed_is_lost(coordinator: Client, field: str, button: str) -> None:
    day = soon()
    seated(day.pool, "Anna")

    response = coordinator.post(path(day, "mail"), MAIL | {field: "Barnet 010203-1234", button: "1"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "ligner et CPR-nummer" in page
    assert ("Parkering" in page, "Parkér bag huset." in page) == (field != "subject", field != "text")
    assert "Barnet 010203-1234" in page
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("missing", ["subject", "text", "audience", "key"])
def test_a_mail_that_lacks_something_is_not_sent(coordinator: Client, missing: str) -> None:
    day = soon()
    seated(day.pool, "Anna")

    response = coordinator.post(path(day, "mail"), MAIL | {missing: "", "send": "1"})

    assert response.status_code == 422
    assert not Delivery.objects.exists()


def test_changing_the_text_after_the_preview_keeps_it(coordinator: Client) -> None:
    page = letter(soon(), coordinator, back="1")

    assert 'value="Parkering"' in page
    assert "Parkér bag huset.</textarea>" in page
    assert KEY in page


def test_each_new_form_has_a_key_of_its_own(coordinator: Client) -> None:
    day = soon()

    keys = [
        re.findall(r'name="key" value="([\w-]{36})"', coordinator.get(path(day, "mail")).content.decode())
        for _time in range(2)
    ]

    assert keys[0] != keys[1]


def test_with_nobody_to_write_to_nothing_is_sent(coordinator: Client) -> None:
    page = letter(soon(), coordinator, send="1")

    assert "Der er ingen at skrive til" in page
    assert "Parkér bag huset." in page
    assert not DayMail.objects.exists()


def test_a_draft_fills_in_subject_audience_and_text(coordinator: Client) -> None:
    day = soon("Sorg", venue=make_venue("Kulturhuset", access="Elevator i gården."))

    page = coordinator.get(path(day, "mail"), {"udkast": "praktisk"}).content.decode()

    assert 'value="Praktisk information: Sorg"' in page
    assert "Elevator i gården." in page


@pytest.mark.parametrize("draft", ["materialer", "program", "ukendt"])
def test_every_draft_opens(coordinator: Client, draft: str) -> None:
    assert coordinator.get(path(soon(), "mail"), {"udkast": draft}).status_code == 200


def test_the_history_says_who_wrote_to_whom_and_what_became_of_it(coordinator: Client) -> None:
    day = soon()
    for name in ("Anna", "Bo", "Carl"):
        seated(day.pool, name)
    letter(day, coordinator, send="1")
    Delivery.objects.filter(email="anna@example.dk").update(status="sent", sent_at=timezone.now())
    Delivery.objects.filter(email="bo@example.dk").update(status="unknown")

    page = " ".join(coordinator.get(path(day, "mail")).content.decode().split())

    assert "dem, der har plads (3). 1 sendt, 1 på vej, 1 uvis" in page
    assert "Kirsten" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_asks_as_often_for_three_mails_as_for_one(
    coordinator: Client, count: int, django_assert_max_num_queries: object
) -> None:
    day = soon()
    seated(day.pool, "Anna")
    for number in range(count):
        letter(day, coordinator, send="1", key=KEY[:-1] + str(number))

    with django_assert_max_num_queries(40) as captured:  # type: ignore[operator]
        coordinator.get(path(day, "mail"))

    own = [query for query in captured if 'FROM "themedays_' in query["sql"] or 'FROM "mail_' in query["sql"]]
    assert len(own) == 6
