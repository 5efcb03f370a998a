"""One's own calendar: a secret address that programs fetch, and the page where one makes it and takes it back."""

import logging
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.logs import CarefulFormatter
from portal.models import CalendarLink, NetworkSettings, User
from portal.my_calendar import erase, new_link, personal_data
from tests.factories import make_user
from tests.themedays.factories import make_registration, make_theme_day

pytestmark = pytest.mark.django_db
PAGE = "/min/kalender/"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def user() -> User:
    return make_user("mette@example.dk", first_name="Mette", last_name="Holm")


@pytest.fixture
def path(user: User) -> str:
    """The address of the person's calendar."""
    return f"{PAGE}{new_link(user, NOW).token}.ics"


def soon(days: int = 20) -> datetime:
    return timezone.now() + timedelta(days=days)


def events(content: bytes) -> dict[str, icalendar.Event]:
    return {str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_the_feed_has_the_days_of_its_owner_and_of_nobody_else(client: Client, user: User, path: str) -> None:
    make_registration(make_theme_day("Min dag", soon()).pool, user)
    make_registration(make_theme_day("En andens dag", soon()).pool)

    assert list(events(client.get(path).content)) == ["Min dag"]


def test_a_feed_without_days_is_a_calendar_all_the_same(client: Client, path: str) -> None:
    content = client.get(path).content

    assert b"X-WR-CALNAME:" in content
    assert events(content) == {}


def test_the_feed_needs_no_cookie_and_sets_none(path: str) -> None:
    response = Client().get(path)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="mine-dage.ics"'
    assert not {"Last-Modified", "Content-Encoding"} & set(response.headers)


def test_the_second_fetch_is_told_that_nothing_has_changed(client: Client, user: User, path: str) -> None:
    make_registration(make_theme_day("Min dag", soon()).pool, user)
    first = client.get(path)

    second = client.get(path, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": "gzip"})

    assert (second.status_code, second.content) == (304, b"")
    assert first.headers["ETag"].startswith('"')  # a strong one


def test_the_secret_stands_nowhere_in_the_file(client: Client, user: User, path: str) -> None:
    make_registration(make_theme_day("Min dag", soon()).pool, user)

    text = client.get(path).content.decode().replace("\r\n ", "")

    assert CalendarLink.objects.get().token not in text
    assert "mette" not in text.lower()


def test_the_number_of_queries_does_not_depend_on_the_number_of_days(
    client: Client, user: User, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make_registration(make_theme_day(f"Dag {number}", soon(number + 1)).pool, user)
    NetworkSettings.load()  # makes the row

    # Whose it is, what they come to, the subjects, their groups, those that they lead, the network's name.
    with django_assert_num_queries(6):
        assert len(events(client.get(path).content)) == 5


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "æ"])
def test_an_unknown_address_is_not_found(client: Client, token: str) -> None:
    assert client.get(f"{PAGE}{token}.ics").status_code == 404


def test_somebody_who_may_not_log_in_has_no_calendar(client: Client, user: User, path: str) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get(path).status_code == 404


def test_nothing_is_sent_to_a_feed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_looking_at_the_page_makes_no_address(client: Client, user: User) -> None:
    client.force_login(user)

    response = client.get(PAGE)

    assert response.status_code == 200
    assert not CalendarLink.objects.exists()


def test_the_button_makes_an_address_that_works(client: Client, user: User) -> None:
    client.force_login(user)

    response = client.post(PAGE, {"what": "new"}, follow=True)

    (token,) = set(re.findall(r"/min/kalender/([\w-]{43})\.ics", response.content.decode()))
    assert f'href="webcal://localhost:8000/min/kalender/{token}.ics"' in response.content.decode()
    assert Client().get(f"{PAGE}{token}.ics").status_code == 200
    assert "no-store" in client.get(PAGE).headers["Cache-Control"]


def test_a_new_address_makes_the_old_one_stop(client: Client, user: User, path: str) -> None:
    client.force_login(user)

    client.post(PAGE, {"what": "new"})

    assert client.get(path).status_code == 404
    assert CalendarLink.objects.filter(user=user).count() == 1


def test_one_can_do_without(client: Client, user: User, path: str) -> None:
    client.force_login(user)

    client.post(PAGE, {"what": "stop"})

    assert client.get(path).status_code == 404
    assert not CalendarLink.objects.exists()


def test_no_two_addresses_are_alike(user: User) -> None:
    tokens = {new_link(user, NOW).token for _number in range(50)}

    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}  # 32 bytes


def test_an_address_is_never_logged(client: Client, user: User, path: str, caplog: pytest.LogCaptureFixture) -> None:
    new_link(user, NOW)

    with caplog.at_level(logging.DEBUG):
        client.get(path)  # the old one: not found

    lines = [CarefulFormatter("{message}", style="{").format(record) for record in caplog.records]
    assert "Not Found: /min/kalender/…" in lines
    assert not [line for line in lines if path.removeprefix(PAGE)[:20] in line]


def test_an_address_is_known_as_data_but_not_given_away(user: User, path: str) -> None:
    (table,) = personal_data(user)

    assert [list(row.values()) for row in table.rows] == [[NOW]]


def test_whoever_is_forgotten_has_no_address(client: Client, user: User, path: str) -> None:
    erase(user, NOW)

    assert client.get(path).status_code == 404
