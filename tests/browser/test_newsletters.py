"""Newsletters in a real browser: getting them, choosing among them, getting out; also without scripts."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from newsletters.confirming import Wish, confirm_url
from newsletters.links import preferences_url, unsubscribe_url
from portal import consents
from portal.mail.models import Delivery
from portal.models import User
from tests.browser.test_themedays import WIDTHS, log_in, readable, tab_to
from tests.newsletters.factories import make_issue, make_sending, make_subscriber, make_topic

EMAIL = "ida.lund@example.dk"


@pytest.fixture
def reader(site: str) -> User:
    """Somebody who has got a newsletter, and has two topics to choose among."""
    make_topic("Forskning", description="Nye undersøgelser, kort fortalt.")
    return make_subscriber("mette.holm@example.dk")


@pytest.fixture
def token(reader: User) -> str:
    sending = make_sending(make_issue(topic=make_topic("Temadage")), [reader], status="done")
    return Delivery.objects.get(mailing=sending.mailing).token


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def browsing(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A page with scripts, and one without."""
    context = browser.new_context(java_script_enabled=request.param, locale="da-DK")
    yield context.new_page()
    context.close()


def at(site: str, url: str) -> str:
    """An address of a mail, at the server that runs here."""
    return url.replace(settings.SITE_URL, site)


def gets_newsletters(email: str) -> bool:
    return consents.has_given(User.objects.get(email=email), "newsletter")


def test_subscribing_takes_an_address_and_two_presses(browsing: Page, site: str, reader: User) -> None:
    browsing.goto(f"{site}/nyhedsbreve/tilmeld/")
    browsing.get_by_label("Din mailadresse").fill(EMAIL)
    browsing.get_by_role("button", name="Send mig mailen").click()
    expect(browsing.get_by_role("heading", name="Kig i din mail")).to_be_visible()
    link = re.search(r"http\S+", Delivery.objects.get(email=EMAIL).text)
    assert link is not None

    browsing.goto(at(site, link[0]))
    browsing.get_by_role("button", name="Ja tak, send mig nyhedsbreve").click()

    expect(browsing.get_by_role("heading", name="Du får nyhedsbrevene")).to_be_visible()
    assert gets_newsletters(EMAIL)


def test_unsubscribing_is_one_press_and_so_is_the_way_back(browsing: Page, site: str, reader: User, token: str) -> None:
    browsing.goto(at(site, unsubscribe_url(token)))
    browsing.get_by_role("button", name="Stop nyhedsbreve").click()
    expect(browsing.get_by_role("heading", name="Du får ikke flere nyhedsbreve")).to_be_visible()
    assert not gets_newsletters(reader.email)

    browsing.get_by_role("button", name="Send mig nyhedsbreve igen").click()

    expect(browsing.get_by_role("status")).to_have_text("Du får nyhedsbreve igen.")
    assert gets_newsletters(reader.email)


def test_topics_are_chosen_behind_the_link_of_a_mail(browsing: Page, site: str, reader: User, token: str) -> None:
    browsing.goto(at(site, preferences_url(token)))
    browsing.get_by_label("Forskning").uncheck()

    browsing.get_by_role("button", name="Gem").click()

    expect(browsing.get_by_role("status")).to_have_text("Dit valg er gemt.")
    expect(browsing.get_by_label("Forskning")).not_to_be_checked()
    assert list(reader.subscriptions.values_list("topic__name", "is_on")) == [("Forskning", False)]


def test_the_same_on_my_page(page: Page, site: str, reader: User, complaints: list[str]) -> None:
    log_in(page, site, reader)
    page.goto(f"{site}/min/")
    page.get_by_role("link", name="Vælg nyhedsbreve").click()

    page.get_by_role("button", name="Stop alle nyhedsbreve").click()

    expect(page.get_by_role("status")).to_have_text("Du får ikke flere nyhedsbreve.")
    assert not gets_newsletters(reader.email)
    assert complaints == []


def test_the_keyboard_alone_gets_one_out(page: Page, site: str, reader: User, token: str) -> None:
    page.goto(at(site, unsubscribe_url(token)))

    tab_to(page, "Stop nyhedsbreve")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Du får ikke flere nyhedsbreve")).to_be_visible()
    assert not gets_newsletters(reader.email)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_for_everybody(
    page: Page, site: str, width: int, scheme: str, *, reader: User, token: str, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    log_in(page, site, reader)
    now = timezone.now()
    for name, address in {
        "subscribe": f"{site}/nyhedsbreve/tilmeld/",
        "confirm": at(site, confirm_url(Wish(EMAIL), now=now)),
        "over": at(site, confirm_url(Wish(EMAIL), now=now - timedelta(days=8))),
        "unsubscribe": at(site, unsubscribe_url(token)),
        "unknown": at(site, unsubscribe_url("x" * 20)),
        "preferences": at(site, preferences_url(token)),
        "mine": f"{site}/min/nyhedsbreve/",
    }.items():
        page.goto(address)
        readable(page, name)
    page.get_by_role("button", name="Stop alle nyhedsbreve").click()
    readable(page, "stopped")
    page.goto(at(site, unsubscribe_url(token)))
    readable(page, "unsubscribed")
    page.goto(f"{site}/nyhedsbreve/tilmeld/")
    page.get_by_role("button", name="Send mig mailen").click()
    readable(page, "an empty form")
    assert [line for line in complaints if "404" not in line and "422" not in line] == []
