"""Theme days on “Min side”."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.models import User
from tests.factories import make_user
from tests.themedays.factories import make_registration, make_theme_day
from themedays.models import Material

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client: Client, log_in: Any) -> User:
    user = make_user("ann@example.dk", first_name="Ann", last_name="Lund")
    log_in(client, user)
    return user


def page(client: Client) -> str:
    words = re.sub(r"<[^>]+>", " ", client.get("/min/").content.decode())
    return " ".join(words.replace("\xa0", " ").split())


def test_the_next_day_comes_first_then_the_queue_then_the_past(client: Client, ann: User) -> None:
    now = timezone.now()
    for title, days, state in (
        ("Den næste", 5, "confirmed"),
        ("Den fulde", 9, "waiting"),
        ("Den gamle", -9, "confirmed"),
    ):
        make_registration(make_theme_day(title, now + timedelta(days=days)).pool, ann, state=state)
    shown = page(client)
    assert shown.index("Den næste") < shown.index("Den fulde") < shown.index("Den gamle")
    assert "Du er nr. 1 på ventelisten" in shown


def test_an_offer_says_until_when(client: Client, ann: User) -> None:
    make_registration(make_theme_day("Tilbuddet", timezone.now() + timedelta(days=9)).pool, ann, state="offered")
    assert "En plads er holdt til dig indtil" in page(client)


def test_materials_are_offered_to_whoever_may_have_them(client: Client, ann: User) -> None:
    day = make_theme_day("Den gamle", timezone.now() - timedelta(days=9))
    make_registration(day.pool, ann)
    assert "Materialer" not in page(client)
    Material.objects.create(page=day, title="Oplæg", url="https://example.dk/x", visibility="participants")
    assert "Materialer" in page(client)


def test_a_cancelled_registration_is_gone(client: Client, ann: User) -> None:
    make_registration(make_theme_day("Den opgivne", timezone.now() + timedelta(days=9)).pool, ann, state="cancelled")
    assert "Den opgivne" not in page(client)


def test_nobody_elses_days_are_shown(client: Client, ann: User) -> None:
    make_registration(make_theme_day("Andres dag", timezone.now() + timedelta(days=9)).pool)
    assert "Andres dag" not in page(client)
