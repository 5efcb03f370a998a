"""Every page of the log-in can be opened, is ours and speaks Danish."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import URLPattern, reverse

from portal.accounts import urls
from portal.models import User
from tests.conftest import LogIn
from tests.factories import make_user
from tests.portal.accounts.knocking import ask

pytestmark = pytest.mark.django_db
# allauth's own words, in English and as its Danish catalogue has them.
FOREIGN = re.compile(r"\b(sign in|sign up|sign out|password|passkey|email|please|authenticator|security key)\b", re.I)


@pytest.fixture
def member(client: Client, log_in: LogIn) -> User:
    user = make_user("mette@example.dk")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    log_in(client, user)
    return user


def words(page: str) -> str:
    """What a reader sees of a page's main part."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    main = re.sub(r"<(script|style)\b.*?</\1>", " ", main, flags=re.S)
    return re.sub(r"<[^>]+>", " ", main)


def check(client: Client, path: str) -> None:
    """The page opens, is ours, says nothing foreign, and has no script or style of its own inside."""
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 200, path
    assert 'class="text account"' in page, path
    assert FOREIGN.findall(words(page)) == [], path
    assert re.findall(r"<script(?![^>]*(src=|application/json))[^>]*>|<style|\sstyle=|\son\w+=", page) == [], path


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password", "account_inactive"])
def test_the_pages_of_a_stranger(client: Client, name: str) -> None:
    check(client, reverse(name))


@pytest.mark.parametrize("name", ["socialaccount_login_cancelled", "account_password_reset_completed"])
def test_the_pages_on_which_a_way_ends(client: Client, name: str) -> None:
    check(client, reverse(name))


def test_the_page_for_the_code(client: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(client, "ukendt@example.dk")

    check(client, "/konto/kode/")


@pytest.mark.parametrize(
    "name",
    [
        "account_overview",
        "account_email",
        "account_set_password",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "usersessions_list",
    ],
)
def test_the_pages_of_a_member(client: Client, member: User, name: str) -> None:
    check(client, reverse(name))


@pytest.mark.parametrize(
    "name",
    [
        "account_overview",
        "account_change_password",
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "account_reauthenticate",
    ],
)
def test_the_pages_of_a_member_with_everything(client: Client, member: User, log_in: LogIn, name: str) -> None:
    member.set_password("fire ord uden sammenhaeng")
    member.save()
    TOTP.activate(member, generate_totp_secret())
    RecoveryCodes.activate(member)
    log_in(client, member)

    check(client, reverse(name))


def test_the_page_between_the_first_step_and_the_second(client: Client) -> None:
    user = make_user("mette@example.dk")
    user.set_password("fire ord uden sammenhaeng")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, generate_totp_secret())
    ask(client, user.email, password="fire ord uden sammenhaeng")

    check(client, "/konto/to-trin/kode/")


def test_the_page_for_the_code_of_a_new_address(client: Client, member: User, mailoutbox: list[EmailMessage]) -> None:
    client.post("/konto/mail/", {"action_add": "1", "email": "ny@example.dk"})

    check(client, "/konto/mail/kode/")


def test_the_pages_for_a_forgotten_password(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_user("mette@example.dk")
    client.post("/konto/adgangskode/glemt/", {"email": "mette@example.dk"})
    check(client, "/konto/adgangskode/glemt/kode/")

    code = re.findall(r"^\d{6}$", str(mailoutbox[-1].body), re.MULTILINE)[0]
    client.post("/konto/adgangskode/glemt/kode/", {"code": code})
    check(client, "/konto/adgangskode/glemt/ny/")


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/konto/log-ind/", {"login": "ingen adresse"}),
        ("/konto/log-ind/", {"login": ""}),
        ("/konto/opret/", {"email": "ingen adresse", "telefon_2": ""}),
        ("/konto/adgangskode/vaelg/", {"password1": "kort", "password2": "anderledes"}),
        ("/konto/mail/", {"action_add": "1", "email": "mette@example.dk"}),
        ("/konto/to-trin/app/", {"code": "000000"}),
    ],
)
def test_what_was_typed_wrong_is_said_in_danish(client: Client, member: User, path: str, typed: dict[str, str]) -> None:
    if path in {"/konto/log-ind/", "/konto/opret/"}:
        client.logout()

    page = client.post(path, typed).content.decode()

    assert 'role="alert"' in page
    assert FOREIGN.findall(words(page)) == []


def test_the_key_of_somebody_else_is_not_there(client: Client, member: User) -> None:
    key = Authenticator.objects.create(user=make_user("anden@example.dk"), type="webauthn", data={"name": "Nøgle"})

    answers = [
        client.get(reverse(name, args=[key.pk])).status_code for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
    ]

    assert answers == [404, 404]


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: pattern.name)
def test_looking_at_a_page_as_a_stranger_never_fails(client: Client, pattern: URLPattern) -> None:
    path = re.sub(r"<\w+:\w+>", "1", str(pattern.pattern))

    assert client.get(f"/konto/{path}").status_code in {200, 302, 401, 404}
