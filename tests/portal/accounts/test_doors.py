"""Who gets through to the admin: with a second factor only, by one door only."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.accounts import second_factor, urls
from portal.models import User
from tests.conftest import LogIn
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def make_editor(**fields: bool) -> User:
    user = make_user(**fields)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.mark.parametrize("is_superuser", [False, True])
@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/account/"])
def test_without_a_second_factor_nobody_works_in_the_admin(
    client: Client, log_in: LogIn, path: str, is_superuser: bool
) -> None:
    log_in(client, make_editor(is_superuser=is_superuser), second_factor=False)

    response = client.get(path)

    assert response.status_code == 403
    assert reverse("mfa_index") in response.content.decode()


def test_a_form_is_not_taken_without_a_second_factor_either(client: Client, log_in: LogIn) -> None:
    log_in(client, make_editor(is_superuser=True), second_factor=False)

    response = client.post(reverse("wagtailadmin_pages:add", args=["portal", "contentpage", 2]), {"title": "x"})

    assert response.status_code == 403


def test_with_a_second_factor_the_admin_opens(client: Client, log_in: LogIn) -> None:
    log_in(client, make_editor())

    assert client.get("/admin/").status_code == 200


def test_the_editors_screens_ask_for_it_too(client: Client, log_in: LogIn) -> None:
    log_in(client, make_user(), second_factor=False)

    assert client.get("/rediger/").status_code == 403


def test_the_second_factor_of_one_person_is_not_that_of_the_next(client: Client, log_in: LogIn) -> None:
    log_in(client, make_editor())
    session = client.session
    log_in(client, make_editor(), second_factor=False)
    kept = {key: value for key, value in session.items() if key.startswith("account_")}
    later = client.session
    later.update(kept)
    later.save()

    assert client.get("/admin/").status_code == 403


def test_somebody_who_has_no_business_there_is_not_asked_to_add_one(client: Client, log_in: LogIn) -> None:
    log_in(client, make_user(), second_factor=False)

    page = client.get("/admin/")

    assert page.status_code == 403
    assert reverse("mfa_index") not in page.content.decode()


def test_an_hour_without_work_ends_it() -> None:
    request = HttpRequest()
    request.user = make_user()
    request.session = Client().session
    second_factor.record(request, request.user, "totp")
    shown = datetime.fromtimestamp(request.session["account_authentication_methods"][0]["at"], UTC)

    held = [second_factor.is_held(request, shown + timedelta(minutes=minutes)) for minutes in (0, 59, 61)]
    second_factor.note_use(request, shown + timedelta(minutes=59))
    still_held = second_factor.is_held(request, shown + timedelta(minutes=61))

    assert held == [True, True, False]
    assert still_held


def test_use_alone_is_no_second_factor() -> None:
    request = HttpRequest()
    request.user = make_user()
    request.session = Client().session
    second_factor.note_use(request, NOW)

    assert not second_factor.is_held(request, NOW)


@pytest.mark.parametrize("said", [True, False])
def test_the_employers_word_counts_only_when_it_speaks_of_a_second_factor(said: bool) -> None:
    request = HttpRequest()
    request.user = make_user()
    request.session = Client().session
    second_factor.record(request, request.user, "totp")
    records = request.session["account_authentication_methods"]
    records[0] = {"method": "socialaccount", "at": NOW.timestamp(), "second_factor": said}

    assert second_factor.is_held(request, NOW) is said


# --- The doors that are shut ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "door",
    [
        "/admin/login/",
        "/_util/login/",
        "/admin/password_reset/",
        "/admin/password_reset/confirm/a/b/",
        "/konto/kode/ny/",
    ],
)
def test_every_other_door_leads_to_ours(client: Client, door: str, method: str) -> None:
    user = User.objects.create_superuser("admin@example.dk", "en lang adgangskode")
    typed = {"username": user.email, "password": "en lang adgangskode", "email": user.email}

    response = getattr(client, method)(f"{door}?next=/admin/pages/", typed if method == "post" else {})

    assert response["Location"].startswith("/konto/log-ind/")
    assert "_auth_user_id" not in client.session


def test_a_shut_door_remembers_where_one_was_going(client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/pages/")["Location"] == "/konto/log-ind/?next=%2Fadmin%2Fpages%2F"


def test_a_stranger_in_the_admin_is_sent_to_our_log_in(client: Client) -> None:
    assert client.get("/admin/pages/")["Location"] == "/konto/log-ind/?next=/admin/pages/"


def test_logging_out_of_the_admin_ends_the_session(admin_client: Client) -> None:
    admin_client.post("/admin/logout/")

    assert "_auth_user_id" not in admin_client.session


def test_logging_out_needs_a_click(admin_client: Client) -> None:
    admin_client.get("/admin/logout/")

    assert "_auth_user_id" in admin_client.session


def test_no_door_checks_passwords_without_counting() -> None:
    assert settings.AUTHENTICATION_BACKENDS == ["allauth.account.auth_backends.AuthenticationBackend"]


def names_of(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """The names of addresses, also of included ones."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names_of(pattern.url_patterns)
        elif pattern.name:
            found.add(pattern.name)
    return found


@pytest.mark.parametrize("part", ["account", "mfa", "socialaccount", "usersessions"])
def test_every_address_that_allauth_asks_for_has_a_danish_one(part: str) -> None:
    allauth = get_resolver(f"allauth.{part}.urls")

    assert names_of(allauth.url_patterns) - names_of(urls.urlpatterns) == set()
