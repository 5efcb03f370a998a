"""The demonstration's theme days: invented, in every state, and made once."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count, F, Q
from django.test import Client
from wagtail.models import Page, ReferenceIndex

from directory.contacts import demo as contacts_demo
from directory.members import demo as members_demo
from themedays import demo
from themedays.lists import held, upcoming
from themedays.models import Attendance, Material, Registration, RegistrationNeed, SeatPool, ThemeDayPage

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def seed_all(today: date) -> None:
    contacts_demo.seed(today)
    members_demo.seed(today)
    demo.seed(today)


def written() -> list[object]:
    """What seeding writes, down to the calendars' names of the days."""
    tables = (Page, SeatPool, Registration, Attendance, Material, RegistrationNeed)
    return [row for table in tables for row in table.objects.order_by("pk").values()]


def test_the_days_to_come_show_every_state_and_seeding_again_changes_nothing(client: Client) -> None:
    seed_all(TODAY)
    before = written()

    demo.seed(TODAY)

    assert written() == before
    states = Counter(str(row.state.kind) for row in upcoming(NOW))
    assert states == {"few": 1, "cancelled": 1, "open": 2, "waiting_list": 1, "not_yet": 1}
    assert held(NOW).count() == 40
    assert Page.find_problems() == ([], [], [], [], [])
    _no_day_is_oversold()
    _the_files_are_for_each_kind_of_reader(client)
    _the_pages_know_what_they_use()


def _no_day_is_oversold() -> None:
    seats = Count("registrations", filter=Q(registrations__state__in=Registration.SEATED))
    assert not SeatPool.objects.annotate(taken=seats).filter(taken__gt=F("capacity")).exists()


def _the_files_are_for_each_kind_of_reader(client: Client) -> None:
    latest = held(NOW)[0]
    assert {material.visibility for material in latest.materials.all()} == set(Material.Visibility.values)
    for material in latest.materials.select_related("document"):
        with material.document.file.open() as file:
            assert file.read(5) == b"%PDF-"
        status = client.get(f"/temadage/materiale/{material.pk}/")["Location"]
        assert status.startswith("/dokumenter/" if material.visibility == "all" else "/konto/log-ind/")


def _the_pages_know_what_they_use() -> None:
    """A document or a venue that is used says so before it is deleted."""
    material = Material.objects.select_related("document").filter(visibility="all")[0]
    assert ReferenceIndex.get_references_to(material.document).exists()


@pytest.mark.parametrize("today", [date(2026, 12, 3), date(2027, 3, 22), date(2028, 2, 29)])
def test_the_days_to_come_lie_ahead_on_whatever_day_the_demonstration_is_made(today: date) -> None:
    demo.seed(today)

    coming = ThemeDayPage.objects.filter(pool__closes_at__date__gt=today)

    assert coming.count() == 6
    assert all(page.starts_at and page.starts_at.weekday() in (1, 2) for page in coming)
    assert not any(page.starts_at and (page.starts_at.month, page.starts_at.day) > (12, 18) for page in coming)
