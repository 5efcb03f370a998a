"""The admin under its own Content Security Policy: what starts from a script still starts, and nobody else is asked."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from directory.contacts.models import Service
from newsletters.models import IssuePage
from portal.models import ContentPage, User
from portal.roles import ensure_coordinator_group
from supervision.models import SupervisionGroupPage
from tests.browser.test_pages import WCAG
from tests.conftest import LogIn
from tests.newsletters.factories import make_sending, make_subscriber
from themedays.models import ThemeDayPage


@pytest.fixture
def coordinator(page: Page, site: str, client: Client, log_in: LogIn) -> Page:
    """The coordinator's browser, logged in with a second factor."""
    user = User.objects.create_user("koordinator@example.dk", first_name="Maja")
    user.groups.add(ensure_coordinator_group())
    log_in(client, user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    return page


def test_a_number_can_be_added_and_a_day_chosen_in_the_calendar(
    coordinator: Page, site: str, complaints: list[str]
) -> None:
    service = Service.objects.get(slug="modtagelsen")
    coordinator.goto(f"{site}/admin/kontakter/edit/{service.pk}/")
    coordinator.get_by_role("tab").nth(1).click()

    coordinator.click("#id_channels-ADD")
    coordinator.click("#id_hours_exceptions-ADD")
    coordinator.click("#id_hours_exceptions-0-starts")

    expect(coordinator.locator("#id_channels-1-value")).to_be_visible()
    expect(coordinator.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    assert complaints == []


def test_the_screens_complain_of_nothing_and_ask_nobody_else(
    coordinator: Page, site: str, complaints: list[str]
) -> None:
    for address in ("", "kontakter/", "kontakter/new/", "pages/", "images/", "documents/", "account/", "import/"):
        coordinator.goto(f"{site}/admin/{address}")
        coordinator.wait_for_load_state("networkidle")

    assert complaints == []


def test_the_page_chooser_opens(coordinator: Page, site: str, complaints: list[str]) -> None:
    page_id = ContentPage.objects.get(slug="om").pk
    coordinator.goto(f"{site}/admin/pages/{page_id}/copy/")

    coordinator.locator("[data-chooser-action-choose]").first.dispatch_event("click")

    expect(coordinator.locator(".modal-dialog")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_rooms_own_screens_are_readable_for_everybody(
    coordinator: Page, site: str, scheme: Literal["light", "dark"]
) -> None:
    coordinator.emulate_media(color_scheme=scheme)
    issue, day = IssuePage.objects.get(slug="nyt-i-november"), ThemeDayPage.objects.get(slug="temadagen")
    group = SupervisionGroupPage.objects.get(slug="svaere-sager")
    sending = make_sending(issue, [make_subscriber("mette.holm@example.dk")], status="done")
    screens = [
        "nyhedsbreve/",
        *(f"nyhedsbreve/{issue.pk}/{part}/" for part in ("tjek", "proevemail", "modtagere", "bekraeft", "tal")),
        *(f"nyhedsbreve/afsendelser/{sending.pk}/{part}" for part in ("", "log/")),
        *(f"temadage/{day.pk}/{part}/" for part in ("pladser", "deltagere", "deltagere/tilmeld", "fremmoede", "mail")),
        *(f"temadage/{day.pk}/{part}/" for part in ("behov", "udtraek", "aflys")),
        "supervision/rapport/",
        f"supervision/{group.pk}/gruppe/",
        f"supervision/{group.pk}/supervisor/",
    ]

    faults = {}
    for screen in screens:
        coordinator.goto(f"{site}/admin/{screen}")
        found = Axe().run(coordinator, context="main", options=WCAG).response["violations"]
        if found:
            faults[screen] = [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]

    assert faults == {}
