"""Lists out of the portal: who comes, for the organiser, and who pays, for the host's finance office.

Who took one out, when, which and how many is noted with the other exports of people. No list holds a need.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from directory.members.exports import note
from directory.members.models import MemberExport
from portal.asking import user_of
from portal.clock import COPENHAGEN
from portal.models import User
from portal.spreadsheets import danish_csv, workbook
from themedays.admin.frame import PAYERS, page, pool_of, the_day
from themedays.admin.payers import without_payer
from themedays.admin.people import registrations, workplace_of
from themedays.models import Payer, SeatPool, ThemeDayPage

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def local(at: datetime | None) -> str:
    """A moment as a spreadsheet in Denmark reads it, in local time: "03-12-2026 09:00"."""
    return at.astimezone(COPENHAGEN).strftime("%d-%m-%Y %H:%M") if at else ""


def participants_table(pool: SeatPool) -> Iterator[list[str]]:
    """Everybody on the day's lists: a header, and a row for each. Two queries."""
    yield [
        _("Name"), _("E-mail"), _("Workplace"), _("Counts among the seats of"), _("State"), _("Signed up"),
        _("Seat since"), _("Minutes"),
    ]  # fmt: skip
    for row in registrations(pool).active().select_related("attendance").order_by("state", "queued_at", "pk"):
        marked = getattr(row, "attendance", None)
        yield [
            str(row),
            row.user.email if row.user else "",
            workplace_of(row),
            str(row.share or ""),
            str(row.get_state_display()),
            local(row.created_at),
            local(row.confirmed_at),
            str(marked.minutes) if marked else "",
        ]


def payers_table(pool: SeatPool) -> Iterator[list[str]]:
    """Who pays for whom; also for those who have cancelled, for the finance office decides. At the end those from
    outside the network of whom nobody has said who pays, so that nobody comes for nothing unseen."""
    yield [
        _("Theme day"), _("Date"), _("Participant"), _("State"), _("Who pays"), _("Name on the invoice"),
        _("EAN number"), _("Reference"), _("For the attention of"), _("CVR number"), _("Address"),
        _("E-mail for the invoice"), _("Price in kroner"), _("VAT"), _("Signed up"),
    ]  # fmt: skip
    day = pool.page
    payers = Payer.objects.filter(registration__pool=pool) if pool.pk else Payer.objects.none()
    for payer in payers.select_related("registration__user").order_by("name", "pk"):
        yield [
            day.title,
            local(day.starts_at)[:10],
            str(payer.registration),
            str(payer.registration.get_state_display()),
            str(payer.get_kind_display()),
            payer.name,
            payer.ean,
            payer.reference,
            payer.contact,
            payer.cvr,
            payer.address,
            payer.email,
            str(payer.price),
            payer.vat_text,
            local(payer.created_at),
        ]
    for row in without_payer(pool):
        yield [
            *(day.title, local(day.starts_at)[:10], str(row), str(row.get_state_display()), _("no payer named")),
            *(workplace_of(row), "", "", "", "", "", ""),
            *(str(day.price), day.vat_text, local(row.created_at)),
        ]


_TABLES: dict[str, Callable[[SeatPool], Iterator[list[str]]]] = {
    "deltagere": participants_table,
    "betalere": payers_table,
}


@permission_required(PAYERS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def exports(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be taken out. POST hands it out, and notes it."""
    day = the_day(pk)
    pool = pool_of(day)
    if request.method == "POST":
        name, _dash, kind = request.POST.get("file", "").partition("-")
        if name not in _TABLES or kind not in (MemberExport.Kind.XLSX, MemberExport.Kind.CSV):
            raise Http404
        return _file(day, name, kind, taken_out(pool, name, kind, by=user_of(request), now=timezone.now()))
    payers = Payer.objects.filter(registration__pool=pool).count() if pool.pk else 0
    unnamed = len(without_payer(pool))
    context: dict[str, object] = {
        "payers": payers + unnamed,
        "unnamed": unnamed,
        "people": registrations(pool).active().count(),
    }
    return page(request, "exports", _("Lists and invoices"), day, context)


@transaction.atomic
def taken_out(pool: SeatPool, name: str, kind: str, *, by: User, now: datetime) -> bytes:
    """The table called `name` as a file of the kind ("xlsx" or "csv"), and a line in the log of exports."""
    rows = list(_TABLES[name](pool))
    title = _("Who pays") if name == "betalere" else _("Participants")
    note(kind, f"{title}: {pool.page.title}", len(rows) - 1, by, now)
    return danish_csv(rows) if kind == MemberExport.Kind.CSV else workbook(rows, title=title)


def _file(day: ThemeDayPage, name: str, kind: str, data: bytes) -> HttpResponse:
    content_type = "text/csv; charset=utf-8" if kind == MemberExport.Kind.CSV else _XLSX
    file_name = f"{name}-{slugify(day.slug)}.{kind}"
    return HttpResponse(
        data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{file_name}"'}
    )
