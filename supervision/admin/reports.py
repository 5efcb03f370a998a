"""The coordinator's report, on the screen and as a file."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.spreadsheets import danish_csv, workbook
from supervision.admin.frame import SETTINGS, screen
from supervision.report import figures, hours_text, table, years

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permission_required(SETTINGS, raise_exception=True)
@require_safe
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """One year's figures; `fil` asks for them as a file. No name is in them, so no log is kept of it."""
    this_year = timezone.localdate().year
    known = sorted({*years(), this_year}, reverse=True)
    asked = request.GET.get("aar", "")
    year = next((one for one in known if str(one) == asked), this_year)
    found = figures(year)
    kind = request.GET.get("fil", "")
    if kind in ("xlsx", "csv"):
        rows = list(table(found))
        data = danish_csv(rows) if kind == "csv" else workbook(rows, title=_("Supervision"))
        content_type = "text/csv; charset=utf-8" if kind == "csv" else _XLSX
        name = f"supervision-{year}.{kind}"
        return HttpResponse(
            data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
    groups = [(group, hours_text(group.minutes)) for group in found.groups]
    shares = [(share, hours_text(share.minutes)) for share in found.shares]
    context: dict[str, object] = {
        "report": found,
        "groups": groups,
        "shares": shares,
        "total": hours_text(found.minutes),
        "years": known,
    }
    return screen(request, "report", _("Report on supervision"), context)
