"""Signing up several colleagues at once, by name and address."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.asking import user_of
from portal.models import User
from themedays import actions
from themedays.actions import RefusedError
from themedays.forms import MOST_COLLEAGUES, ColleaguesFormSet
from themedays.models import Registration, SeatPool
from themedays.views.asking import pool_of_day, published_day


@dataclass(frozen=True)
class Result:
    """What became of one colleague."""

    name: str
    words: str
    is_done: bool


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest, slug: str) -> HttpResponse:
    """Rows of name and address; each colleague's result is told, and those who were refused stay in the form."""
    page = published_day(slug)
    pool, user = pool_of_day(page), user_of(request)
    formset = ColleaguesFormSet(request.POST if request.method == "POST" else None)
    results: list[Result] = []
    status = 200
    if "more" in request.POST:
        formset = ColleaguesFormSet(initial=formset.typed())
        formset.rows = MOST_COLLEAGUES
    elif formset.is_valid():
        rows = [form.cleaned_data for form in formset if form.cleaned_data]
        results = [_sign_up(pool, row["name"], row["email"], user, timezone.now()) for row in rows]
        refused = [row for row, result in zip(rows, results, strict=True) if not result.is_done]
        formset = ColleaguesFormSet(initial=refused)
    elif formset.is_bound:
        status = 422
    can_add = len(formset) < MOST_COLLEAGUES
    context = {"page": page, "formset": formset, "results": results, "can_add": can_add, "most": MOST_COLLEAGUES}
    return render(request, "themedays/colleagues.html", context, status=status)


def _sign_up(pool: SeatPool, name: str, email: str, by: User, now: datetime) -> Result:
    try:
        with transaction.atomic():  # somebody who is refused leaves no account behind
            registration = actions.sign_up_colleague(pool, name, email, by=by, now=now)
    except RefusedError as refused:
        return Result(name, str(refused), is_done=False)
    except ValidationError as error:
        return Result(name, " ".join(error.messages), is_done=False)
    if registration.state == Registration.State.WAITING:
        words = _("is number %(position)s on the waiting list") % {"position": actions.position_of(registration)}
        return Result(name, words, is_done=True)
    return Result(name, _("has a seat"), is_done=True)
