"""Signing up: one POST from the page; a short form when something is missing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from portal.asking import user_of
from portal.models import User
from portal.permissions import is_logged_in
from themedays import actions
from themedays.actions import PayerNeeded, SignUpClosed
from themedays.actions.rules import has_begun
from themedays.forms import NeedsForm, SignUpForm
from themedays.lists import own_registration
from themedays.models import Need, SeatPool, ThemeDayPage
from themedays.panel import panel_of
from themedays.views.asking import known_of, missing_of, own_place, pool_of_day, published_day


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the person a seat or a place on the waiting list. Pressed twice, it is done once.

    The button on the page posts nothing: what is known is enough for most. Whoever must be asked something gets the
    form, and comes back here with it.
    """
    page = published_day(slug)
    pool, now = pool_of_day(page), timezone.now()
    if not is_logged_in(request):  # logged out in another window, or on the way in by a code
        return _onward(request, redirect_to_login(request.path).url)
    user = user_of(request)
    if not actions.is_open(pool, now) or own_registration(user.pk, pool):
        return _panel(request, page, user, now)
    if request.method != "POST":
        return _asked(request, pool, user, now)
    return _pressed(request, pool, user, now)


def _asked(request: HttpRequest, pool: SeatPool, user: User, now: datetime) -> HttpResponse:
    """On the way in by a code: the form for what is missing, otherwise the page with its button."""
    missing = missing_of(pool, actions.workplace_of(pool, user))
    if not missing:
        return redirect(f"{pool.page.url}#tilmelding")
    form = SignUpForm(missing=missing, today=timezone.localdate(now), initial=known_of(user))
    return _form(request, pool.page, form)


def _pressed(request: HttpRequest, pool: SeatPool, user: User, now: datetime) -> HttpResponse:
    """The button on the page, or the form."""
    place = actions.workplace_of(pool, user)
    missing = missing_of(pool, place)
    if {"kind", "public_name"} & set(request.POST):  # the workplace written is not in the network: the payer was asked
        missing = replace(missing, payer=True)
    if not missing:
        return _sign_up(request, pool, user, now, place=place)
    if "asked" not in request.POST:  # the button on the page: now ask what is missing
        return _onward(request, request.path)
    form = SignUpForm(request.POST, missing=missing, today=timezone.localdate(now))
    if not form.is_valid():
        return _form(request, pool.page, form, status=422)
    return _with_answers(request, pool, user, form, now)


def _with_answers(request: HttpRequest, pool: SeatPool, user: User, form: SignUpForm, now: datetime) -> HttpResponse:
    """What was missing has been said. A workplace outside the network may lead to one more question: who pays."""
    if form.missing.name:
        user.first_name, user.last_name = form.cleaned_data["first_name"], form.cleaned_data["last_name"]
        user.save(update_fields=["first_name", "last_name"])
    organisation, words = form.organisation_chosen(), form.cleaned_data.get("other_organisation", "")
    try:
        return _sign_up(request, pool, user, now, organisation=organisation, workplace=words, payer=form.payer())
    except PayerNeeded:
        # What is known now is asked for again, chosen beforehand, with the payer below it: nothing typed is lost.
        asked = replace(form.missing, name=False, payer=True)
        again = SignUpForm(missing=asked, today=timezone.localdate(now), initial=form.cleaned_data)
        return _form(request, pool.page, again)


def _sign_up(request: HttpRequest, pool: SeatPool, user: User, now: datetime, **asked: Any) -> HttpResponse:
    """Raises `PayerNeeded` when who pays must be asked."""
    said = ""
    try:
        actions.sign_up(pool, user, by=user, now=now, **asked)
    except SignUpClosed as closed:  # while the page was read; the page says the same
        said = str(closed)
    except ValidationError as error:
        said = " ".join(error.messages)
    return _panel(request, pool.page, user, now, said)


def _panel(request: HttpRequest, page: ThemeDayPage, user: User, now: datetime, said: str = "") -> HttpResponse:
    """The page again, or only its panel for htmx."""
    if getattr(request, "htmx", False):
        return render(request, "themedays/panel.html", {"panel": panel_of(page, user, now, said=said), "page": page})
    return redirect(f"{page.url}#tilmelding")


def _onward(request: HttpRequest, address: str) -> HttpResponse:
    """To another page of ours; htmx must be told, or it would draw that page inside the panel."""
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


def _form(request: HttpRequest, page: ThemeDayPage, form: SignUpForm, status: int = 200) -> HttpResponse:
    return render(request, "themedays/sign_up.html", {"page": page, "form": form}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest, slug: str) -> HttpResponse:
    """What the kitchen and the house should know: ticks on a closed list, until the day begins."""
    page = published_day(slug)
    mine = own_place(request, page)
    if has_begun(mine.pool, timezone.now()):
        return redirect(f"{page.url}#tilmelding")
    chosen = list(Need.objects.filter(pk__in=mine.needs.values("need")).values_list("pk", flat=True))
    data = request.POST if request.method == "POST" else None
    form = NeedsForm(data, initial={"needs": chosen, "agrees": bool(chosen)})
    if form.is_valid():
        actions.set_needs(mine, form.cleaned_data["needs"])
        return redirect(f"{page.url}#tilmelding")
    return render(request, "themedays/needs.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)
