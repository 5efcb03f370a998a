"""The look-up in a nurse's hands: typing, the keyboard, without scripts, on a phone."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NUMBER, QUESTION

LARGEST_FIRST_VIEW = 40_000  # bytes


def test_the_number_stands_there_while_the_reader_types(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(site)
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    started = time.monotonic()

    field.press_sequentially(QUESTION)
    typed = time.monotonic()
    number = page.locator("a.call-number", has_text=NUMBER)
    expect(number).to_be_visible()
    shown = time.monotonic()

    print(f"first key to number: {shown - started:.2f} s, last key to number: {shown - typed:.2f} s")  # noqa: T201
    assert number.get_attribute("href") == "tel:+4500482031"
    assert complaints == []


def test_the_arrow_keys_go_from_the_box_to_the_number_and_back(page: Page, site: str) -> None:
    page.goto(site)
    field = page.get_by_role("searchbox")
    field.fill(QUESTION)
    number = page.locator("a.call-number", has_text=NUMBER)
    expect(number).to_be_visible()

    page.keyboard.press("ArrowDown")
    expect(number).to_be_focused()
    page.keyboard.press("ArrowUp")

    expect(field).to_be_focused()


def test_enter_opens_the_link_that_the_arrow_keys_chose(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").fill("hillerød")
    chosen = page.locator("#svar .row .title a").first
    expect(chosen).to_be_visible()

    page.keyboard.press("ArrowDown")
    expect(chosen).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/kontakter/hillerod/modtagelsen/$"))


def test_enter_in_the_box_answers_at_once(page: Page, site: str) -> None:
    page.goto(f"{site}/kontakter/")
    page.get_by_role("searchbox").fill(QUESTION)

    page.keyboard.press("Enter")

    expect(page.locator("a.call-number", has_text=NUMBER)).to_be_visible()


def test_slash_finds_the_box_and_escape_empties_it(page: Page, site: str) -> None:
    page.goto(f"{site}/kontakter/?q=hillerød")
    field = page.get_by_role("searchbox")
    page.get_by_role("link", name="Personer").first.focus()

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")

    expect(field).to_have_value("")
    expect(page.locator("#svar .places")).to_be_visible()


def test_a_chip_takes_its_word_out_of_the_question(page: Page, site: str) -> None:
    page.goto(f"{site}/kontakter/?q={QUESTION}")

    page.locator(".chip", has_text="15 år").click()

    expect(page.get_by_role("searchbox")).to_have_value("hillerød selvmordsforsøg")
    expect(page.locator(".chip", has_text="15 år")).to_have_count(0)


def test_a_screen_reader_is_told_what_was_found(page: Page, site: str) -> None:
    page.goto(site)

    page.get_by_role("searchbox").fill(QUESTION)

    expect(page.locator("#svar-status")).to_contain_text("Modtagelsen for børn og unge")


def test_a_cpr_number_leaves_the_box_and_the_address(page: Page, site: str) -> None:
    page.goto(site)

    page.get_by_role("searchbox").fill("hillerød 120305-1234")

    expect(page.locator("[data-private]")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("hillerød")
    assert "1234" not in page.url


def test_the_way_back_from_a_card_leads_to_the_answer(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").fill(QUESTION)
    page.locator("#svar .card-foot a").first.click()
    expect(page.locator("h1.card-title")).to_be_visible()

    page.go_back()

    expect(page.locator("a.call-number", has_text=NUMBER)).to_be_visible()


def test_without_scripts_the_form_leads_to_the_same_number(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)

    page.get_by_role("searchbox").fill(QUESTION)
    page.locator(".search button").click()

    expect(page.locator("a.call-number", has_text=NUMBER)).to_be_visible()
    context.close()


def test_without_scripts_the_card_can_be_copied_and_the_menu_opened(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/kontakter/hillerod/modtagelsen/")

    page.locator(".plain-text summary").click()
    page.locator(".menu summary").click()

    expect(page.locator(".plain-text textarea")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_hidden()
    expect(page.locator(".menu a").first).to_be_visible()
    context.close()


def test_one_button_copies_the_card_as_text(browser: Browser, site: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/kontakter/hillerod/modtagelsen/")

    page.locator("[data-copy]").click()

    expect(page.locator("[data-copy]")).to_have_text("Kopieret")
    assert NUMBER in page.evaluate("navigator.clipboard.readText()")
    context.close()


def test_the_first_view_of_the_front_page_is_small(page: Page, site: str, transferred: Callable[[], int]) -> None:
    page.goto(site, wait_until="networkidle")

    size = transferred()

    print(f"first view: {size / 1000:.1f} kB")  # noqa: T201
    assert size <= LARGEST_FIRST_VIEW


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 740)])
def test_the_number_that_answers_now_is_on_the_first_screen(page: Page, site: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})

    page.goto(f"{site}/kontakter/hillerod/modtagelsen/")

    box = page.locator("a.call-number").first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= height


def test_the_number_that_answers_now_is_the_largest_thing_on_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}/kontakter/?q={QUESTION}")

    largest = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((e) => e.offsetParent && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
            .toSorted((a, b) => parseFloat(getComputedStyle(b).fontSize) - parseFloat(getComputedStyle(a).fontSize))[0]
            .textContent.trim()"""
    )

    assert largest == NUMBER
