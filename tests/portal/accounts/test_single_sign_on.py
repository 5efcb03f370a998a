"""Log-in at the employer: over real HTTP, at a real provider in a process of its own."""

import logging
import socket
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from portal.accounts.single_sign_on.configuration import Provider
from portal.models import User
from tests.conftest import LogIn
from tests.factories import make_user
from tests.portal.accounts.employer.person import (
    ID,
    LOG_IN,
    REDIRECT_URI,
    Employer,
    come_back_from,
    go,
    log_in_at,
    settings_of,
)
from tests.portal.accounts.employer.provider import CLIENT_ID, CLIENT_SECRET
from tests.portal.accounts.knocking import is_logged_in

pytestmark = pytest.mark.django_db
METTE = "mette@nordby.example.dk"
TENANT = "11111111-2222-3333-4444-555555555555"


def logged_in(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


# --- Off --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LOG_IN, f"{LOG_IN}svar/?code=x&state=y", "/konto/arbejdsgiver/openid_connect/"])
def test_without_settings_there_is_no_such_log_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_without_settings_no_form_is_taken_either(client: Client) -> None:
    assert client.post(f"{LOG_IN}?process=login").status_code == 404


def test_without_settings_nobody_sees_a_button(client: Client, log_in: LogIn) -> None:
    log_in_page = client.get(reverse("account_login")).content.decode()
    log_in(client, make_user())
    own_pages = [client.get(reverse(name)).content.decode() for name in ("account_overview", "my_page")]

    assert [page for page in (log_in_page, *own_pages) if "arbejdsgiver" in page] == []
    assert client.get(reverse("socialaccount_connections")).status_code == 404


@pytest.mark.usefixtures("nordby")
def test_the_button_says_whose_log_in_it_is_and_keeps_where_one_was_going(client: Client) -> None:
    page = client.get(reverse("account_login"), {"next": "/min/data/"}).content.decode()

    assert "Log ind med Nordby Kommune" in page
    assert f'method="post" action="{LOG_IN}?process=login&amp;next=%2Fmin%2Fdata%2F"' in page


@pytest.mark.usefixtures("nordby")
def test_a_link_alone_starts_nothing(client: Client) -> None:
    response = client.get(f"{LOG_IN}?process=login")

    assert response.status_code == 200
    assert "http-equiv" not in response.content.decode()
    assert "socialaccount_states" not in client.session


@pytest.mark.usefixtures("nordby")
def test_the_way_there_carries_pkce_state_nonce_and_our_redirect_uri_whatever_the_link_adds(client: Client) -> None:
    target = go(client, "&auth_params=redirect_uri%3Dhttp://evil.example&scope=offline_access")

    assert "code_challenge_method=S256" in target
    assert all(f"&{name}=" in target for name in ("state", "nonce", "code_challenge"))
    assert "redirect_uri=http%3A%2F%2Flocalhost%3A8000%2Fkonto%2Farbejdsgiver%2Fnordby%2Fsvar%2F" in target
    assert REDIRECT_URI == "http://localhost:8000/konto/arbejdsgiver/nordby/svar/"
    assert "evil" not in target
    assert "offline" not in target


# --- Who one is -------------------------------------------------------------------------------------------------------


def test_the_first_log_in_makes_an_account_and_goes_on_by_the_profile(client: Client, nordby: Employer) -> None:
    nordby.knows("mette", email=METTE, given_name="Mette", family_name="Holm")

    response = log_in_at(client, "mette", "&next=/min/data/")

    user = logged_in(client)
    assert response["Location"] == f"{reverse('members:profile')}?next=%2Fmin%2Fdata%2F"
    assert (user.email, user.first_name, user.last_name) == (METTE, "Mette", "Holm")
    assert EmailAddress.objects.filter(user=user, email=METTE, verified=True, primary=True).exists()
    assert not user.has_usable_password()


def test_nothing_is_kept_but_who_it_is(client: Client, nordby: Employer) -> None:
    nordby.knows("mette", email=METTE, phone_number="00112233", groups=["børn"])

    log_in_at(client, "mette")

    (account,) = SocialAccount.objects.all()
    assert (account.provider, account.uid, account.extra_data) == (ID, f"{nordby.issuer}#mette", {})
    assert not SocialToken.objects.exists()
    assert "eyJ" not in str(dict(client.session))


def test_the_next_log_in_is_the_same_account_and_goes_where_one_was_going(client: Client, nordby: Employer) -> None:
    nordby.knows("mette", email=METTE)
    log_in_at(client, "mette")
    other_browser = Client()

    response = log_in_at(other_browser, "mette", "&next=/min/data/")

    assert response["Location"] == "/min/data/"
    assert logged_in(other_browser) == logged_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)


