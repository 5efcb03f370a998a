"""The way to the employer and back, and the page where a work account is connected."""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.single_sign_on.provider import Callback, Conversation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the employer. By a page that goes on by itself: a form may lead nowhere but here (`form-action`)."""
    # Each click asks the provider something, so there may be as many as there may be tries to log in.
    response = ratelimit.consume_or_429(request, action="login") or _answer(
        OAuth2LoginView.adapter_view, request, provider_id
    )
    if response.status_code == 302 and "://" in response["Location"]:
        return render(request, "socialaccount/onward.html", {"target": response["Location"]})
    return response


@never_cache
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the employer."""
    return _answer(Callback.adapter_view, request, provider_id)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def employers(request: HttpRequest) -> HttpResponse:
    """Connect a work account, and disconnect it."""
    providers = get_adapter().list_providers(request)
    if not providers:
        raise Http404
    accounts = SocialAccount.objects.filter(user=request.user, provider__in=[one.sub_id for one in providers])
    if request.method == "POST":
        return _disconnect(request, accounts.filter(pk=_number(request.POST.get("account", ""))).first())
    connected = {account.provider: account for account in accounts}
    rows = [{"provider": one, "account": connected.get(one.sub_id)} for one in providers]
    return render(request, "socialaccount/connections.html", {"rows": rows})


def _disconnect(request: HttpRequest, account: SocialAccount | None) -> HttpResponse:
    if account is None:
        raise Http404
    # Not by allauth's form: it keeps the last one for whoever has no password, and here a code always opens.
    disconnect(request, account)
    return redirect("socialaccount_connections")


def _answer(view_of: Callable[[Conversation], Any], request: HttpRequest, provider_id: str) -> HttpResponse:
    """What allauth answers for one of the providers in the settings; 404 for any other."""
    if provider_id not in [app.provider_id for app in get_adapter().list_apps(request)]:
        raise Http404
    response: HttpResponse = view_of(Conversation(request, provider_id))(request)
    return response


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
