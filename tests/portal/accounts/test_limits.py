"""As many tries as a person needs, and no more; a hospital's shared address is no person."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

from portal.models import User
from tests.conftest import LogIn
from tests.factories import make_user
from tests.portal.accounts.knocking import another_code, ask, code_of, is_logged_in, sign_up, write

pytestmark = pytest.mark.django_db
TRIES = 12
PASSWORD = "fire ord uden sammenhaeng"


def make_member() -> User:
    user = make_user("mette@example.dk")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def looks_throttled(response: HttpResponse) -> bool:
    """Whether the answer is that it was too many times."""
    return response.status_code == 429 or "for mange forsøg" in response.content.decode()


def guess_at_log_in(number: int) -> HttpResponse:
    return ask(Client(), "mette@example.dk", password=f"gaet nummer {number}")


def guess_at_forgotten(number: int) -> HttpResponse:
    return Client().post("/konto/adgangskode/glemt/", {"email": "mette@example.dk"})


def ask_for_code(number: int) -> HttpResponse:
    return ask(Client(), "mette@example.dk")


def ask_by_signing_up(number: int) -> HttpResponse:
    return sign_up(Client(), "mette@example.dk")


@pytest.mark.parametrize("door", [guess_at_log_in, guess_at_forgotten, ask_for_code, ask_by_signing_up])
def test_twelve_tries_on_one_account_are_throttled(door: Callable[[int], HttpResponse]) -> None:
    make_member()

    answers = [looks_throttled(door(number)) for number in range(TRIES)]

    assert answers[-1]
    assert sum(not answer for answer in answers) <= 5


@pytest.mark.parametrize("path", ["/konto/bekraeft/", "/konto/to-trin/bekraeft/", "/konto/adgangskode/"])
def test_twelve_tries_inside_are_throttled_too(client: Client, log_in: LogIn, path: str) -> None:
    user = make_member()
    log_in(client, user)
    if "to-trin" in path:
        add_app(client)
    wrong = {"password": "forkert", "code": "000000", "oldpassword": "forkert", "password1": "x", "password2": "x"}

    answers = [client.post(path, wrong) for _try in range(TRIES)]

    assert looks_throttled(answers[-1])


def add_app(client: Client) -> None:
    """An app in the second step, whose codes nobody here knows."""
    TOTP.activate(User.objects.get(pk=client.session["_auth_user_id"]), generate_totp_secret())


def test_a_code_can_be_guessed_nine_times_in_five_minutes_at_most(mailoutbox: list[EmailMessage]) -> None:
    make_member()
    guesses = 0

    for _code in range(TRIES):
        client = Client()
        sent = len(mailoutbox)
        ask(client, "mette@example.dk")
        if len(mailoutbox) == sent:
            break
        wrong = another_code(code_of(mailoutbox[-1]))
        while write(client, wrong).status_code == 200:
            guesses += 1
        guesses += 1  # the one that ended it

    assert guesses <= 9


def test_the_right_password_waits_too_when_there_were_too_many_wrong_ones(client: Client) -> None:
    make_member()
    for number in range(TRIES):
        guess_at_log_in(number)

    ask(client, "mette@example.dk", password=PASSWORD)

    assert not is_logged_in(client)


def test_forty_colleagues_behind_one_address_get_their_codes_in_the_same_minute(
    mailoutbox: list[EmailMessage],
) -> None:
    for number in range(40):
        make_user(f"kollega{number}@example.dk")

    answers = [ask(Client(), f"kollega{number}@example.dk").status_code for number in range(40)]

    assert answers == [302] * 40
    assert len(mailoutbox) == 40


def test_the_counters_lie_where_every_worker_sees_them(settings: object) -> None:
    caches = settings.CACHES  # type: ignore[attr-defined]

    assert caches["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert caches["default"]["OPTIONS"]["MAX_ENTRIES"] == 100_000


def test_a_header_that_anybody_can_send_gives_no_new_tries() -> None:
    make_member()

    answers = [
        Client(headers={"X-Forwarded-For": f"192.0.2.{number}"}).post(
            "/konto/log-ind/", {"login": f"nr{number}@example.dk", "password": "forkert"}
        )
        for number in range(62)
    ]

    assert looks_throttled(answers[-1])