def test_another_address_at_the_employer_is_still_the_same_account(client: Client, nordby: Employer) -> None:
    make_user("chef@nordby.example.dk")
    nordby.knows("mette", email=METTE)
    log_in_at(client, "mette")
    nordby.knows("mette", email="chef@nordby.example.dk")
    other_browser = Client()

    log_in_at(other_browser, "mette")

    assert logged_in(other_browser).email == METTE


def test_no_link_leads_out_of_the_portal_afterwards(client: Client, nordby: Employer) -> None:
    nordby.knows("mette", email=METTE)
    log_in_at(client, "mette")

    response = log_in_at(Client(), "mette", "&next=https://evil.example/")

    assert response["Location"] == "/min/"


@pytest.mark.parametrize("is_active", [True, False])
def test_an_address_that_has_an_account_opens_nothing(client: Client, nordby: Employer, is_active: bool) -> None:
    make_user(METTE, is_active=is_active)
    nordby.knows("mette", email=METTE.upper(), email_verified=True)

    response = log_in_at(client, "mette")

    assert response.status_code == 403
    assert "Log ind med en kode først" in response.content.decode()
    assert not is_logged_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "mette@soeby.example.dk"},
        {"email": "mette@soeby.example.dk", "email_verified": False},
        {"email": "mette@soeby.example.dk", "email_verified": "nej"},
        {"email": "mette@soeby.example.dk", "xms_edov": True},
        {"email": "mette@sub.nordby.example.dk"},
        {"email": "slet ikke en adresse@nordby.example.dk"},
    ],
)
def test_an_address_that_nobody_vouches_for_opens_nothing_and_tells_nothing(
    client: Client, nordby: Employer, claims: dict[str, Any]
) -> None:
    nordby.knows("mette", **claims)
    taken = User.objects.count()

    response = log_in_at(client, "mette")
    make_user("mette@soeby.example.dk")
    response_for_a_member = log_in_at(Client(), "mette")

    assert response.status_code == response_for_a_member.status_code == 403
    assert response.content == response_for_a_member.content
    assert (User.objects.count(), SocialAccount.objects.count()) == (taken + 1, 0)


def test_an_address_that_the_employer_has_confirmed_is_confirmed_here(client: Client, nordby: Employer) -> None:
    nordby.knows("mette", email="mette@andet.example.dk", email_verified=True)

    log_in_at(client, "mette")

    assert EmailAddress.objects.filter(user=logged_in(client), verified=True).exists()


def test_another_employer_with_the_same_name_and_address_is_somebody_else(
    client: Client, nordby: Employer, soeby: Employer, settings: Any
) -> None:
    nordby.knows("mette", email=METTE)
    log_in_at(client, "mette")
    soeby.knows("mette", email=METTE, email_verified=True)
    settings.SOCIALACCOUNT_PROVIDERS = soeby.settings()  # even under the same id
    other_browser = Client()

    response = log_in_at(other_browser, "mette")

    assert response.status_code == 403
    assert not is_logged_in(other_browser)


