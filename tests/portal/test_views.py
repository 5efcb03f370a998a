"""The house's own addresses and the frame that every page stands in."""

from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from directory.contacts.urgent import strip, strip_numbers
from portal.mail.breaker import pause
from portal.models import ContentPage, HomePage, NetworkSettings
from tests.factories import (
    make_channel,
    make_function,
    make_municipality,
    make_participation,
    make_service,
    make_urgent_number,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_the_monitor_reads_that_all_is_well(client: Client) -> None:
    response = client.get("/health/")

    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "search": {"engine": "embedded", "status": "ok", "lag": 0, "lag_seconds": 0.0, "detail": ""},
        "mail": {"status": "ok"},
    }


def test_the_monitor_reads_that_mail_does_not_leave(client: Client) -> None:
    pause("Serveren flyttes", timezone.now(), bulk_only=False)

    response = client.get("/health/")

    assert (response.status_code, response.json()["mail"]) == (200, {"status": "late"})


def test_the_monitor_gets_503_when_the_database_is_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)

    response = client.get("/health/")

    assert response.status_code == 503
    assert response.json()["database"] == "down"


def test_robots_leave_the_admin_alone(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /admin/" in text


def test_was_leads_to_the_accessibility_statement(client: Client) -> None:
    network = NetworkSettings.load()
    network.accessibility_statement = "https://was.digst.dk/livsmod-example-dk"
    network.save()

    response = client.get("/was")

    assert response.headers["Location"] == "https://was.digst.dk/livsmod-example-dk"


def test_was_without_a_statement_is_a_page_that_helps(client: Client) -> None:
    NetworkSettings.objects.create(coordinator_email="koordinator@example.dk")

    response = client.get("/was")

    assert response.status_code == 404
    assert "koordinator@example.dk" in response.content.decode()


def test_the_front_page_is_the_look_up_with_the_members_under_it(client: Client) -> None:
    make_participation(make_municipality("Hillerød"))

    page = client.get("/").content.decode()

    assert '<form method="post" action="/kontakter/"' in page
    assert '<a href="/kontakter/hillerod/">Hillerød</a>' in page
    assert "Køge" not in page


def test_an_anonymous_reader_gets_no_cookie_from_the_front_page(client: Client) -> None:
    response = client.get("/")

    assert not response.cookies


def test_the_menu_holds_the_pages_that_the_coordinator_put_there(client: Client) -> None:
    home = HomePage.objects.get()
    home.add_child(instance=ContentPage(title="Om netværket", slug="om", show_in_menus=True))
    home.add_child(instance=ContentPage(title="Privatliv", slug="privatliv"))

    page = client.get("/om/").content.decode()
    menu, footer = page.split("<main", 1)[0], page.split("<footer", 1)[1]

    assert '<a href="/om/" aria-current="page">Om netværket</a>' in menu
    assert "Privatliv" not in menu
    assert '<a href="/privatliv/">Privatliv</a>' in footer


def test_an_unknown_address_offers_the_look_up(client: Client) -> None:
    response = client.get("/findes-ikke/")

    assert response.status_code == 404
    assert 'name="q"' in response.content.decode()


def test_nobody_but_the_keepers_of_the_directory_chooses_the_moment(client: Client) -> None:
    municipality = make_municipality("Hillerød")

    page = client.get("/kontakter/hillerod/?nu=2026-11-24T02:10").content.decode()

    assert municipality.name in page
    assert "2.10" not in page


def test_a_keeper_of_the_directory_sees_another_moment_under_a_banner(client: Client) -> None:
    make_municipality("Hillerød")
    client.force_login(make_user(is_superuser=True))

    page = client.get("/kontakter/hillerod/?nu=2026-11-24T02:10").content.decode()

    assert "24.\xa0november" in page
    assert "2.10" in page


def test_a_moment_that_is_none_is_answered_with_what_to_write(client: Client) -> None:
    make_municipality("Hillerød")
    client.force_login(make_user(is_superuser=True))

    response = client.get("/kontakter/hillerod/?nu=i+nat")

    assert response.status_code == 400
    assert "2026-11-24T02:10" in response.content.decode()


def test_the_strip_says_112_and_the_acute_unit(django_assert_num_queries: Any) -> None:
    acute = make_function("buc-akut", "Akut børne- og ungdomspsykiatri", level="region", is_acute_unit=True)
    make_service(function=acute, name="Akut børnepsykiatri", hours="døgn", phone="00386450")

    with django_assert_num_queries(2):
        numbers = strip_numbers()

    assert [number.number.display for number in numbers] == ["112", "00 38 64 50"]


def test_the_strip_never_shows_a_number_that_is_not_for_everybody() -> None:
    acute = make_function("buc-akut", "Akut børne- og ungdomspsykiatri", level="region", is_acute_unit=True)
    service = make_service(function=acute)
    make_channel(service, "00386450", visibility="professional")

    assert [number.number.display for number in strip_numbers()] == ["112"]


def test_the_strip_claims_no_confirmation_that_one_number_lacks() -> None:
    make_urgent_number("Politi", "114", in_strip=True)

    assert strip().verified_on is None


def test_no_page_lets_the_browser_run_inline_scripts_or_styles(client: Client) -> None:
    response = client.get("/")

    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert " style=" not in response.content.decode()


def test_the_error_page_for_a_crash_needs_nothing_that_may_be_broken() -> None:
    text = (settings.BASE_DIR / "templates" / "500.html").read_text(encoding="utf-8")

    assert "{{" not in text
    assert "extends" not in text
    assert 'href="tel:112"' in text
