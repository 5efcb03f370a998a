"""What no form sends, and somebody does: years and keys that no database has, days that lack what days have."""

import pytest
from django.test import Client

from tests.themedays.coordination import coordinator, days_from_now, path, seated, soon
from tests.themedays.factories import make_day_page, make_theme_day
from themedays.models import Attendance

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]
SCREENS = [
    *("deltagere", "deltagere/tilmeld", "navneliste", "navneskilte", "fremmoede", "behov", "udtraek", "mail"),
    *("aflys", "pladser"),
]


@pytest.mark.parametrize("year", ["0000", "0001", "9999"])
def test_a_year_that_no_database_reckons_with_finds_nothing(client: Client, year: str) -> None:
    make_theme_day()

    assert client.get(f"/temadage/?aar={year}").status_code == 200


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 30, "x", ""])
@pytest.mark.parametrize(("screen", "name"), [("deltagere", "remove"), ("deltagere/tilmeld", "member")])
def test_a_key_that_no_row_has_finds_nobody(coordinator: Client, screen: str, name: str, key: str) -> None:
    assert coordinator.post(path(soon(), screen), {name: key}).status_code == 404


def test_minutes_with_noughts_before_them_are_no_way_round_the_longest_day(coordinator: Client) -> None:
    day = make_theme_day("Sorg", days_from_now(-2 / 24), 10)
    key = seated(day.pool, "Anna").pk

    typed = {f"was-{key}": "", f"there-{key}": "1", f"minutes-{key}": "001239999"}

    assert coordinator.post(path(day, "fremmoede"), typed).status_code == 422
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_day_without_date_and_seats_has_all_its_screens(coordinator: Client, screen: str) -> None:
    assert coordinator.get(path(make_day_page(starts=None), screen)).status_code == 200


def test_the_question_before_publishing_is_asked_of_a_day_without_seats_too(coordinator: Client) -> None:
    day = make_day_page()
    day.save_revision()

    assert coordinator.get(path(day, "udgiv")).status_code == 200