def test_with_entra_a_person_is_tenant_and_object_and_edov_confirms_the_address(
    client: Client, nordby: Employer, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = nordby.settings(tenant=TENANT)
    nordby.knows("mette", oid="o-1", tid=TENANT, email=METTE, email_verified=False, xms_edov=True)

    log_in_at(client, "mette")

    assert SocialAccount.objects.get().uid == f"{nordby.issuer}#o-1"


@pytest.mark.parametrize(
    "claims",
    [{"oid": "o-1", "tid": "en-anden"}, {"oid": "o-1"}, {"tid": TENANT}, {"oid": "", "tid": TENANT}],
)
def test_with_entra_another_tenant_or_nobody_is_refused(
    client: Client, nordby: Employer, settings: Any, claims: dict[str, Any]
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = nordby.settings(tenant=TENANT, domains=["nordby.example.dk"])
    nordby.knows("mette", email=METTE, **claims)

    response = log_in_at(client, "mette")

    assert response.status_code == 401
    assert not User.objects.exists()


def test_with_entra_email_verified_means_nothing(client: Client, nordby: Employer, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = nordby.settings(tenant=TENANT)
    nordby.knows("mette", oid="o-1", tid=TENANT, email=METTE, email_verified=True)

    assert log_in_at(client, "mette").status_code == 403


# --- When it does not work --------------------------------------------------------------------------------------------


def test_breaking_off_at_the_employer_leads_back_to_the_codes(client: Client, nordby: Employer) -> None:
    nordby.knows("mette", email=METTE)

    response = client.get(come_back_from(go(client), "mette", agrees=False), follow=True)

    assert "Du blev ikke logget ind" in response.content.decode()
    assert reverse("account_login") in response.content.decode()
    assert not is_logged_in(client)


def test_the_same_answer_does_not_count_twice_nor_in_another_browser(client: Client, nordby: Employer) -> None:
    nordby.knows("mette", email=METTE)
    answer = come_back_from(go(client), "mette")
    stranger = Client()
    in_another_browser = stranger.get(answer).status_code
    client.get(answer)
    client.logout()

    again = client.get(answer)

    assert (in_another_browser, again.status_code) == (401, 401)
    assert not is_logged_in(client)
    assert not is_logged_in(stranger)


def test_a_code_that_was_used_elsewhere_is_refused(client: Client, nordby: Employer) -> None:
    nordby.knows("mette", email=METTE)
    thief, stolen = Client(), come_back_from(go(client), "mette")
    own_state = come_back_from(go(thief), "mette").partition("state=")[2].partition("&")[0]
    code = stolen.partition("code=")[2].partition("&")[0]

    response = thief.get(f"{LOG_IN}svar/", {"code": code, "state": own_state})

    assert response.status_code == 401
    assert not is_logged_in(thief)


@pytest.mark.parametrize(("listens", "kind"), [(False, "ConnectionError"), (True, "ReadTimeout")])
def test_a_provider_that_is_down_is_a_calm_page_with_the_codes_as_spare_door(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture, listens: bool, kind: str
) -> None:
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        down = Provider(id=ID, name="Nordby", client_id=CLIENT_ID, client_secret=CLIENT_SECRET, server_url=url)
        settings.SOCIALACCOUNT_PROVIDERS = settings_of(down)
        if not listens:
            silent.close()

        with caplog.at_level(logging.INFO):
            response = client.post(f"{LOG_IN}?process=login")

    assert response.status_code == 401
    assert "Arbejdskontoen svarede ikke" in response.content.decode()
    assert reverse("account_login") in response.content.decode()
    assert f"log-in at nordby failed ({kind})" in caplog.text


def test_a_provider_has_ten_seconds(settings: Any) -> None:
    assert settings.SOCIALACCOUNT_REQUESTS_TIMEOUT == 10


def test_the_button_cannot_be_pressed_without_end(client: Client, nordby: Employer, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}

    codes = [client.post(f"{LOG_IN}?process=login").status_code for _press in range(3)]

    assert codes == [200, 200, 429]


def test_a_wrong_secret_is_a_calm_page_and_no_secret_in_the_log(
    client: Client, nordby: Employer, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    nordby.knows("mette", email=METTE)
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "forkert-hemmelighed"

    with caplog.at_level(logging.INFO):
        answer = come_back_from(go(client), "mette")
        response = client.get(answer)

    assert response.status_code == 401
    secrets = ["forkert-hemmelighed", METTE, answer.partition("code=")[2].partition("&")[0]]
    assert [secret for secret in secrets if secret in caplog.text] == []
    assert "log-in at nordby failed (OAuth2Error)" in caplog.text
