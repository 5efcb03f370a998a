"""App, spare codes and keys: how they are added and used, how their secrets lie, how they are taken away."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import InvalidToken
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import ModelLogEntry

from portal.accounts import encryption
from portal.models import User
from tests.conftest import LogIn
from tests.factories import make_user
from tests.portal.accounts.knocking import is_logged_in, log_in_by_code
from tests.post import posted

pytestmark = pytest.mark.django_db
EMAIL = "mette@example.dk"
APP = "/konto/to-trin/app/"
SECOND_STEP = "/konto/to-trin/kode/"


def make_member(email: str = EMAIL) -> User:
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def code_of_app(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def add_app(client: Client) -> str:
    """Add an app as a person does; its secret."""
    (secret,) = re.findall(r'class="secret">(\w+)<', client.get(APP).content.decode())
    response = client.post(APP, {"code": code_of_app(secret)})
    assert response["Location"] == "/konto/to-trin/reservekoder/"
    return str(secret)


def spare_codes(client: Client) -> list[str]:
    """The codes as they are shown once."""
    return re.findall(r"<li>(\d{8})</li>", client.get("/konto/to-trin/reservekoder/").content.decode())


def first_step(mailoutbox: list[EmailMessage]) -> Client:
    """Another browser, with the code from the mail already written."""
    client = Client()
    response = log_in_by_code(client, mailoutbox, EMAIL)
    assert response["Location"] == SECOND_STEP
    assert not is_logged_in(client)
    return client


def second_step(client: Client, code: str) -> HttpResponse:
    return client.post(SECOND_STEP, {"code": code})


@pytest.fixture
def member(client: Client, log_in: LogIn) -> User:
    """Somebody who has come in by code."""
    user = make_member()
    log_in(client, user, second_factor=False)
    return user


def test_who_has_an_app_needs_it_beside_the_code(
    client: Client, member: User, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = add_app(client)
    other = first_step(mailoutbox)

    second_step(other, code_of_app(secret))

    assert is_logged_in(other)


def test_adding_an_app_opens_the_admin_without_showing_it_again(client: Client, member: User) -> None:
    User.objects.filter(pk=member.pk).update(is_superuser=True)

    add_app(client)

    assert client.get("/admin/").status_code == 200


def test_a_code_of_the_app_that_was_used_is_refused(
    client: Client, member: User, mailoutbox: list[EmailMessage]
) -> None:
    secret = add_app(client)
    code = code_of_app(secret)
    second_step(first_step(mailoutbox), code)
    other = first_step(mailoutbox)

    response = second_step(other, code)

    assert not is_logged_in(other)
    assert "Koden passer ikke" in response.content.decode()


def test_a_spare_code_works_once(client: Client, member: User, mailoutbox: list[EmailMessage]) -> None:
    add_app(client)
    code = spare_codes(client)[0]
    first, second = first_step(mailoutbox), first_step(mailoutbox)

    second_step(first, code)
    second_step(second, code)

    assert (is_logged_in(first), is_logged_in(second)) == (True, False)


def test_spare_codes_are_shown_once(client: Client, member: User) -> None:
    add_app(client)

    assert (len(spare_codes(client)), spare_codes(client)) == (10, [])


def test_the_secrets_lie_encrypted(client: Client, member: User) -> None:
    secret = add_app(client)
    codes = spare_codes(client)
    stored = str(list(Authenticator.objects.filter(user=member).values_list("data", flat=True)))
    app = Authenticator.objects.get(user=member, type="totp")
    spare = Authenticator.objects.get(user=member, type="recovery_codes")

    assert secret not in stored
    assert codes[0] not in stored
    assert encryption.decrypt(app.data["secret"]) == secret
    assert re.fullmatch(r"[0-9a-f]{80}", encryption.decrypt(spare.data["seed"]))


def test_a_former_key_still_opens_them_and_a_foreign_one_does_not(settings: Settings) -> None:
    token = encryption.encrypt("hemmelig")

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key, of another year"
    opened = encryption.decrypt(token)
    settings.SECRET_KEY_FALLBACKS = []

    assert opened == "hemmelig"
    with pytest.raises(InvalidToken):
        encryption.decrypt(token)


def test_removing_the_app_asks_for_the_second_step_first(client: Client, member: User, log_in: LogIn) -> None:
    add_app(client)
    other = Client()
    log_in(other, member, second_factor=False)

    response = other.post("/konto/to-trin/app/fjern/")

    assert response["Location"].startswith("/konto/to-trin/bekraeft/")
    assert Authenticator.objects.filter(user=member, type="totp").exists()


def test_its_owner_hears_of_it(
    client: Client, member: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # allauth's own habit
        add_app(client)

    (told,) = posted()
    assert (told.email, told.subject) == (EMAIL, "En app er tilføjet")
    assert "Var det ikke dig?" in told.text


def test_a_forgotten_password_does_not_go_round_the_second_step(
    client: Client, member: User, mailoutbox: list[EmailMessage]
) -> None:
    add_app(client)
    other, new = Client(), "en helt ny saetning"
    other.post("/konto/adgangskode/glemt/", {"email": EMAIL})
    code = re.findall(r"^\d{6}$", str(mailoutbox[-1].body), re.MULTILINE)[0]
    other.post("/konto/adgangskode/glemt/kode/", {"code": code})
    other.post("/konto/adgangskode/glemt/ny/", {"password1": new, "password2": new})

    other.post("/konto/log-ind/", {"login": EMAIL, "password": new})

    assert not is_logged_in(other)
    assert Authenticator.objects.filter(user=member, type="totp").exists()


@pytest.mark.parametrize(("name", "kept"), [("Min telefon", "Min telefon"), ("Mette 010190-1234", "Nøgle")])
def test_a_key_is_renamed_but_never_after_a_citizen(
    client: Client, member: User, log_in: LogIn, name: str, kept: str
) -> None:
    key = Authenticator.objects.create(user=member, type="webauthn", data={"name": "Nøgle"})
    log_in(client, member)

    client.post(f"/konto/to-trin/noegler/{key.pk}/navn/", {"name": name})

    key.refresh_from_db()
    assert key.data["name"] == kept


# --- Lost ---------------------------------------------------------------------------------------------------------


def test_a_lost_second_factor_is_removed_by_command_and_logged(client: Client, member: User) -> None:
    add_app(client)

    call_command("reset_second_factor", EMAIL.upper(), "--yes", stdout=StringIO())

    assert not Authenticator.objects.filter(user=member).exists()
    assert ModelLogEntry.objects.filter(action="portal.reset_second_factor", object_id=str(member.pk)).count() == 1


def test_the_command_asks_and_takes_no_for_an_answer(
    client: Client, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_app(client)
    monkeypatch.setattr("builtins.input", lambda _question: "nej")

    with pytest.raises(CommandError):
        call_command("reset_second_factor", EMAIL, stdout=StringIO())

    assert Authenticator.objects.filter(user=member, type="totp").exists()


def test_the_command_says_when_nobody_has_the_address() -> None:
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "ingen@example.dk", "--yes", stdout=StringIO())
