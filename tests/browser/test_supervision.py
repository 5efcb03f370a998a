"""Supervision in a real browser: from asking for a seat to the paper about the hours, readable at every step."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from portal.models import User
from supervision.links import answer_url
from supervision.models import Group, Seat, Session, SessionAttendance
from tests.browser.test_themedays import WIDTHS, readable, tab_to
from tests.conftest import LogIn
from tests.supervision.factories import (
    make_attendance,
    make_group,
    make_group_page,
    make_person,
    make_seat,
    make_session,
    make_supervisor,
)

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def enter(site: str, log_in: LogIn) -> "Enter":
    return Enter(site, log_in)


class Enter:
    """Gives a browser somebody's log-in."""

    def __init__(self, site: str, log_in: LogIn) -> None:
        self._host = urlsplit(site).hostname
        self._log_in = log_in

    def __call__(self, page: Page, user: User | None) -> None:
        assert user is not None
        client = Client()
        self._log_in(client, user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": str(self._host), "path": "/"}
        page.context.clear_cookies()
        page.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.fixture
def group(site: str) -> Group:
    """A group with two members, a session that was yesterday and one to come."""
    group = make_group(page=make_group_page("Angst hos unge", slug="angst-hos-unge", how_to_join="Søg her."))
    make_supervisor(group)
    members = [make_seat(group, make_person(name)) for name in ("Bo Dal", "Eva Lind")]
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    held = make_session(group, now - timedelta(days=30), state="held", supervisor=group.supervisors.get())
    for seat in members:
        make_attendance(held, seat)
    Seat.objects.filter(group=group).update(starts_on=(now - timedelta(days=60)).date())
    make_session(group, now - timedelta(days=1))
    make_session(group, now + timedelta(days=20))
    return group


def supervisor_of(group: Group) -> User | None:
    return group.supervisors.get().user


def yesterday(group: Group) -> Session:
    return group.sessions.filter(starts_at__lt=timezone.now(), state="planned").get()


def test_from_a_request_to_the_paper(page: Page, site: str, group: Group, enter: Enter, complaints: list[str]) -> None:
    asking = make_person("Mette Holm")
    enter(page, asking)
    page.goto(f"{site}/supervision/angst-hos-unge/")
    page.get_by_role("link", name="Søg om plads").click()
    page.get_by_label("Hvorfor vil du gerne være med?").fill("Jeg savner et sted at tænke sammen.")
    page.get_by_role("button", name="Søg om plads").click()
    expect(page.get_by_role("heading", name="Supervisor svarer dig")).to_be_visible()

    page.set_viewport_size(PHONE)
    enter(page, supervisor_of(group))
    page.goto(f"{site}/rediger/supervision/{group.pk}/ansoegninger/")
    page.get_by_role("button", name="Ja, velkommen").click()
    expect(page.get_by_text("Mette Holm er med i gruppen.")).to_be_visible()
    Seat.objects.filter(user=asking).update(starts_on=timezone.localdate() - timedelta(days=2))

    page.goto(f"{site}/rediger/supervision/{group.pk}/moeder/")
    page.get_by_role("link", name="Hvem var der?").click()
    page.get_by_label("Bo Dal", exact=False).first.uncheck()
    page.get_by_label("Minutter, Mette Holm").fill("95")
    page.get_by_role("button", name="Gem fremmødet").click()
    expect(page.get_by_text("2 af 3 medlemmer var der")).to_be_visible()

    enter(page, asking)
    page.goto(f"{site}/supervision/gruppe/{group.pk}/timer/")
    page.get_by_role("link", name="Foreløbig oversigt").click()
    expect(page.get_by_text("1 time og 35 minutter ved ét møde")).to_be_visible()
    pdf = page.request.get(f"{site}{page.get_by_role('link', name='Hent som PDF').get_attribute('href')}")

    assert pdf.body().startswith(b"%PDF")
    assert complaints == []


def test_one_line_and_one_thumb_for_each_who_was_there(page: Page, site: str, group: Group, enter: Enter) -> None:
    page.set_viewport_size(PHONE)
    enter(page, supervisor_of(group))

    page.goto(f"{site}/rediger/supervision/{group.pk}/moede/{yesterday(group).pk}/fremmoede/")

    boxes = page.locator(".attendance li").evaluate_all(
        """(rows) => rows.map((row) => {
            const [tick, minutes] = row.querySelectorAll("input");
            return [row.querySelector("label").offsetHeight >= 44, minutes.offsetHeight >= 44,
                    Math.abs(tick.getBoundingClientRect().y - minutes.getBoundingClientRect().y) < 30];
        })"""
    )
    assert boxes == [[True, True, True]] * 2


def test_without_scripts_a_faulty_number_of_minutes_keeps_what_was_ticked(
    browser: Browser, site: str, group: Group, enter: Enter
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    enter(page, supervisor_of(group))
    page.goto(f"{site}/rediger/supervision/{group.pk}/moede/{yesterday(group).pk}/fremmoede/")
    page.get_by_label("Eva Lind", exact=False).first.uncheck()
    page.get_by_label("Minutter, Bo Dal").fill("999")

    page.get_by_role("button", name="Gem fremmødet").click()

    expect(page.get_by_label("Minutter, Bo Dal")).to_have_value("999")
    expect(page.get_by_label("Eva Lind", exact=False).first).not_to_be_checked()
    assert SessionAttendance.objects.filter(session=yesterday(group)).count() == 0
    context.close()


def test_a_member_says_no_with_the_keyboard_alone(page: Page, site: str, group: Group, enter: Enter) -> None:
    seat = group.seats.active()[0]
    enter(page, seat.user)
    page.goto(f"{site}/supervision/gruppe/{group.pk}/")

    tab_to(page, "Meld afbud")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Tak. Vi har noteret det.")).to_be_visible()
    assert seat.answers.get().answer == "absent"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_of_a_member_is_readable_for_everybody(
    page: Page, site: str, width: int, scheme: str, *, group: Group, enter: Enter, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    seat = group.seats.active()[0]
    groups = {state: make_group(page=make_group_page(state, slug=state), state=state) for state in ("paused", "closed")}
    full = make_group(page=make_group_page("Fuld", slug="fuld"), size_max=1)
    make_seat(full)
    at = f"{site}/supervision"
    addresses = [f"{at}/", f"{at}/angst-hos-unge/", f"{at}/fuld/", *(f"{at}/{state}/" for state in groups)]
    own = f"{at}/gruppe/{group.pk}"
    addresses += [f"{own}/", f"{own}/forlad/", f"{own}/timer/", f"{own}/timer/oversigt/1/", f"{site}/min/"]
    addresses += [f"{at}/gruppe/{full.pk}/soeg/"]
    addresses += [answer_url(group.sessions.latest("starts_at"), seat).replace(settings.SITE_URL, site)]
    enter(page, seat.user)

    for address in addresses:
        page.goto(address)
        readable(page, address)

    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_of_a_supervisor_is_readable_for_everybody(
    page: Page, site: str, width: int, scheme: str, *, group: Group, enter: Enter, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    make_seat(group, state="requested", motivation="Jeg savner et sted at tænke sammen.")
    make_seat(group, state="waiting")
    seat, ahead = group.seats.active()[0], group.sessions.latest("starts_at")
    at = f"{site}/rediger/supervision"
    own = f"{at}/{group.pk}"
    enter(page, supervisor_of(group))

    for path in (
        f"{at}/",
        f"{own}/",
        f"{own}/ansoegninger/",
        f"{own}/moeder/",
        f"{own}/moeder/nye/",
        f"{own}/moede/{ahead.pk}/",
        f"{own}/moede/{yesterday(group).pk}/fremmoede/",
        f"{own}/medlem/{seat.pk}/",
        f"{own}/medlem/{seat.pk}/timer/",
        f"{own}/medlem/{seat.pk}/timer/oversigt/1/",
    ):
        page.goto(path)
        readable(page, path)

    page.goto(f"{own}/moeder/nye/")
    page.get_by_role("button", name="Se datoerne").click()
    readable(page, "the dates before they are saved")
    page.get_by_label("Hvor mange gange").fill("99")
    page.get_by_role("button", name="Se datoerne").click()
    readable(page, "too many dates")
    assert [line for line in complaints if "422" not in line] == []
