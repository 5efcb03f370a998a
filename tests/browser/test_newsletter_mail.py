"""The mail itself in a browser: readable by day, in the dark, on the narrowest phone, and without images."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from newsletters.rendering import render_without_slots
from tests.browser.test_pages import WCAG
from tests.newsletters.test_blocks import issue_with_all

ADDRESS = "https://mail.example/"


@pytest.fixture
def mail(page: Page, site: str) -> Page:
    """A mail with every block, as a mail program would show it; its images come from nowhere."""
    html = render_without_slots(issue_with_all()).html

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page.route("**/*", answer)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 720])
def test_every_text_has_enough_contrast_and_no_rule_of_wcag_is_broken(mail: Page, scheme: str, width: int) -> None:
    mail.set_viewport_size({"width": width, "height": 900})
    mail.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    mail.goto(ADDRESS)

    results = Axe().run(mail, options={"runOnly": {"type": "tag", "values": WCAG["runOnly"]["values"]}})  # type: ignore[index]

    assert results.violations_count == 0, results.generate_report()
    # what axe could not decide would be text over an image, and there is none
    assert [rule["id"] for rule in results.response["incomplete"] if rule["id"] == "color-contrast"] == []


def test_the_dark_is_really_dark(mail: Page) -> None:
    mail.emulate_media(color_scheme="dark")
    mail.goto(ADDRESS)

    paint = mail.evaluate("getComputedStyle(document.body).backgroundColor")

    assert paint == "rgb(18, 25, 27)"


@pytest.mark.parametrize("width", [320, 360, 720])
def test_the_mail_does_not_scroll_sideways(mail: Page, width: int) -> None:
    mail.set_viewport_size({"width": width, "height": 900})
    mail.goto(ADDRESS)

    assert mail.evaluate("document.documentElement.scrollWidth") == width


def test_without_images_their_words_stand_there(mail: Page) -> None:
    mail.goto(ADDRESS)

    expect(mail.get_by_alt_text("Havnen i tåge")).to_be_visible()


def test_the_mail_asks_nobody_for_anything_but_its_images(mail: Page) -> None:
    asked: list[str] = []
    mail.on("request", lambda request: asked.append(request.url))

    mail.goto(ADDRESS)

    assert [url for url in asked if url != ADDRESS and not url.startswith(settings.SITE_URL)] == []
    assert len(asked) == 2
