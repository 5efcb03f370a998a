"""Who may log in with a work account, and as whom."""

import logging
from typing import Any, override

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.adapters import SIGNING_UP
from portal.addresses import AddressError, normalise
from portal.models import User

logger = logging.getLogger(__name__)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity is the provider's, never an address: an address alone opens nothing and connects nothing."""

    @override
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """By settings alone; none in the database counts."""
        apps = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for found in apps.values() for app in found]

    @override
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whoever is known, or comes with a new address that the employer vouches for.

        For everybody else there is one page, so that nobody learns which addresses have an account.

        Raises:
            ImmediateHttpResponse: with that page.
        """
        if sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        address = _vouched_for(sociallogin)
        if not address or _is_taken(address):
            raise ImmediateHttpResponse(_code_first(request))
        sociallogin.user.email = address
        sociallogin.email_addresses = [EmailAddress(email=address, verified=True, primary=True)]

    @override
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Make the account. The profile comes next, as with every sign-up.

        Raises:
            ImmediateHttpResponse: the same person was quicker in another window.
        """
        try:
            with transaction.atomic():
                user: User = super().save_user(request, sociallogin, form)
        except IntegrityError:
            raise ImmediateHttpResponse(_code_first(request)) from None
        request.session[SIGNING_UP] = True
        return user

    @override
    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say in the log which provider it was and what kind of error, and nothing that came from there."""
        kind = type(exception).__name__ if exception else error
        # Not its text: allauth writes the provider's whole answer into it.
        logger.warning("log-in at %s failed (%s)", provider.sub_id, kind)


def _vouched_for(sociallogin: SocialLogin) -> str | None:
    """The address, when the provider says that it is confirmed, or may speak for its domain."""
    for address in sociallogin.email_addresses:
        if address.verified:
            try:
                return normalise(address.email)
            except AddressError:
                return None
    return None


def _is_taken(address: str) -> bool:
    return (
        User.objects.filter(email__iexact=address).exists()
        or EmailAddress.objects.filter(email__iexact=address).exists()
    )


def _code_first(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/code_first.html", status=403)
