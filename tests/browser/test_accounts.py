"""Getting in, in a real browser: few screens, a passkey, nothing blocked, readable for everybody."""

import re

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Page, expect

from portal.models import User
from tests.browser.test_pages import WCAG
from tests.factories import make_user

EMAIL = "mette@example.dk"
WIDTHS = (320, 1280)


def code() -> str:
    """The code of the latest mail."""
    return str(re.findall(r"^(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)[0])


@pytest.fixture
def member(site: str) -> User:
    """Somebody who can log in."""
    user = make_user(EMAIL)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    return user


def log_in(page: Page, site: str, address: str = EMAIL) -> None:
    """By code, in two screens."""
    page.goto(f"{site}/konto/log-ind/?next=/konto/")
    page.get_by_label("Din mail").fill(address)
    page.get_by_role("button", name="Fortsæt").click()
    page.get_by_label("Kode", exact=True).fill(code())
    page.get_by_role("button", name="Fortsæt").click()
    page.wait_for_url("**/konto/")


@pytest.fixture
def with_authenticator(page: Page) -> Page:
    """A computer that asks for a finger, and gets it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_a_log_in_by_code_is_two_screens(page: Page, site: str, member: User, complaints: list[str]) -> None:
    screens: list[str] = []
    page.on("load", lambda loaded: screens.append(loaded.url))

    log_in(page, site)

    expect(page.get_by_role("heading", name="Din log-in")).to_be_visible()
    assert len(screens) == 3  # the third is where one was going
    assert complaints == []


def test_a_sign_up_is_three_screens_at_most(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(f"{site}/konto/opret/")
    page.get_by_label("Din mail").fill("ny.her@example.dk")
    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_label("Kode", exact=True).fill(code())
    page.get_by_role("button", name="Fortsæt").click()

    page.wait_for_url("**/min/profil/")

    assert page.context.cookies(site)
    assert User.objects.get(email="ny.her@example.dk").last_login is not None
    assert complaints == []


def test_a_passkey_is_added_and_then_logs_in_alone(
    with_authenticator: Page, site: str, member: User, complaints: list[str]
) -> None:
    page = with_authenticator
    log_in(page, site)
    page.goto(f"{site}/konto/to-trin/noegler/tilfoej/")
    page.get_by_label("Hvad kalder du den?").fill("Kontoret")
    page.get_by_role("button", name="Tilføj nøglen").click()
    page.wait_for_url("**/reservekoder/")
    page.context.clear_cookies()

    page.goto(f"{site}/konto/log-ind/?next=/konto/to-trin/noegler/")
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()

    page.wait_for_url("**/konto/to-trin/noegler/")
    expect(page.get_by_role("heading", name="Kontoret")).to_be_visible()
    assert complaints == []


def test_a_passkey_that_is_not_there_is_said_in_words(with_authenticator: Page, site: str) -> None:
    page = with_authenticator
    page.goto(f"{site}/konto/log-ind/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('nej')) }")

    page.get_by_role("button", name="Log ind med adgangsnøgle").click()

    expect(page.get_by_text("Adgangsnøglen blev ikke læst")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["log-ind/", "opret/", "adgangskode/glemt/"])
def test_the_pages_of_a_stranger_are_readable_for_everybody(page: Page, site: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/konto/{path}")

    assert Axe().run(page, options=WCAG).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_member_are_readable_for_everybody(
    page: Page, site: str, member: User, complaints: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, site)
    for path in ("", "mail/", "adgangskode/vaelg/", "to-trin/", "to-trin/app/", "to-trin/noegler/tilfoej/", "enheder/"):
        page.goto(f"{site}/konto/{path}")
        assert Axe().run(page, options=WCAG).response["violations"] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

    assert complaints == []
