"""The way of a mail program that unsubscribes for its reader, walked over HTTP."""

from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from newsletters.links import list_headers
from portal.mail.checking.doors import check_one_click
from portal.mail.models import Delivery
from portal.models import Consent
from tests.portal.mail.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redirecting() -> Iterator[str]:
    """A web server in front that sends everybody elsewhere."""

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(301)
            self.send_header("Location", "https://www.portal.example/")
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_one_click_reaches_the_portal_and_changes_nothing(
    live_server: LiveServer, settings: Settings, nu: datetime
) -> None:
    settings.SITE_URL = live_server.url

    found = check_one_click(list_headers(), nu)

    assert found.state == "fine", found.words
    assert not Delivery.objects.exists()
    assert not Consent.objects.exists()


def test_a_redirect_on_the_way_is_missing(redirecting: str, settings: Settings, nu: datetime) -> None:
    settings.SITE_URL = redirecting

    found = check_one_click(list_headers(), nu)

    assert (found.state, "301" in found.words) == ("missing", True)
    assert not Delivery.objects.exists()


def test_a_portal_that_cannot_be_reached_is_missing(settings: Settings, nu: datetime) -> None:
    settings.SITE_URL = f"http://127.0.0.1:{free_port()}"

    assert check_one_click(list_headers(), nu).state == "missing"


def test_a_message_without_the_header_is_missing(settings: Settings, nu: datetime) -> None:
    assert check_one_click({}, nu).state == "missing"
