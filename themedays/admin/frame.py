"""What every screen of one theme day shares: who may open it, which day it is about, and what stands around it."""

from dataclasses import dataclass
from http import HTTPStatus

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.admin_screens import frame
from portal.moment import period_text
from themedays.models import SeatPool, ThemeDayPage

_ADMIN = "wagtailadmin.access_admin"
SEATS = (_ADMIN, "themedays.change_seatpool")
PEOPLE = (_ADMIN, "themedays.change_registration")
WRITING = (_ADMIN, "themedays.add_daymail", "themedays.change_registration")
NEEDS = (_ADMIN, "themedays.view_registrationneed", "themedays.change_registration")
PAYERS = (_ADMIN, "themedays.view_payer", "themedays.change_registration")


@dataclass(frozen=True)
class Tab:
    """One of the screens of a day."""

    label: str
    url: str
    is_current: bool


def the_day(pk: int) -> ThemeDayPage:
    """The day, whether it is published or not.

    Raises:
        Http404: when there is none.
    """
    days: QuerySet[ThemeDayPage] = ThemeDayPage.objects.select_related("venue", "pool")
    return get_object_or_404(days, pk=pk)


def pool_of(day: ThemeDayPage) -> SeatPool:
    """The day's seats; not yet written when nobody has asked for seats. Looking makes no row."""
    try:
        pool: SeatPool = day.pool
    except SeatPool.DoesNotExist:
        pool = SeatPool(page=day, changed_at=timezone.now())
    return pool


def when(day: ThemeDayPage) -> str:
    """When it is: "torsdag 3. december 2026 kl. 9.00-15.30", or that it has no date."""
    if day.starts_at is None or day.ends_at is None:
        return _("no date yet")
    return period_text(day.starts_at, day.ends_at)


def tabs(day: ThemeDayPage, current: str) -> list[Tab]:
    """The ways between the screens of a day."""
    ways = {
        "themedays_participants": _("Participants"),
        "themedays_seats": _("Seats"),
        "themedays_mails": _("Mail"),
        "themedays_attendance": _("Who was there"),
        "themedays_needs": _("Food and access"),
        "themedays_exports": _("Lists and invoices"),
        "themedays_cancel": _("Cancel the day"),
    }
    return [Tab(label, reverse(name, args=[day.pk]), name == current) for name, label in ways.items()]


def page(
    request: HttpRequest,
    name: str,
    title: str,
    day: ThemeDayPage,
    context: dict[str, object],
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The screen `themedays/admin/<name>.html` of a day; `name` is also what the address is called."""
    around = frame(title, under=(_("Theme days"), "theme-days:index"), icon="date", about=day.title)
    around |= {"day": day, "when": when(day), "tabs": tabs(day, f"themedays_{name}")}
    return render(request, f"themedays/admin/{name}.html", around | context, status=status)
