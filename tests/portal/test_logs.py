"""No log line keeps what somebody typed."""

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import path

from portal.logs import CarefulFormatter, strip_private
from portal.urls import urlpatterns as portal_addresses

pytestmark = pytest.mark.django_db  # the error pages know the network's name
TYPED = "anders+and+010203-1234"


def explode(_request: object) -> None:
    """A view that fails with what was typed in its mouth."""
    try:
        int("Anders And 010203-1234")
    except ValueError as error:
        raise RuntimeError("DETAIL: Key (text)=(Anders And 010203-1234)") from error


handler400 = "portal.views.bad_request"
urlpatterns = [path("eksploderer/", explode), *portal_addresses]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the portal's own handler writes, at every level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(CarefulFormatter("{asctime} {levelname} {name} {message}", style="{"))
    root, django = logging.getLogger(), logging.getLogger("django")
    levels = root.level, django.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    django.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(levels[0])
    django.setLevel(levels[1])


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_fails_logs_where_and_not_what(lines: io.StringIO) -> None:
    Client(raise_request_exception=False).get(f"/eksploderer/?q={TYPED}")

    text = lines.getvalue()
    assert "builtins.RuntimeError" in text
    assert "in explode" in text
    assert "anders" not in text.lower()
    assert "0102" not in text


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_is_not_there_logs_its_address_without_the_question(lines: io.StringIO) -> None:
    Client().get(f"/findes-ikke/?q={TYPED}")

    assert "Not Found: /findes-ikke/\n" in lines.getvalue()


@override_settings(ROOT_URLCONF=__name__)
def test_a_number_in_the_address_itself_is_not_logged_either(lines: io.StringIO) -> None:
    Client().get("/kontakter/010203-1234/")

    assert "0102" not in lines.getvalue()


@override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["portal.example"])
def test_a_bad_host_logs_no_question(lines: io.StringIO) -> None:
    Client(headers={"host": "angriber.example"}).get(f"/?q={TYPED}")

    assert "angriber.example" in lines.getvalue()
    assert "anders" not in lines.getvalue()


def test_the_development_server_logs_no_question() -> None:
    assert strip_private(f'"GET /kontakter/?q={TYPED} HTTP/1.1" 200 1234') == '"GET /kontakter/ HTTP/1.1" 200 1234'


def test_every_handler_writes_through_the_careful_formatter() -> None:
    configured = settings.LOGGING

    assert {handler["formatter"] for handler in configured["handlers"].values()} == {"careful"}
    assert [logger for logger in configured["loggers"].values() if logger.get("handlers")] == []


def test_nothing_is_mailed_to_administrators() -> None:
    logging.config.dictConfig(settings.LOGGING)

    names = ["", "django", "django.request", "django.security", "django.server", *logging.root.manager.loggerDict]
    handlers = {type(handler).__name__ for name in names for handler in logging.getLogger(name).handlers}
    assert "AdminEmailHandler" not in handlers
