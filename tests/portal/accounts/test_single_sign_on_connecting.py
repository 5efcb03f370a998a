"""Connecting a work account, and whether its log-in counts as a second factor: at a real provider, over real HTTP."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from portal.accounts.personal_data import erase, personal_data
from portal.models import User
from tests.conftest import LogIn
from tests.factories import make_user
from tests.portal.accounts.employer.person import ID, Employer, come_back_from, go, log_in_at
from tests.portal.accounts.knocking import is_logged_in
from tests.portal.accounts.test_second_factor import code_of_app

pytestmark = pytest.mark.django_db
METTE = "mette@nordby.example.dk"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def logged_in(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def make_connected(employer: Employer, name: str, **fields: Any) -> User:
    """Somebody who has once logged in with a code, and has connected their work account."""
    user = make_user(f"{name}@example.dk", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    SocialAccount.objects.create(user=user, provider=ID, uid=f"{employer.issuer}#{name}")
    return user


# --- Connecting -------------------------------------------------------------------------------------------------------


def test_whoever_is_logged_in_connects_their_work_account_whatever_its_address(
    client: Client, nordby: Employer, log_in: LogIn
) -> None:
    user = make_user("mette@example.dk")
    log_in(client, user)
    nordby.knows("mette", email=METTE)
    page = client.get(reverse("socialaccount_connections")).content.decode()

    response = client.get(come_back_from(go(client, process="connect"), "mette"))

    assert "Forbind Nordby Kommune" in page
    assert response["Location"] == reverse("socialaccount_connections")
    assert SocialAccount.objects.get().user == user
    assert [address.email for address in EmailAddress.objects.filter(user=user)] in ([], ["mette@example.dk"])
    assert "Nordby Kommune er forbundet." in client.get(reverse("socialaccount_connections")).content.decode()


def test_a_connected_work_account_logs_in_and_a_disconnected_one_does_not(client: Client, nordby: Employer) -> None:
    user = make_connected(nordby, "mette")
    nordby.knows("mette")
    log_in_at(client, "mette")
    was_logged_in = logged_in(client) == user

    client.post(reverse("socialaccount_connections"), {"account": SocialAccount.objects.get().pk})

    assert was_logged_in
    assert log_in_at(Client(), "mette").status_code == 403


def test_nobody_disconnects_what_is_not_theirs(client: Client, nordby: Employer, log_in: LogIn) -> None:
    account = SocialAccount.objects.get(user=make_connected(nordby, "en"))
    log_in(client, make_user("to@example.dk"))

    codes = [
        client.post(reverse("socialaccount_connections"), {"account": value}).status_code
        for value in (account.pk, "x", "", "9" * 30)
    ]

    assert codes == [404] * 4
    assert SocialAccount.objects.filter(pk=account.pk).exists()


def test_a_work_account_belongs_to_one_account_only(client: Client, nordby: Employer, log_in: LogIn) -> None:
    owner = make_connected(nordby, "mette")
    nordby.knows("mette")
    log_in(client, make_user("anden@example.dk"))

    response = client.get(come_back_from(go(client, process="connect"), "mette"), follow=True)

    assert SocialAccount.objects.get().user == owner
    assert "forbundet med en anden konto" in response.content.decode()


@pytest.mark.usefixtures("nordby")
@pytest.mark.parametrize("name", ["account_overview", "my_page"])
def test_ones_own_pages_lead_there(client: Client, log_in: LogIn, name: str) -> None:
    log_in(client, make_user())

    assert f'href="{reverse("socialaccount_connections")}"' in client.get(reverse(name)).content.decode()


# --- The second factor ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amr", "status"),
    [
        (["pwd", "mfa"], 200),
        (["pwd"], 403),
        ([], 403),
        (None, 403),
        ("mfa", 403),
        (["mfaish"], 403),
    ],
)
def test_the_admin_opens_only_when_the_employer_asked_for_a_second_factor(
    client: Client, nordby: Employer, amr: Any, status: int
) -> None:
    chief = make_connected(nordby, "chef", is_superuser=True)
    nordby.knows("chef", **({} if amr is None else {"amr": amr}))

    log_in_at(client, "chef")

    assert logged_in(client) == chief
    assert client.get("/admin/").status_code == status


def test_what_counts_as_a_second_factor_is_a_setting(client: Client, nordby: Employer, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = nordby.settings(mfa_amr=["hwk"])
    make_connected(nordby, "chef", is_superuser=True)
    codes = []
    for said in ("mfa", "hwk"):
        nordby.knows("chef", amr=[said])
        browser = Client()
        log_in_at(browser, "chef")
        codes.append(browser.get("/admin/").status_code)

    assert codes == [403, 200]


@pytest.mark.parametrize(
    ("acrs", "status"), [(["p1", "c1"], 200), (["c2"], 403), ("c1", 403), ([""], 403), (None, 403)]
)
def test_with_entra_an_authentication_context_is_asked_for_and_counts(
    client: Client, nordby: Employer, settings: Any, acrs: Any, status: int
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = nordby.settings(mfa_acrs="c1")
    make_connected(nordby, "chef", is_superuser=True)
    nordby.knows("chef", acrs=acrs)

    target = go(client)
    client.get(come_back_from(target, "chef"))

    assert parse_qs(urlsplit(target).query)["claims"] == ['{"id_token": {"acrs": {"essential": true, "value": "c1"}}}']
    assert client.get("/admin/").status_code == status


def test_without_a_setting_no_authentication_context_counts(client: Client, nordby: Employer) -> None:
    make_connected(nordby, "chef", is_superuser=True)
    nordby.knows("chef", acrs=["c1", ""])

    log_in_at(client, "chef")

    assert client.get("/admin/").status_code == 403


def test_whoever_has_an_app_here_is_asked_for_it_all_the_same(client: Client, nordby: Employer) -> None:
    user = make_connected(nordby, "chef", is_superuser=True)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    nordby.knows("chef", amr=["mfa"])

    response = log_in_at(client, "chef", "&next=/admin/")
    was_logged_in = is_logged_in(client)
    client.post(response["Location"], {"code": code_of_app(secret)})

    assert response["Location"] == "/konto/to-trin/kode/"
    assert not was_logged_in
    assert client.get("/admin/").status_code == 200


# --- What is known, and how it is forgotten ---------------------------------------------------------------------------


def test_a_person_sees_the_employers_number_for_them_and_it_goes_when_they_leave(nordby: Employer) -> None:
    user = make_connected(nordby, "mette")
    (known,) = next(part.rows for part in personal_data(user) if part.key == "employers")

    erase(user, NOW)

    assert {ID, f"{nordby.issuer}#mette"} <= set(known.values())
    assert not SocialAccount.objects.exists()
