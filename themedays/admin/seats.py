"""“Pladser”: how many seats, whose they are, and when one can sign up."""

import hashlib
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from directory.contacts.models import Organisation
from portal.asking import user_of
from portal.clock import COPENHAGEN
from portal.danish import sort_key
from portal.seats import Share
from themedays.actions import change_seats
from themedays.actions import pool_of as make_pool
from themedays.actions.rules import reserves_bind
from themedays.admin.forms import AllocationForm, SeatsForm
from themedays.admin.frame import SEATS, page, pool_of, the_day
from themedays.admin.numbers import numbers_of, seats_in_use
from themedays.models import SeatAllocation, SeatPool, ThemeDayPage


@dataclass(frozen=True)
class Row:
    """One organisation's line: what it has been given, and how many seats its people use."""

    organisation: Organisation
    form: AllocationForm
    in_use: int


@permission_required(SEATS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the numbers and the form; POST writes it through `change_seats`, which also fills the seats."""
    day = the_day(pk)
    return _save(request, day) if request.method == "POST" else _show(request, day, pool_of(day))


def _save(request: HttpRequest, day: ThemeDayPage) -> HttpResponse:
    now = timezone.now()
    with transaction.atomic():
        pool = SeatPool.objects.locked().get(pk=make_pool(day, now=now).pk)
        if request.POST.get("version") != version_of(pool):
            messages.error(
                request,
                _(
                    "Somebody has changed the seats since you opened this screen, so nothing was saved. What you wrote"
                    " still stands below, with what holds now above it. Save again to let yours hold."
                ),
            )
            return _show(request, day, pool, request.POST, HTTPStatus.CONFLICT)
        form, rows = _form(day, pool, request.POST), _rows(day, pool, request.POST)
        if not all([form.is_valid(), *(row.form.is_valid() for row in rows), _fit(form, rows)]):
            messages.error(request, _("Nothing was saved. See what is wrong below."))
            return _show(request, day, pool, request.POST, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            changed = change_seats(pool, now=now, by=user_of(request), shares=_shares(rows), **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join([*error.messages, _("Nothing was saved.")]))
            return _show(request, day, pool, request.POST, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _told(changed.promoted, form.cleaned_data["mode"]))
    return redirect("themedays_seats", day.pk)


def _shares(rows: list[Row]) -> dict[Organisation, Share]:
    """What was written for the organisations; nothing for those whose fields are empty."""
    said = {
        row.organisation: Share(row.form.cleaned_data["reserved"], row.form.cleaned_data["maximum"]) for row in rows
    }
    return {organisation: share for organisation, share in said.items() if share != Share()}


def _told(promoted: int, mode: str) -> str:
    if not promoted:
        return _("Saved. Nobody on the waiting list got a seat by it.")
    if mode == SeatPool.Mode.CONFIRM:
        words = ngettext(
            "Saved. %(count)d from the waiting list is asked, and gets a mail about it.",
            "Saved. %(count)d from the waiting list are asked, and get a mail about it.",
            promoted,
        )
    else:
        words = ngettext(
            "Saved. %(count)d from the waiting list got a seat, and gets a mail about it.",
            "Saved. %(count)d from the waiting list got a seat, and get a mail about it.",
            promoted,
        )
    return words % {"count": promoted}


def _show(
    request: HttpRequest,
    day: ThemeDayPage,
    pool: SeatPool,
    posted: QueryDict | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    numbers = numbers_of(pool, reserves_bind=reserves_bind(pool, timezone.now()))
    form, rows = _form(day, pool, posted), _rows(day, pool, posted)
    if posted is not None:
        form.is_valid()
        _fit(form, rows)
        pool.refresh_from_db()  # a form writes what was typed into its instance
    context: dict[str, object] = {
        "form": form,
        "rows": rows,
        "numbers": numbers,
        "pool": pool,
        "version": version_of(pool),
    }
    return page(request, "seats", _("Seats"), day, context, status=status)


def _form(day: ThemeDayPage, pool: SeatPool, posted: QueryDict | None) -> SeatsForm:
    active = pool.registrations.active().count() if pool.pk else 0
    return SeatsForm(posted, instance=pool, starts_at=day.starts_at, active=active)


def _fit(form: SeatsForm, rows: list[Row]) -> bool:
    """Whether there are as many seats as are reserved; the form says so when not."""
    if not all(row.form.is_valid() for row in rows):
        return False
    capacity = form.cleaned_data.get("capacity")
    reserved = sum(row.form.cleaned_data["reserved"] for row in rows)
    if capacity is None or reserved <= capacity:
        return True
    form.add_error(
        "capacity",
        _("%(reserved)d seats are reserved, but there are only %(seats)d.") % {"reserved": reserved, "seats": capacity},
    )
    return False


def _rows(day: ThemeDayPage, pool: SeatPool, posted: QueryDict | None) -> list[Row]:
    """The organisations that participate on the day, and those that have been given something before."""
    given = {one.organisation_id: one for one in _allocations(pool)}
    taken = pool.registrations.active().values_list("state", "share") if pool.pk else []
    in_use = seats_in_use(taken)
    shared = Organisation.objects.participating(_date_of(day)).exclude(kind=Organisation.Kind.UNIT)
    organisations = shared | Organisation.objects.filter(pk__in=given)
    return [
        Row(
            organisation,
            AllocationForm(
                posted,
                prefix=f"organisation-{organisation.pk}",
                initial=_initial(given.get(organisation.pk)),
                name=organisation.display_name,
            ),
            in_use[organisation.pk],
        )
        for organisation in sorted(organisations.distinct(), key=lambda one: sort_key(one.display_name))
    ]


def _initial(allocation: SeatAllocation | None) -> dict[str, int | None]:
    return {"reserved": allocation.reserved or None, "maximum": allocation.maximum} if allocation else {}


def _date_of(day: ThemeDayPage) -> date:
    return day.starts_at.astimezone(COPENHAGEN).date() if day.starts_at else timezone.localdate()


def _allocations(pool: SeatPool) -> list[SeatAllocation]:
    return list(pool.allocations.order_by("organisation_id")) if pool.pk else []


def version_of(pool: SeatPool) -> str:
    """A print of what the form changes: another one means that somebody else has saved in between."""
    values = [pool.capacity, str(pool.mode), pool.opens_at, pool.closes_at, pool.cancel_until, pool.release_at]
    given = [(one.organisation_id, one.reserved, one.maximum) for one in _allocations(pool)]
    return hashlib.sha256(repr((values, given)).encode()).hexdigest()[:16]
