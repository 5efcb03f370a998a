"""What the log-in knows about a person, how it is erased, and what is forgotten by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client

from portal.accounts.personal_data import erase, personal_data
from portal.accounts.retention import retention
from portal.models import User
from tests.factories import make_membership, make_user
from tests.portal.accounts.knocking import log_in_by_code

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
EMAIL = "mette@example.dk"


def make_stranger(days: int, email: str = "ny@example.dk", **fields: object) -> User:
    """Somebody who asked for an account some days ago and never wrote the code."""
    user = make_user(email, date_joined=NOW - timedelta(days=days), **fields)
    EmailAddress.objects.create(user=user, email=email)
    return user


def forgotten(dry_run: bool = False) -> dict[str, int]:
    return {entry.rule: entry.count for entry in retention(NOW, dry_run)}


@pytest.mark.parametrize(("days", "left"), [(6, 1), (8, 0)])
def test_an_account_that_was_never_confirmed_lasts_a_week(days: int, left: int) -> None:
    make_stranger(days)

    counted = forgotten()

    assert User.objects.count() == left
    assert counted["accounts.unconfirmed"] == 1 - left


def test_a_dry_run_counts_and_leaves_everything() -> None:
    make_stranger(8)

    assert (forgotten(dry_run=True)["accounts.unconfirmed"], User.objects.count()) == (1, 1)


def test_a_second_run_finds_nothing() -> None:
    make_stranger(8)
    forgotten()

    assert forgotten() == {"accounts.unconfirmed": 0, "accounts.sessions": 0}


def test_a_member_from_a_list_who_asked_for_a_code_once_is_kept() -> None:
    make_membership(user=make_stranger(400))

    forgotten()

    assert User.objects.count() == 1


@pytest.mark.parametrize("kept", [{"is_staff": True}, {"is_superuser": True}, {"last_login": NOW}])
def test_whoever_works_here_or_has_been_in_is_kept(kept: dict[str, object]) -> None:
    make_stranger(400, **kept)

    forgotten()

    assert User.objects.count() == 1


def test_sessions_that_are_over_are_forgotten(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_user(EMAIL)
    log_in_by_code(client, mailoutbox, EMAIL)
    Session.objects.update(expire_date=NOW - timedelta(hours=1))

    forgotten()

    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)


def test_everything_known_is_told_without_secrets(client: Client, mailoutbox: list[EmailMessage]) -> None:
    user = make_user(EMAIL)
    log_in_by_code(client, mailoutbox, EMAIL)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "hemmelig"})

    told = {table.key: table.rows for table in personal_data(user)}

    assert EMAIL in told["addresses"][0].values()
    assert len(told["sessions"]) == len(told["second_steps"]) == 1
    assert "hemmelig" not in str(told)
    assert client.session.session_key not in str(told)


def test_nothing_is_told_about_somebody_else(client: Client, mailoutbox: list[EmailMessage]) -> None:
    make_user(EMAIL)
    log_in_by_code(client, mailoutbox, EMAIL)

    assert [table.rows for table in personal_data(make_user("anden@example.dk"))] == [[], [], [], []]


def test_erasing_logs_out_and_forgets_every_way_in(client: Client, mailoutbox: list[EmailMessage]) -> None:
    user = make_user(EMAIL)
    user.set_password("fire ord uden sammenhaeng")
    user.save()
    log_in_by_code(client, mailoutbox, EMAIL)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "hemmelig"})

    erase(user, NOW)

    assert [table.rows for table in personal_data(user)] == [[], [], [], []]
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert client.get("/konto/").status_code == 302
