"""How long one is logged in, where, and how the others are logged out; and a new address for the same person."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from portal.accounts import sessions
from portal.models import User
from tests.factories import make_user
from tests.portal.accounts.knocking import another_code, ask, code_of, log_in_by_code, write

pytestmark = pytest.mark.django_db
EMAIL = "mette@example.dk"


@pytest.fixture
def user() -> User:
    return make_user(EMAIL)


def test_the_session_gets_a_new_id_at_the_log_in(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    ask(client, EMAIL)
    before = client.session.session_key

    write(client, code_of(mailoutbox[-1]))

    assert client.session.session_key != before
    assert client.session.get("account_login") is None


def test_it_ends_twelve_hours_after_the_log_in_whatever_is_done(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    log_in_by_code(client, mailoutbox, EMAIL)
    end = client.session.get_expiry_date()
    session = client.session
    session["anything"] = 1
    session.save()

    assert timedelta(hours=11, minutes=59) < end - timezone.now() <= timedelta(hours=12)
    assert client.session.get_expiry_date() == end


def test_the_list_shows_where_one_is_logged_in(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0"})
    log_in_by_code(client, mailoutbox, EMAIL)
    log_in_by_code(other, mailoutbox, EMAIL)

    page = client.get("/konto/enheder/").content.decode()

    assert "Edge på Windows" in page
    assert page.count("Denne enhed") == 1


def test_everybody_else_can_be_logged_out(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    other = Client()
    log_in_by_code(other, mailoutbox, EMAIL)
    log_in_by_code(client, mailoutbox, EMAIL)

    client.post("/konto/enheder/")

    assert [browser.get("/konto/").status_code for browser in (client, other)] == [200, 302]


def test_nobody_sees_or_ends_the_sessions_of_somebody_else(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    make_user("anden@example.dk")
    other = Client()
    log_in_by_code(other, mailoutbox, "anden@example.dk")
    log_in_by_code(client, mailoutbox, EMAIL)

    client.post("/konto/enheder/")

    assert other.get("/konto/").status_code == 200


def test_logging_somebody_out_everywhere_ends_each_session(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    log_in_by_code(client, mailoutbox, EMAIL)

    ended = sessions.end_all(user)

    assert (ended, client.get("/konto/").status_code) == (1, 302)
    assert not UserSession.objects.exists()


def test_the_log_out_needs_a_click(client: Client, user: User, mailoutbox: list[EmailMessage]) -> None:
    log_in_by_code(client, mailoutbox, EMAIL)

    shown = client.get("/konto/log-ud/")
    still_in = client.get("/konto/").status_code
    client.post("/konto/log-ud/")

    assert (shown.status_code, still_in, client.get("/konto/").status_code) == (200, 200, 302)


def test_a_new_password_logs_out_the_other_devices_only(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    other, chosen = Client(), "fire ord uden sammenhaeng"
    log_in_by_code(other, mailoutbox, EMAIL)
    log_in_by_code(client, mailoutbox, EMAIL)

    client.post("/konto/adgangskode/vaelg/", {"password1": chosen, "password2": chosen})

    assert [browser.get("/konto/").status_code for browser in (client, other)] == [200, 302]


@pytest.mark.parametrize("path", ["/konto/log-ind/", "/konto/", "/konto/to-trin/", "/konto/enheder/"])
def test_no_page_of_an_account_is_kept_by_a_browser(
    client: Client, user: User, mailoutbox: list[EmailMessage], path: str
) -> None:
    log_in_by_code(client, mailoutbox, EMAIL)

    assert "no-store" in client.get(path).headers["Cache-Control"]


# --- A new address ----------------------------------------------------------------------------------------------------


def test_a_new_address_holds_when_its_code_is_written(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    log_in_by_code(client, mailoutbox, EMAIL)
    client.post("/konto/mail/", {"action_add": "1", "email": "Ny@example.dk"})
    before = User.objects.get(pk=user.pk).email

    response = client.post("/konto/mail/kode/", {"code": code_of(mailoutbox[-1])})

    assert (before, User.objects.get(pk=user.pk).email) == (EMAIL, "ny@example.dk")
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [("ny@example.dk", True)]
    assert response["Location"] == "/konto/mail/"


def test_without_the_right_code_the_old_address_stays(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    log_in_by_code(client, mailoutbox, EMAIL)
    client.post("/konto/mail/", {"action_add": "1", "email": "ny@example.dk"})

    client.post("/konto/mail/kode/", {"code": another_code(code_of(mailoutbox[-1]))})

    assert User.objects.get(pk=user.pk).email == EMAIL


def test_an_address_that_is_taken_cannot_be_had_and_its_owner_hears_of_it(
    client: Client, user: User, mailoutbox: list[EmailMessage]
) -> None:
    make_user("taget@example.dk")
    log_in_by_code(client, mailoutbox, EMAIL)

    client.post("/konto/mail/", {"action_add": "1", "email": "taget@example.dk"})
    client.post("/konto/mail/kode/", {"code": code_of(mailoutbox[-1])})

    assert User.objects.get(pk=user.pk).email == EMAIL
    assert mailoutbox[-1].to == ["taget@example.dk"]
