"""Cancelling a day: what it means, in numbers, before it is done."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.asking import user_of
from themedays.actions import RefusedError, cancel_day
from themedays.actions import pool_of as make_pool
from themedays.admin.forms import CancelDayForm
from themedays.admin.frame import SEATS, page, pool_of, the_day
from themedays.admin.numbers import numbers_of
from themedays.models import ThemeDayPage


@permission_required(SEATS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """How many are told, why, and a box to tick. POST cancels the day and tells everybody on its lists."""
    day = the_day(pk)
    if request.method != "POST":
        return _show(request, day, CancelDayForm())
    form = CancelDayForm(request.POST)
    if not form.is_valid():
        return _show(request, day, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    now = timezone.now()
    pool = make_pool(day, now=now)
    if pool.cancelled_at is not None:
        messages.warning(request, _("The day is cancelled already."))
        return redirect("themedays_cancel", day.pk)
    try:
        told = cancel_day(pool, note=form.cleaned_data["note"], by=user_of(request), now=now)
    except RefusedError as error:
        messages.error(request, str(error))
        return _show(request, day, form, HTTPStatus.CONFLICT)
    words = ngettext(
        "The day is cancelled. %(count)d person gets a mail.",
        "The day is cancelled. %(count)d people get a mail.",
        told,
    )
    messages.success(request, words % {"count": told})
    return redirect("themedays_cancel", day.pk)


def _show(request: HttpRequest, day: ThemeDayPage, form: CancelDayForm, status: int = HTTPStatus.OK) -> HttpResponse:
    pool = pool_of(day)
    context: dict[str, object] = {
        "form": form,
        "pool": pool,
        "numbers": numbers_of(pool, reserves_bind=False),
        "is_held": day.ends_at is not None and day.ends_at <= timezone.now(),
    }
    return page(request, "cancel", _("Cancel the day"), day, context, status=status)
