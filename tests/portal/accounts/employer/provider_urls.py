"""The addresses of the provider's process, and what it says about its people."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from oauth2_provider.oauth2_validators import OAuth2Validator
from provider import claims_of  # type: ignore[import-not-found]  # beside this file, in the provider's process


class Validator(OAuth2Validator):  # type: ignore[misc]
    """Every claim goes into the ID token."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """As Entra does, so that nobody needs to ask for more."""
        claims: dict[str, Any] = claims_of(settings.PEOPLE, request.user.get_username())
        return claims


def log_in(request: HttpRequest) -> HttpResponse:
    """Whoever says who they are, is."""
    if request.method != "POST":
        return HttpResponse("Who are you?")
    user, _new = get_user_model().objects.get_or_create(username=request.POST["name"])
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(request.GET["next"])


urlpatterns = [path("log-in/", log_in), path("", include("oauth2_provider.urls", namespace="oauth2_provider"))]
