"""A real Chromium against the running portal, with invented contacts."""

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, Response
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from directory.contacts import search_rows
from portal.models import ContentPage, HomePage
from tests.factories import (
    make_fallback_step,
    make_function,
    make_municipality,
    make_participation,
    make_person,
    make_service,
    make_service_person,
    make_subject,
)
from tests.newsletters.factories import make_issue
from tests.supervision.factories import make_group, make_group_page
from tests.themedays.factories import make_theme_day, make_venue

# Playwright's loop runs in this thread; Django takes that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
QUESTION = "hillerød selvmordsforsøg 15 år"
NUMBER = "00 48 20 31"
ISSUE_BODY = [
    ("heading", "Ring først"),
    ("text", "<p>Det er hurtigere end at skrive.</p><ul><li>Spørg, hvem der ringer tilbage.</li></ul>"),
    ("quote", {"text": "Det krævede en fast tid i kalenderen.", "source": "Leder af en modtagelse"}),
    ("resource", {"title": "Skabelon", "text": "På én side.", "document": None, "url": "https://example.org/"}),
    ("callout", "<p>Ring 112, hvis der er fare for liv.</p>"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests skip on a laptop; where CI is set they fail, so that nobody believes they ran."""
    for item in items:
        if item.path.parent.name != "browser":
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db)
        # Chromium's connections come and go while the suite's one connection to the database stays open: a thread of
        # the server that ends after the last test may no longer close it, and says so.
        item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
        item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"))
        if not CHROMIUM and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or set CHROMIUM to its path"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium; root, as in a container, has no sandbox."""
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"args": args} | ({"executable_path": CHROMIUM} if CHROMIUM else {})


@pytest.fixture(scope="session")
def base_url() -> str:
    """None: the tests write whole addresses. The plugin's own fixture warns on this pytest."""
    return ""


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A ward's PC."""
    return browser_context_args | {"viewport": {"width": 1366, "height": 768}, "locale": "da-DK"}


def make_contacts() -> None:
    """Hillerød with an intake that never closes, its deputy, one milder offer and a page of text."""
    municipality = make_municipality("Hillerød", phone="00 48 20 00")
    make_participation(municipality)
    intake = make_service(
        municipality,
        make_function("modtagelse"),
        name="Modtagelsen for børn og unge",
        slug="modtagelsen",
        phone=NUMBER,
        hours="døgn",
        ages=(0, 17),
        for_whom="selvmordsforsøg, selvmordstanker, alvorlig selvskade",
        not_for="unge, der er fyldt 18 år",
        secure_note="Digital Post til Hillerød Kommune.",
        expect="24 timer | Kommunen har vurderet, om det haster",
        have_ready="Barnets adresse",
        content=[("heading", "Sådan foregår det"), ("text", "<p>Vi ringer først.</p>")],
    )
    make_fallback_step(intake, "Stedfortræderen", hours="man-fre 08:00-15:00")
    make_service_person(intake, make_person("Bo Hansen", municipality, "afsnitsleder"), role="contact")
    make_service(
        municipality, make_function("ppr"), name="PPR", slug="ppr", hours="man-fre 08:00-15:00", phone="00482105"
    )
    make_subject("Selvmordsforsøg", words="selvmordsforsøg", is_urgent=True)
    HomePage.objects.get().add_child(
        instance=ContentPage(title="Om netværket", slug="om", show_in_menus=True, body=[("text", "<p>Hvem vi er.</p>")])
    )
    make_theme_day("Unge og selvskade", timezone.now() + timedelta(days=30), slug="temadagen", audience="Lærere")
    make_theme_day("Sorg i klassen", timezone.now() - timedelta(days=30), slug="afholdt", venue=make_venue())
    make_group(page=make_group_page("Svære sager", slug="svaere-sager"))
    make_issue("Nyt i november", slug="nyt-i-november", body=ISSUE_BODY)
    search_rows.refresh_all()


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of the running portal.

    It serves out of the suite's own in-memory connection, so one transaction around everything is seen by every
    request and leaves nothing behind; the plugin's `live_server` would empty and refill the database for each test.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        make_contacts()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        transaction.set_rollback(True)


@pytest.fixture
def complaints(page: Page, site: str) -> list[str]:
    """What the browser complains of while the test runs: errors, blocked content, requests to somebody else."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else found.append(request.url))
    return found


@pytest.fixture
def transferred(page: Page) -> Callable[[], int]:
    """How many bytes the browser has been sent: pages as they are, other files compressed, as WhiteNoise does."""
    responses: list[Response] = []

    def remember(response: Response) -> None:  # Playwright cannot keep hold of a method of a list
        responses.append(response)

    page.on("response", remember)

    def count() -> int:
        total = 0
        for response in responses:
            body = response.body()
            total += len(body) if "text/html" in response.headers["content-type"] else len(gzip.compress(body))
        return total

    return count
