"""Giving a seat back, saying yes to one, and letting a colleague have it: for whoever is logged in."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.asking import user_of
from portal.permissions import is_logged_in
from themedays import actions
from themedays.actions import RefusedError
from themedays.forms import ColleagueForm
from themedays.views.asking import own_place, published_day


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the seat back, or the place in the queue: one more button, since it cannot be undone."""
    page = published_day(slug)
    mine = own_place(request, page)
    said = ""
    if request.method == "POST":
        try:
            actions.cancel(mine, by=user_of(request), now=timezone.now())
        except RefusedError as refused:
            said = str(refused)
        else:
            return redirect(f"{page.url}#tilmelding")
    context = {"page": page, "registration": mine, "said": said}
    return render(request, "themedays/cancel.html", context, status=409 if said else 200)


@never_cache
@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Say yes to the seat that is offered."""
    page = published_day(slug)
    if not is_logged_in(request):  # logged out meanwhile: back to the page, which has the button
        return redirect_to_login(page.url)
    mine = own_place(request, page)
    try:
        actions.accept(mine, by=user_of(request), now=timezone.now())
    except RefusedError as refused:
        return render(request, "themedays/said.html", {"page": page, "said": str(refused)}, status=409)
    return redirect(f"{page.url}#tilmelding")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a colleague come instead."""
    page = published_day(slug)
    mine = own_place(request, page)
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = user_of(request)
        try:
            with transaction.atomic():  # somebody who is refused leaves no account behind
                heir, _workplace = actions.colleague_of(
                    mine.pool, form.cleaned_data["name"], form.cleaned_data["email"], by=user
                )
                actions.swap(mine, heir, by=user, now=timezone.now())
        except RefusedError as refused:
            form.add_error("email", str(refused))
        except ValidationError as error:
            form.add_error("name", error)
        else:
            context = {"page": page, "name": form.cleaned_data["name"]}
            return render(request, "themedays/colleague_comes.html", context)
    status = 422 if form.is_bound else 200
    return render(request, "themedays/colleague.html", {"page": page, "form": form}, status=status)
