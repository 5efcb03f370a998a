"""Codes against a real mail server: sent while one waits; when it fails, a calm page and nothing in the log."""

import logging
import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from tests.factories import make_user
from tests.portal.accounts.knocking import CODE, SIGN_UP, ask, is_logged_in, sign_up, write
from tests.portal.accounts.smtp import Manner, hangs, mail_server, refuses, takes

pytestmark = pytest.mark.django_db


def use(settings: Settings, port: int) -> None:
    """Let codes go by this server, which is given up after a second."""
    options = {"host": "127.0.0.1", "port": port, "timeout": 1}
    codes = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    settings.MAILERS = settings.MAILERS | {"codes": codes}


def test_the_code_is_with_the_mail_server_before_the_page_comes(client: Client, settings: Settings) -> None:
    make_user("mette@example.dk")

    with mail_server(takes) as (port, taken):
        use(settings, port)
        response = ask(client, "mette@example.dk")
        taken_by_then = list(taken)

    assert response["Location"] == CODE
    (mail,) = taken_by_then
    assert "To: mette@example.dk" in mail
    assert re.search(r"^\d{6}$", mail, re.MULTILINE)


@pytest.mark.parametrize("manner", [refuses, hangs])
@pytest.mark.parametrize("way", [ask, sign_up])
def test_a_mail_server_that_fails_gives_a_calm_page_with_a_way_on(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture, manner: Manner, way: type[ask]
) -> None:
    caplog.set_level(logging.DEBUG, "portal")
    caplog.set_level(logging.INFO)

    with mail_server(manner) as (port, _taken):
        use(settings, port)
        response = way(client, "mette@example.dk", next="/kontakter/")

    page = response.content.decode()
    assert response.status_code == 503
    assert "Mailen kunne ikke sendes" in page
    assert '<input type="hidden" name="next" value="/kontakter/">' in page
    assert "mette" not in caplog.text
    assert re.search(r"\b\d{6}\b", caplog.text) is None


def test_trying_again_after_a_failed_sign_up_gets_one_in(
    client: Client, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    works = settings.MAILERS
    with mail_server(refuses) as (port, _taken):
        use(settings, port)
        sign_up(client, "ny@example.dk")
    settings.MAILERS = works

    response = sign_up(client, "ny@example.dk")
    write(client, re.findall(r"^\d{6}$", str(mailoutbox[-1].body), re.MULTILINE)[0])

    assert response["Location"] == CODE
    assert is_logged_in(client)


def test_no_server_at_all_is_the_same_calm_page(client: Client, settings: Settings) -> None:
    use(settings, 1)

    assert client.post(SIGN_UP, {"email": "ny@example.dk", "telefon_2": ""}).status_code == 503


def test_the_page_that_tries_again_does_not_carry_a_password(client: Client, settings: Settings) -> None:
    make_user("mette@example.dk")
    use(settings, 1)

    page = client.post("/konto/log-ind/", {"login": "mette@example.dk", "password": ""}).content.decode()

    assert 'name="login" value="mette@example.dk"' in page
    assert 'name="password"' not in page
