"""The overview of one's account, and the doors that are shut."""

from collections.abc import Callable
from functools import wraps

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from portal.accounts import second_factor
from portal.asking import user_of
from portal.models import User

type View = Callable[[HttpRequest], HttpResponse]


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """How one logs in, in one look: address, second step, password, devices."""
    user = user_of(request)
    context = {
        "address": EmailAddress.objects.get_primary_email(user) or user.email,
        "has_second_factor": second_factor.has_one(user),
        "has_password": user.has_usable_password(),
        "session_count": UserSession.objects.filter(user=user).count(),
    }
    return render(request, "account/overview.html", context)


def shown_by_adding(view: View) -> View:
    """Whoever adds an app or a key has just shown it: they are not asked for it again on the next page."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return view(request)
        before = second_factor.of(user).count()
        response = view(request)
        newest = second_factor.of(user).order_by("pk").last()
        if newest and second_factor.of(user).count() > before:
            second_factor.record(request, user, newest.type)
        return response

    return wrapped


def to_log_in(request: HttpRequest, **_ignored: str) -> HttpResponse:
    """A door that is shut: the log-in of Wagtail, its forgotten password. On to ours, and from there to the goal."""
    target = request.GET.get("next", "")
    log_in = reverse("account_login")
    return redirect(f"{log_in}?{urlencode({'next': target})}" if target else log_in)
