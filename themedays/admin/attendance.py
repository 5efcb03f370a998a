"""Who was there, ticked off at the door or afterwards: many at a time, also by two people at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from portal.asking import user_of
from themedays.actions import RefusedError, mark_attendance
from themedays.admin.forms import MOST_MINUTES
from themedays.admin.frame import PEOPLE, page, pool_of, the_day
from themedays.admin.people import who_comes
from themedays.models import Attendance, Registration, ThemeDayPage


@dataclass(frozen=True)
class Tick:
    """One line: `was` is what stood there when the screen was made, so that only what was changed is written."""

    registration: Registration
    is_there: bool
    minutes: str
    was: str
    problem: str = ""

    @property
    def value(self) -> int | None:
        """The minutes to write; None when the person was not there."""
        return int(self.minutes) if self.is_there else None


def full_day(day: ThemeDayPage) -> int:
    """How many minutes the day lasts; 0 when it has no time yet."""
    if day.starts_at is None or day.ends_at is None:
        return 0
    return min(MOST_MINUTES, round((day.ends_at - day.starts_at).total_seconds() / 60))


@permission_required(PEOPLE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """The tick list. POST writes the lines that were changed on this screen, and leaves the others as they are."""
    day = the_day(pk)
    rows = who_comes(pool_of(day))
    if request.method != "POST":
        return _show(request, day, list(_standing(rows, full_day(day))))
    ticks = list(_posted(rows, request.POST))
    if any(tick.problem for tick in ticks):
        messages.error(request, _("Nothing was saved. See what is wrong below."))
        return _show(request, day, ticks, HTTPStatus.UNPROCESSABLE_ENTITY)
    changed = [tick for tick in ticks if str(tick.value or "") != tick.was]
    try:
        with transaction.atomic():
            for tick in changed:
                mark_attendance(tick.registration, tick.value, by=user_of(request), now=timezone.now())
    except RefusedError as error:
        messages.error(request, str(error))
        return _show(request, day, ticks, HTTPStatus.UNPROCESSABLE_ENTITY)
    there = Attendance.objects.filter(registration__pool__page=day).count()
    words = ngettext("Saved. %(count)d was there.", "Saved. %(count)d were there.", there)
    messages.success(request, words % {"count": there})
    return redirect("themedays_attendance", day.pk)


def _show(request: HttpRequest, day: ThemeDayPage, ticks: list[Tick], status: int = HTTPStatus.OK) -> HttpResponse:
    there = sum(tick.is_there for tick in ticks)
    context: dict[str, object] = {"ticks": ticks, "there": there, "most": MOST_MINUTES}
    return page(request, "attendance", _("Who was there"), day, context, status=status)


def _standing(rows: list[Registration], minutes: int) -> Iterator[Tick]:
    for row in rows:
        marked = getattr(row, "attendance", None)
        was = str(marked.minutes) if marked else ""
        yield Tick(row, marked is not None, was or str(minutes or ""), was)


def _posted(rows: list[Registration], data: QueryDict) -> Iterator[Tick]:
    """The lines as they were sent; a person who has come onto the list in the meantime is not among them."""
    for row in rows:
        if f"was-{row.pk}" not in data:
            continue
        is_there, minutes = f"there-{row.pk}" in data, data.get(f"minutes-{row.pk}", "").strip()
        is_number = minutes.isascii() and minutes.isdecimal() and len(minutes) <= 4 and 0 < int(minutes) <= MOST_MINUTES
        problem = "" if is_number or not is_there else _("Write how many minutes, from 1 to 1440.")
        yield Tick(row, is_there, minutes, str(data[f"was-{row.pk}"]), problem)
