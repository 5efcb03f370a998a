"""The talk with one employer's provider: allauth's, with what it leaves out.

allauth sends no nonce, trusts the signature of a token that came over TLS, takes any issuer that the discovery
document names, and lets the query of the log-in add parameters. Here none of that is so.
"""

import json
from typing import Any, override
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings as portal_settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from requests import RequestException

from portal.accounts.second_factor import SAID_BY_EMPLOYER
from portal.accounts.single_sign_on.tokens import TokenError, verified_claims

NONCE = "nonce"  # in the state that waits in the session
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LONGEST_UID = 191  # the column of allauth


class Conversation(OpenIDConnectOAuth2Adapter):
    """One log-in's requests to the provider."""

    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document, of the issuer that the settings name.

        Raises:
            OAuth2Error: it belongs to another issuer, or lacks an address.
            RequestException: the provider did not answer.
        """
        if not hasattr(self, "_openid_config"):
            issuer = self.get_provider().app.settings["server_url"]
            found = _json(f"{issuer}/.well-known/openid-configuration")
            if found.get("issuer") != issuer:
                raise OAuth2Error("another issuer")
            if any(urlsplit(str(found.get(name))).scheme != urlsplit(issuer).scheme for name in _ENDPOINTS):
                raise OAuth2Error("an address is missing or not encrypted")
            self._openid_config = found
        return self._openid_config

    @override
    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who it is, by the ID token alone.

        Raises:
            OAuth2Error: there is none, or it does not count.
            RequestException: the provider did not answer.
        """
        try:
            claims = verified_claims(
                str(kwargs["response"].get("id_token", "")),
                keys=_json(self.openid_config["jwks_uri"]),
                issuer=app.settings["server_url"],
                audience=app.client_id,
                nonce=self.state.get(NONCE, ""),
                tenant=app.settings["tenant"],
            )
        except TokenError as error:
            raise OAuth2Error(f"the token does not count: {error}") from None
        self.state[SAID_BY_EMPLOYER] = _has_second_factor(claims, app.settings)
        return self.get_provider().sociallogin_from_response(request, claims)

    @override
    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """The redirect URI, exactly as the employer has entered it."""
        return portal_settings.SITE_URL + reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})


class Employer(OpenIDConnectProvider):
    """What a provider's tokens mean here."""

    oauth2_adapter_class = Conversation
    supports_token_authentication = False

    @override
    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **_from_query: Any
    ) -> HttpResponse:
        """Off to the provider, with a nonce; nothing from the query goes along."""
        nonce = get_random_string(43)
        auth_params = self.get_auth_params() | {"nonce": nonce}
        if context := self.app.settings["mfa_acrs"]:
            auth_params["claims"] = json.dumps({"id_token": {"acrs": {"essential": True, "value": context}}})
        try:
            response: HttpResponse = super().redirect(
                request, process, next_url, data, auth_params=auth_params, nonce=nonce
            )
        except (OAuth2Error, RequestException) as error:
            response = render_authentication_error(request, self, exception=error)
        return response

    @override
    def extract_uid(self, data: dict[str, Any]) -> str:
        """Issuer and person: the same everywhere and for ever, whatever the address and the settings say.

        Raises:
            OAuth2Error: the token does not say who it is.
        """
        subject = data.get(self.app.settings["uid_field"])
        uid = f"{data['iss']}#{subject}"
        if not isinstance(subject, str) or not subject or len(uid) > _LONGEST_UID:
            raise OAuth2Error("the token does not say who it is")
        return uid

    @override
    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing more is kept."""
        return {}

    @override
    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """A name to begin the profile with."""
        return {
            "email": _text(data, "email"),
            "name": _text(data, "name"),
            "first_name": _text(data, "given_name"),
            "last_name": _text(data, "family_name"),
        }

    @override
    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """The address; confirmed when the provider says so. Entra lets its customers write what they like into the
        address, and says by `xms_edov` whether the domain is theirs.
        """
        email = _text(data, "email")
        verified = data.get("xms_edov" if self.app.settings["tenant"] else "email_verified")
        # Entra writes true as a number or as a string, depending on the kind of account.
        return [EmailAddress(email=email, verified=verified in (True, 1, "1", "true"), primary=True)] if email else []

    @override
    def serialize(self) -> dict[str, Any]:
        """By its own id: several tenants may share one client id."""
        return {"id": self.sub_id}


class Callback(OAuth2CallbackView):
    """Where the provider sends people back to."""

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Everything that a provider can say wrongly ends on the calm page."""
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        except (OAuth2Error, RequestException) as error:
            response = render_authentication_error(request, self.adapter.get_provider(), exception=error)
        return response

    @override
    def _get_state(self, request: HttpRequest, provider: Employer) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


def _json(url: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        response = session.get(url)
        response.raise_for_status()
        content = response.json()
    if not isinstance(content, dict):
        raise OAuth2Error("not an object")
    return content


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""


def _has_second_factor(claims: dict[str, Any], settings: dict[str, Any]) -> bool:
    return _holds(claims, "amr", settings["mfa_amr"]) or _holds(claims, "acrs", [settings["mfa_acrs"]])


def _holds(claims: dict[str, Any], name: str, wanted: list[str]) -> bool:
    said = claims.get(name)
    return isinstance(said, list) and any(value and value in wanted for value in said)
