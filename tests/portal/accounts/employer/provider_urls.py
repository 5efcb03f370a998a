"""The addresses of the provider's process, and what it says about its people."""

import json
import sys
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from oauth2_provider.oauth2_validators import OAuth2Validator


class Validator(OAuth2Validator):
    """Every claim goes into the ID token."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """As Entra does, so that nobody needs to ask for more."""
        known: dict[str, dict[str, Any]] = json.loads((Path(sys.argv[1]) / "people.json").read_text())
        name = request.user.get_username()
        return {"sub": name} | known[name]


def log_in(request: HttpRequest) -> HttpResponse:
    """Whoever says who they are, is."""
    if request.method != "POST":
        return HttpResponse("Who are you?")
    users: Any = get_user_model().objects  # Django's own, not the portal's
    user, _new = users.get_or_create(username=request.POST["name"])
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(request.GET["next"])


urlpatterns = [path("log-in/", log_in), path("", include("oauth2_provider.urls", namespace="oauth2_provider"))]
