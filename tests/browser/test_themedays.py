"""Theme days in a real browser: how many screens a seat costs, every state readable, keyboard, and without scripts."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portal.models import User
from tests.browser.test_pages import WCAG
from tests.factories import make_membership, make_municipality, make_user
from tests.themedays.factories import make_day_page, make_need, make_registration, make_theme_day
from themedays.links import registration_url
from themedays.models import Registration, ThemeDayPage

EMAIL = "mette.holm@example.dk"
WIDTHS = (320, 768, 1280)
IN_A_MONTH = timedelta(days=30)


@pytest.fixture
def member(site: str) -> User:
    """Somebody of Hillerød, which is in the network."""
    user = make_user(EMAIL, first_name="Mette", last_name="Holm")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    make_membership(user, organisation=make_municipality("Hillerød"))
    return user


@pytest.fixture
def day(site: str) -> ThemeDayPage:
    return make_day("dagen", price=650, price_text="Gratis for netværkets kommuner.", vat_text="Prisen er uden moms.")


def make_day(slug: str, capacity: int = 90, **fields: object) -> ThemeDayPage:
    starts = timezone.now() + IN_A_MONTH
    return make_theme_day(starts=starts, slug=slug, capacity=capacity, contact_email="bo@example.dk", **fields)


def log_in(page: Page, site: str, user: User) -> None:
    """Give the browser a session of the user's."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": urlsplit(site).hostname, "path": "/"}
    page.context.add_cookies([cookie])


