"""Forged tokens: whoever can change what the provider says about somebody still gets in as nobody."""

import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from portal.accounts.single_sign_on.configuration import Provider
from portal.models import User
from tests.portal.accounts.employer.forger import Forger, Forgery, forging
from tests.portal.accounts.employer.person import ID, LOG_IN, Employer, come_back_from, go, settings_of
from tests.portal.accounts.employer.provider import CLIENT_ID, CLIENT_SECRET
from tests.portal.accounts.knocking import is_logged_in

pytestmark = pytest.mark.django_db
METTE = "mette@nordby.example.dk"
HMAC_SECRET = CLIENT_SECRET * 3


def saying(**changed: Any) -> Forgery:
    """A well signed token that says something else; None leaves a claim out."""

    def forge(forger: Forger, claims: dict[str, Any]) -> str:
        return forger.sign({name: value for name, value in (claims | changed).items() if value is not None})

    return forge


def signed_by_another(forger: Forger, claims: dict[str, Any]) -> str:
    return forger.sign(claims, key=rsa.generate_private_key(public_exponent=65537, key_size=2048))


def signed_by_nobody(forger: Forger, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "1"})


def signed_with_the_shared_secret(forger: Forger, claims: dict[str, Any]) -> str:
    return forger.sign(claims, key=HMAC_SECRET, algorithm="HS256")


def signed_with_an_unknown_key(forger: Forger, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, forger.key, algorithm="RS256", headers={"kid": "2"})


def changed_after_the_signature(forger: Forger, claims: dict[str, Any]) -> str:
    head, _, signature = forger.sign(claims).split(".")
    return ".".join([head, forger.sign(claims | {"sub": "chef"}).split(".")[1], signature])


def no_token(forger: Forger, claims: dict[str, Any]) -> str:
    return "ikke.en.token"


def log_in_by(client: Client, employer: Employer, settings: Any, forgery: Forgery, **discovery: Any) -> Any:
    """Log in at an employer whose tokens go through a forger's hands."""
    employer.knows("mette", email=METTE)
    with forging(employer, forgery) as forger:
        provider = Provider(
            id=ID,
            name="Nordby",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            server_url=forger.issuer,
            domains=["nordby.example.dk"],
        )
        settings.SOCIALACCOUNT_PROVIDERS = settings_of(provider)
        if discovery:
            forger.discovery = discovery
            return client.post(f"{LOG_IN}?process=login")
        return client.get(come_back_from(go(client), "mette"))


def test_a_token_that_is_only_passed_on_counts(client: Client, nordby: Employer, settings: Any) -> None:
    """Otherwise the forgeries below might be refused for another reason."""
    log_in_by(client, nordby, settings, saying())

    assert is_logged_in(client)


@pytest.mark.parametrize(
    "forgery",
    [
        pytest.param(saying(aud="another-client"), id="for another client"),
        pytest.param(saying(aud=[CLIENT_ID, "another"], azp="another"), id="asked for by another client"),
        pytest.param(saying(iss="https://login.example.com/other/v2.0"), id="by another issuer"),
        pytest.param(saying(nonce="another"), id="of another log-in"),
        pytest.param(saying(nonce=None), id="of no log-in"),
        pytest.param(saying(exp=int(time.time()) - 3600), id="too old"),
        pytest.param(saying(exp=None), id="without an end"),
        pytest.param(saying(iat=int(time.time()) + 7200, exp=int(time.time()) + 9000), id="from tomorrow"),
        pytest.param(saying(sub=None), id="about nobody"),
        pytest.param(saying(sub="x" * 250), id="about somebody without end"),
        pytest.param(signed_by_another, id="signed by another"),
        pytest.param(signed_by_nobody, id="signed by nobody"),
        pytest.param(signed_with_the_shared_secret, id="signed with a shared secret"),
        pytest.param(signed_with_an_unknown_key, id="signed with an unknown key"),
        pytest.param(changed_after_the_signature, id="changed afterwards"),
        pytest.param(no_token, id="no token at all"),
    ],
)
def test_a_forged_token_is_refused(client: Client, nordby: Employer, settings: Any, forgery: Forgery) -> None:
    response = log_in_by(client, nordby, settings, forgery)

    assert response.status_code == 401
    assert not is_logged_in(client)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://login.example.com/other/v2.0"},
        {"authorization_endpoint": None},
        {"token_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_speaks_for_another_or_has_no_address_is_not_asked(
    client: Client, nordby: Employer, settings: Any, discovery: dict[str, Any]
) -> None:
    response = log_in_by(client, nordby, settings, saying(), **discovery)

    assert response.status_code == 401
    assert "http-equiv" not in response.content.decode()
