"""Log-in by code and by password, and sign-up: where one lands, and what a stranger learns of it (nothing)."""

import logging
import re

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

from portal.models import User
from tests.factories import make_user
from tests.portal.accounts.knocking import (
    CODE,
    LOG_IN,
    SIGN_UP,
    another_code,
    ask,
    code_of,
    is_logged_in,
    log_in_by_code,
    sign_up,
    write,
)

pytestmark = pytest.mark.django_db
PASSWORD = "fire ord uden sammenhaeng"


def test_a_code_from_the_mail_logs_in_on_the_second_screen(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_user("mette@example.dk")

    response = log_in_by_code(client, mailoutbox, "mette@example.dk")

    assert response["Location"] == "/min/"
    assert is_logged_in(client)


def test_the_code_confirms_the_address_of_somebody_from_a_list(client: Client, mailoutbox: list[EmailMessage]) -> None:
    user = make_user("mette@example.dk")

    log_in_by_code(client, mailoutbox, "mette@example.dk")

    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("mette@example.dk", True, True)


@pytest.mark.parametrize("typed", ["METTE@example.dk", "  mette@Example.DK "])
def test_an_address_may_be_spelled_in_any_way(client: Client, mailoutbox: list[EmailMessage], typed: str) -> None:
    make_user("mette@example.dk")

    ask(client, typed)

    assert mailoutbox[-1].to == ["mette@example.dk"]


def test_a_wrong_code_lets_nobody_in_and_says_so_in_words(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_user("mette@example.dk")
    ask(client, "mette@example.dk")

    response = write(client, another_code(code_of(mailoutbox[-1])))

    assert "Koden passer ikke" in response.content.decode()
    assert not is_logged_in(client)


def test_a_code_works_once(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_user("mette@example.dk")
    log_in_by_code(client, mailoutbox, "mette@example.dk")
    code = code_of(mailoutbox[-1])
    client.post("/konto/log-ud/")

    ask(client, "mette@example.dk")
    mailoutbox[-1].body = ""
    write(client, code)

    assert not is_logged_in(client)


def test_a_new_code_makes_the_old_one_worthless(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_user("mette@example.dk")
    ask(client, "mette@example.dk")
    client.post(CODE, {"action": "resend"})
    old, new = (code_of(mail) for mail in mailoutbox)

    write(client, old)
    was_let_in = is_logged_in(client)
    write(client, new)

    assert (was_let_in, is_logged_in(client)) == (False, True)


def test_the_mail_comes_from_the_network_and_has_the_code_on_its_own_line(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    make_user("mette@example.dk")

    ask(client, "mette@example.dk")

    mail = mailoutbox[-1]
    assert mail.from_email == "Brobygger <portal@localhost>"
    assert mail.subject == "Din kode til Brobygger"
    assert code_of(mail).isdigit()
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


# --- Sign-up ----------------------------------------------------------------------------------------------------------


def test_signing_up_makes_a_confirmed_account_and_leads_to_the_profile(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_up(client, "Ny@RØDE-kors.example.dk")

    response = write(client, code_of(mailoutbox[-1]))

    user = User.objects.get(email="ny@xn--rde-kors-54a.example.dk")
    assert response["Location"] == "/min/profil/"
    assert EmailAddress.objects.get(user=user).verified
    assert not user.has_usable_password()


def test_where_one_was_going_survives_the_sign_up(client: Client, mailoutbox: list[EmailMessage]) -> None:
    page = sign_up(client, "ny@example.dk", next="/kontakter/?q=1")["Location"]

    shown = client.get(page).content.decode()
    response = write(client, code_of(mailoutbox[-1]), next="/kontakter/?q=1")

    assert '<input type="hidden" name="next" value="/kontakter/?q=1">' in shown
    assert response["Location"] == "/min/profil/?next=%2Fkontakter%2F%3Fq%3D1"


def test_where_one_was_going_survives_the_log_in(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_user("mette@example.dk")

    response = log_in_by_code(client, mailoutbox, "mette@example.dk", next="/kontakter/personer/")

    assert response["Location"] == "/kontakter/personer/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "\\\\evil.example", "https:evil"])
def test_nobody_is_sent_to_another_host(client: Client, mailoutbox: list[EmailMessage], target: str) -> None:
    make_user("mette@example.dk")

    response = log_in_by_code(client, mailoutbox, "mette@example.dk", next=target)

    assert response["Location"] == "/min/"


def test_who_gave_up_half_way_can_begin_again(client: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(client, "ny@example.dk")

    sign_up(Client(), "ny@example.dk")
    again = Client()
    sign_up(again, "ny@example.dk")
    write(again, code_of(mailoutbox[-1]))

    assert is_logged_in(again)
    assert User.objects.filter(email="ny@example.dk").count() == 1


def test_a_robot_that_fills_in_the_trap_makes_no_account_and_sends_no_mail(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    response = client.post(SIGN_UP, {"email": "robot@example.dk", "telefon_2": "12345678"})

    assert response["Location"] == CODE
    assert mailoutbox == []
    assert not User.objects.filter(email="robot@example.dk").exists()


# --- What a stranger learns -------------------------------------------------------------------------------------------


def without_what_differs(page: str, email: str) -> str:
    """A page without its form token and the address that was typed."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "ADDRESS")


def journey(path: str, field: str, email: str) -> tuple[int, str, str, str]:
    """Status, goal, next page and the answer to a wrong code, for somebody who types this address."""
    client = Client()
    response: HttpResponse = client.post(path, {field: email, "telefon_2": ""})
    page = client.get(response["Location"]).content.decode()
    wrong = write(client, "000000").content.decode()
    pages = (without_what_differs(text, email) for text in (page, wrong))
    return response.status_code, response["Location"], *pages


@pytest.mark.parametrize(("path", "field"), [(LOG_IN, "login"), (SIGN_UP, "email")])
def test_known_unknown_and_closed_accounts_look_the_same(mailoutbox: list[EmailMessage], path: str, field: str) -> None:
    make_user("kendt@example.dk")
    make_user("lukket@example.dk", is_active=False)

    seen = {journey(path, field, email) for email in ("kendt@example.dk", "ukendt@example.dk", "lukket@example.dk")}

    assert len(seen) == 1
    assert [mail.to for mail in mailoutbox] == [["kendt@example.dk"], ["ukendt@example.dk"], ["lukket@example.dk"]]


def test_somebody_without_an_account_hears_how_to_get_one(client: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(client, "ukendt@example.dk")

    assert mailoutbox[-1].subject == "Der er ingen konto med denne mail"
    assert "http://testserver/konto/opret/" in mailoutbox[-1].body


def test_a_closed_account_cannot_log_in(client: Client, mailoutbox: list[EmailMessage]) -> None:
    user = make_user("mette@example.dk")
    ask(client, "mette@example.dk")
    User.objects.filter(pk=user.pk).update(is_active=False)

    write(client, code_of(mailoutbox[-1]))

    assert not is_logged_in(client)


def test_closing_an_account_ends_its_session_on_the_next_request(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    user = make_user("mette@example.dk")
    log_in_by_code(client, mailoutbox, "mette@example.dk")
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/konto/").status_code == 302


# --- Password ---------------------------------------------------------------------------------------------------------


def with_password(email: str = "mette@example.dk") -> User:
    user = make_user(email)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_whoever_has_chosen_a_password_can_log_in_with_it(client: Client, mailoutbox: list[EmailMessage]) -> None:
    with_password()

    response = ask(client, "mette@example.dk", password=PASSWORD, next="/kontakter/")

    assert response["Location"] == "/kontakter/"
    assert mailoutbox == []


def test_a_wrong_password_is_answered_in_words_and_not_repeated(client: Client) -> None:
    with_password()

    page = ask(client, "mette@example.dk", password="noget helt andet").content.decode()

    assert "Mail og adgangskode hører ikke sammen" in page
    assert "noget helt andet" not in page


def test_a_forgotten_password_is_replaced_by_code(client: Client, mailoutbox: list[EmailMessage]) -> None:
    user = with_password()
    new = "en helt ny saetning"
    client.post("/konto/adgangskode/glemt/", {"email": "mette@example.dk"})
    client.post("/konto/adgangskode/glemt/kode/", {"code": code_of(mailoutbox[-1])})

    client.post("/konto/adgangskode/glemt/ny/", {"password1": new, "password2": new})

    user.refresh_from_db()
    assert user.check_password(new)


def test_nothing_of_the_log_in_stands_in_the_log(
    client: Client, mailoutbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    make_user("mette@example.dk")

    write(client, "000000")
    log_in_by_code(client, mailoutbox, "mette@example.dk")

    assert "mette" not in caplog.text
    assert code_of(mailoutbox[-1]) not in caplog.text
