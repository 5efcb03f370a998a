"""What holds for every public page, found from the permission matrix and the page types."""

import csv
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Page as WagtailPage
from wagtail.models import get_page_models

from tests.walking import MATRIX, every_address

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# What an address is filled in with; `make_contacts` makes these.
VALUES = {"slug": "hillerod", "service_slug": "modtagelsen", "key": "underretning"}
QUESTIONS = [
    "hillerød selvmordsforsøg 15 år",
    "hillerød",
    "kokkedal",
    "aarhus",
    "selvmordsforsøg",
    "underretning",
    "xqz",
]


def public_addresses() -> list[str]:
    """Every address that the permission matrix opens to everybody, filled in, and one page of every type.

    An address nobody can fill in is an error.
    """
    with MATRIX.open(encoding="utf-8") as matrix:
        rows = [row for row in csv.DictReader(matrix) if row["method"] == "GET" and row["anonymous"] == "200"]
    names = {row["address"] for row in rows} - {"health", "wagtail_serve", "newsletters:rss"}
    addresses = []
    for address in every_address():
        if address.row in names and not re.search(r"^admin/|\.(ics|json|vcf|txt)$", address.route):
            filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: VALUES[match[1]], address.route)
            addresses.append(f"/{filled}")
    others = ["/", "/om/", "/was", "/konto/log-ind/", "/konto/opret/", "/findes-ikke/"]
    others += [
        "/temadage/",
        "/temadage/temadagen/",
        "/temadage/afholdt/",
        "/supervision/",
        "/supervision/svaere-sager/",
        "/nyhedsbreve/",
        "/nyhedsbreve/?q=findes+ikke&aar=2026",
        "/nyhedsbreve/nyt-i-november/",
    ]
    return addresses + [f"/kontakter/?q={question}" for question in QUESTIONS] + others


PAGES = public_addresses()


def test_every_page_type_is_among_the_pages_that_are_checked() -> None:
    types = {model.__name__ for model in get_page_models() if model is not WagtailPage}

    # "/", "/om/", and an index with pages below it for each room: a new type needs an example in `make_contacts`
    assert types == {
        "HomePage",
        "ContentPage",
        "ThemeDayIndexPage",
        "ThemeDayPage",
        "SupervisionGroupIndexPage",
        "SupervisionGroupPage",
        "NewsletterIndexPage",
        "IssuePage",
    }


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_breaks_a_rule_of_wcag(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    broken = {}

    for address in PAGES:
        page.goto(site + address)
        results = Axe().run(page, options=WCAG)
        if results.violations_count:
            broken[address] = results.generate_report()

    assert broken == {}


@pytest.mark.parametrize("width", [320, 360, 768, 960, 1366])
def test_no_page_scrolls_sideways(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    wider = {}

    for address in PAGES:
        page.goto(site + address)
        shown = page.evaluate("document.documentElement.scrollWidth")
        if shown > width:
            wider[address] = shown

    assert wider == {}


def test_no_page_makes_the_browser_complain(page: Page, site: str, complaints: list[str]) -> None:
    answers = {address: response.status for address in PAGES if (response := page.goto(site + address))}

    missing = {address for address, status in answers.items() if status == 404}
    assert missing == {"/findes-ikke/", "/was"}
    assert max(answers.values()) == 404
    assert [complaint for complaint in complaints if "404" not in complaint] == []


@pytest.mark.parametrize("address", ["/", "/kontakter/?q=hillerød selvmordsforsøg", "/kontakter/hillerod/modtagelsen/"])
def test_a_page_breaks_no_rule_of_contrast_in_the_dark(page: Page, site: str, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(site + address)

    results = Axe().run(page, options=WCAG)

    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("address", ["/", "/kontakter/hillerod/", "/kontakter/hillerod/modtagelsen/"])
def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, site: str, address: str) -> None:
    # 200 % zoom of 1280 px is a page of 640 px drawn twice as large.
    context = browser.new_context(viewport={"width": 640, "height": 360}, device_scale_factor=2)
    page = context.new_page()

    page.goto(site + address)

    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    context.close()


@pytest.mark.parametrize("address", ["/", "/kontakter/?q=hillerød", "/kontakter/hillerod/modtagelsen/"])
def test_every_link_and_button_is_large_enough_to_hit(page: Page, site: str, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site + address)

    # Links inside a sentence are exempt (WCAG 2.5.8). Chips and breadcrumbs reach 44 px by what is not drawn.
    small = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden])")]
            .filter((e) => e.offsetParent)
            .filter((e) => !e.closest(".visually-hidden, .skip-link, .search-frame, .chips, .breadcrumb, .prose"))
            .filter((e) => !["inline"].includes(getComputedStyle(e).display))
            .filter((e) => e.getBoundingClientRect().height < 43.5 && !e.matches(".call-number, .choice a"))
            .map((e) => e.outerHTML.slice(0, 120))"""
    )

    assert small == []


def test_the_keyboard_sees_where_it_is(page: Page, site: str) -> None:
    page.goto(f"{site}/kontakter/hillerod/modtagelsen/")
    unseen = []

    for _step in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement, block = e.closest(".call") ?? e;
                if (e === document.body) return true;  // past the last one
                return [getComputedStyle(e), getComputedStyle(block)].some((s) => s.outlineStyle !== "none"); }"""
        )
        if not seen:
            unseen.append(page.evaluate("document.activeElement.outerHTML"))

    assert unseen == []


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(page: Page, site: str) -> None:
    page.goto(f"{site}/kontakter/hillerod/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#indhold")).to_be_focused()


def test_a_printed_card_is_one_sheet_with_hours_and_no_state_of_the_moment(page: Page, site: str) -> None:
    page.goto(f"{site}/kontakter/hillerod/modtagelsen/")
    page.emulate_media(media="print")

    expect(page.locator(".call .words").first).to_be_hidden()
    expect(page.locator(".call strong.print-only")).to_be_visible()
    expect(page.locator(".printed")).to_be_visible()
    expect(page.locator(".header")).to_be_hidden()
    assert _sheets(page) == 1


def test_the_sheet_for_the_wall_is_one_sheet_with_a_code_to_the_living_page(page: Page, site: str) -> None:
    page.goto(f"{site}/kontakter/hillerod/udskriv/")
    page.emulate_media(media="print")

    expect(page.locator(".sheet-qr svg")).to_be_visible()
    expect(page.get_by_text("00 48 20 31")).to_be_visible()
    assert _sheets(page) == 1


def _sheets(page: Page) -> int:
    """How many A4 pages Chromium makes of it."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