def code() -> str:
    """The code of the latest mail."""
    return str(re.findall(r"^(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)[0])


class Presses:
    """Presses buttons, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def __call__(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def press(page: Page) -> Presses:
    return Presses(page)


def test_a_member_who_is_logged_in_presses_once_and_sees_the_seat(
    page: Page, site: str, press: Presses, *, member: User, day: ThemeDayPage, complaints: list[str]
) -> None:
    log_in(page, site, member)
    asked: list[str] = []
    page.goto(f"{site}/temadage/dagen/")
    page.on("request", lambda request: asked.append(f"{request.method} {urlsplit(request.url).path}"))

    press("Meld mig til")

    expect(page.get_by_role("heading", name="Vi ses")).to_be_focused()
    assert press.count == 1
    assert [line for line in asked if "/static/" not in line] == ["POST /temadage/dagen/tilmeld/"]
    assert complaints == []


def test_a_member_by_code_needs_three_presses(
    page: Page, site: str, press: Presses, *, member: User, day: ThemeDayPage, complaints: list[str]
) -> None:
    page.goto(f"{site}/temadage/dagen/")
    page.get_by_label("Din mail").fill(EMAIL)
    press("Meld mig til")
    page.get_by_label("Kode", exact=True).fill(code())
    press("Fortsæt")
    page.wait_for_url("**/temadage/dagen/#tilmelding")

    press("Meld mig til")

    expect(page.get_by_role("heading", name="Vi ses")).to_be_visible()
    assert press.count == 3
    assert complaints == []


def test_a_stranger_by_code_needs_three_presses_and_no_profile(
    page: Page, site: str, press: Presses, *, day: ThemeDayPage, complaints: list[str]
) -> None:
    page.goto(f"{site}/temadage/dagen/")
    page.get_by_label("Din mail").fill("helt.ny@example.dk")
    press("Meld mig til")
    page.get_by_label("Kode", exact=True).fill(code())
    press("Fortsæt")
    page.get_by_label("Fornavn").fill("Ida")
    page.get_by_label("Efternavn").fill("Lund")
    page.get_by_label("Arbejdssted", exact=True).select_option(label="Hillerød Kommune")

    press("Meld mig til")

    expect(page.get_by_role("heading", name="Vi ses")).to_be_visible()
    assert press.count == 3
    assert complaints == []


def test_an_outsider_on_a_day_with_a_price_needs_four_presses(
    page: Page, site: str, day: ThemeDayPage, press: Presses
) -> None:
    page.goto(f"{site}/temadage/dagen/")
    page.get_by_label("Din mail").fill("praksis@example.dk")
    press("Meld mig til")
    page.get_by_label("Kode", exact=True).fill(code())
    press("Fortsæt")
    page.get_by_label("Fornavn").fill("Bo")
    page.get_by_label("Efternavn").fill("Dal")
    page.get_by_label("Et andet arbejdssted").fill("Opdigtet Praksis")
    press("Meld mig til")
    page.get_by_label("Jeg betaler selv").check()
    page.get_by_label("Navn på fakturaen").fill("Bo Dal")
    page.get_by_role("textbox", name="Adresse").locator("visible=true").fill("Vej 1, 9999 By")

    press("Meld mig til")

    expect(page.get_by_role("heading", name="Vi ses")).to_be_visible()
    assert press.count == 4


def test_without_scripts_the_button_leads_back_to_the_page_with_the_seat(
    browser: Browser, site: str, member: User, day: ThemeDayPage
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, site, member)
    page.goto(f"{site}/temadage/dagen/")

    page.get_by_role("button", name="Meld mig til", exact=True).click()

    page.wait_for_url("**/temadage/dagen/#tilmelding")
    expect(page.get_by_role("heading", name="Vi ses")).to_be_visible()
    context.close()


def test_when_the_line_breaks_the_browser_sends_the_form_itself(
    page: Page, site: str, member: User, day: ThemeDayPage
) -> None:
    log_in(page, site, member)
    page.goto(f"{site}/temadage/dagen/")
    page.route(
        "**/tilmeld/",
        lambda route: route.abort() if route.request.resource_type == "xhr" else route.continue_(),
    )

    page.get_by_role("button", name="Meld mig til", exact=True).click()

    page.wait_for_url("**/temadage/dagen/#tilmelding")
    expect(page.get_by_role("heading", name="Vi ses")).to_be_visible()


def test_the_seat_is_taken_and_given_back_with_the_keyboard_alone(
    page: Page, site: str, member: User, day: ThemeDayPage
) -> None:
    log_in(page, site, member)
    page.goto(f"{site}/temadage/dagen/")
    tab_to(page, "Meld mig til")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vi ses")).to_be_visible()

    tab_to(page, "Meld afbud")
    page.keyboard.press("Enter")
    page.wait_for_url("**/afmeld/")
    tab_to(page, "Giv min plads tilbage")
    page.keyboard.press("Enter")

    page.wait_for_url("**/temadage/dagen/#tilmelding")
    assert Registration.objects.get(user=member).state == "cancelled"


def tab_to(page: Page, words: str) -> None:
    """Press tab until what bears the words has the focus, and can be seen to have it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"the keyboard does not reach “{words}”")


@pytest.fixture
def states(site: str, member: User) -> dict[str, str]:
    """The page of a day in each state that somebody who is logged in can meet."""
    now = timezone.now()
    made = {
        "open": make_day("aaben", price=650, price_text="Gratis for netværkets kommuner."),
        "few": make_day("faa", capacity=7),
        "waiting_list": make_day("fyldt", capacity=1),
        "not_yet": make_day("ikke-endnu", pool={"opens_at": now + timedelta(days=3)}),
        "closed": make_day("lukket", pool={"closes_at": now - timedelta(days=1)}),
        "cancelled": make_day("aflyst", pool={"cancelled_at": now, "cancelled_note": "Oplægsholderen er syg."}),
        "held": make_theme_day(starts=now - timedelta(days=9), slug="holdt"),
        "no_sign_up": make_day_page(starts=now + IN_A_MONTH, slug="uden-tilmelding"),
        "confirmed": make_day("tilmeldt"),
        "confirmed_late": make_day("tilmeldt-sent", pool={"cancel_until": now - timedelta(days=1)}),
        "waiting": make_day("venter", capacity=1),
        "offered": make_day("tilbudt", capacity=1, pool={"mode": "confirm"}),
        "was_there": make_theme_day(starts=now - timedelta(days=19), slug="var-der"),
    }
    for _ in range(5):
        make_registration(made["few"].pool)
    make_registration(made["waiting_list"].pool)
    make_registration(made["waiting_list"].pool, state="waiting", user=make_user())
    make_registration(made["waiting"].pool)
    for name in ("confirmed", "confirmed_late", "was_there"):
        make_registration(made[name].pool, member, at=now - timedelta(days=40))
    make_registration(made["waiting"].pool, member, "waiting")
    make_registration(made["offered"].pool, member, "offered", at=now)
    return {name: f"{site}/temadage/{page.slug}/" for name, page in made.items()}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_readable_for_everybody(
    page: Page, site: str, width: int, scheme: str, *, member: User, states: dict[str, str], complaints: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, site, member)

    for name, address in states.items():
        page.goto(address)
        readable(page, name)

    assert complaints == []


def readable(page: Page, name: str) -> None:
    assert Axe().run(page, options=WCAG).response["violations"] == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.parametrize("width", WIDTHS)
def test_every_form_is_readable_for_everybody_also_with_faults(
    page: Page, site: str, width: int, *, member: User, states: dict[str, str], complaints: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    make_need()
    log_in(page, site, member)
    seat = Registration.objects.get(pool__page__slug="tilmeldt", user=member)
    for path in ("tilmeldt/afmeld/", "tilmeldt/kollega/", "tilmeldt/behov/", "aaben/kolleger/"):
        page.goto(f"{site}/temadage/{path}")
        readable(page, path)
    page.goto(f"{site}/temadage/tilmeldt/kollega/")
    page.get_by_role("button", name="Giv pladsen").click()
    readable(page, "a colleague without a name")
    page.goto(registration_url(seat).replace(settings.SITE_URL, site))
    readable(page, "the link of a mail")
    page.goto(f"{site}/min/")
    readable(page, "my page")
    assert [line for line in complaints if "422" not in line] == []


def test_the_payer_s_fields_open_with_the_choice_and_are_readable(
    page: Page, site: str, day: ThemeDayPage, complaints: list[str]
) -> None:
    user = make_user("praksis@example.dk", first_name="Bo", last_name="Dal")
    log_in(page, site, user)
    page.goto(f"{site}/temadage/dagen/tilmeld/")
    page.get_by_label("Et andet arbejdssted").fill("Opdigtet Praksis")
    page.get_by_role("button", name="Meld mig til", exact=True).click()
    expect(page.get_by_label("EAN-nummer")).to_be_hidden()

    page.get_by_label("Min arbejdsplads, som er offentlig").check()
    page.get_by_label("EAN-nummer").fill("123")
    page.get_by_role("button", name="Meld mig til", exact=True).click()

    expect(page.get_by_label("EAN-nummer")).to_have_value("123")
    readable(page, "a number that is none")
    page.get_by_role("link", name="13 cifre").click()
    expect(page.get_by_label("EAN-nummer")).to_be_focused()


def test_the_page_a_day_shows_a_stranger_is_readable(
    page: Page, site: str, day: ThemeDayPage, complaints: list[str]
) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{site}/temadage/dagen/")
        readable(page, f"{width}")

    assert complaints == []
