"""“Min side” and the step after sign-up in a real browser, for somebody in each state."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from directory.members.still_here import question_path
from portal.models import User
from tests.factories import (
    make_mail_domain,
    make_membership,
    make_municipality,
    make_person,
    make_role_grant,
    make_service,
    make_service_person,
    make_user,
)

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = ["/min/", "/min/profil/", "/min/samtykke/", "/min/data/", "/min/forlad/"]


def log_in(page: Page, site: str, user: User) -> None:
    """Give the browser a session of the user's."""
    client = Client()
    client.force_login(user)
    host = urlsplit(site).hostname
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": host, "path": "/"}])


def person(email: str) -> User:
    user = make_user(email, first_name="Mette", last_name="Holm")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def people(site: str) -> dict[str, User]:
    """One in each state; the member stands on a card and has a role."""
    place = make_municipality()
    found = {state: person(f"{state}@example.dk") for state in ("new", "pending", "rejected", "approved")}
    for state in ("pending", "rejected", "approved"):
        make_membership(found[state], state, organisation=place, decision_note="Kun for fagfolk.")
    make_role_grant(found["approved"], "editor", place)
    card = make_person("Mette Holm", place)
    card.user = found["approved"]
    card.save()
    make_service_person(make_service(place), card)
    return found


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_of_ones_own_breaks_a_rule_of_wcag_or_scrolls_sideways(
    page: Page, site: str, people: dict[str, User], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    asked = make_membership(person("asked@example.dk"), asked_at=datetime.now(UTC) - timedelta(days=1))
    broken = {}

    for state, user in people.items():
        log_in(page, site, user)
        for address in [*PAGES, question_path(asked)] if state == "approved" else PAGES[:2]:
            page.goto(site + address)
            results = Axe().run(page, options=WCAG)
            if results.violations_count:
                broken[state, address] = results.generate_report()
            if page.evaluate("document.documentElement.scrollWidth") > width:
                broken[state, address] = "scrolls sideways"

    assert broken == {}


def test_the_step_after_sign_up_works_without_a_script_and_keeps_what_was_typed(
    page: Page, site: str, people: dict[str, User], complaints: list[str]
) -> None:
    make_mail_domain(make_municipality(), "hil.example.dk")
    EmailAddress.objects.filter(user=people["new"]).update(email="new@hil.example.dk")
    log_in(page, site, people["new"])
    page.goto(f"{site}/min/profil/")

    page.get_by_label("Efternavn").fill("Holm Hansen")
    page.get_by_role("button", name="Bliv medlem").click()  # no profession yet
    expect(page.get_by_role("alert")).to_contain_text("Vælg dit fag")
    expect(page.get_by_label("Efternavn")).to_have_value("Holm Hansen")
    page.get_by_label("Fag", exact=True).select_option("Psykolog")
    page.get_by_role("button", name="Bliv medlem").click()

    expect(page.get_by_role("heading", name="Du er inde")).to_be_visible()
    assert [line for line in complaints if "422" not in line] == []
