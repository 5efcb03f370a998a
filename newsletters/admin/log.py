"""What became of each person's mail: found by name or address, or by its state."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from directory.contacts.admin.views import folded_search
from newsletters.admin.frame import LOG, screen
from newsletters.admin.progress import sendings
from portal.mail.models import Delivery, Mailing
from portal.typed import typed

PER_PAGE = 50


def deliveries(mailing: Mailing, *, status: str, text: str) -> QuerySet[Delivery]:
    """The mails of a sending in the order in which they leave, in one state and of whoever has all the typed words."""
    rows = Delivery.objects.filter(mailing=mailing).select_related("user").order_by("pk")
    if status in Delivery.Status.values:
        rows = rows.filter(status=status)
    return folded_search(rows, ("user__first_name", "user__last_name", "email"), text) if text else rows


@permission_required(LOG, raise_exception=True)
@require_safe
@cache_control(private=True, no_store=True)
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """The mails of one sending."""
    found = get_object_or_404(sendings(), pk=pk)
    status, text = typed(request.GET, "tilstand"), typed(request.GET, "q").strip()
    rows = deliveries(found.mailing, status=status, text=text)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context: dict[str, object] = {
        "sending": found,
        "page": page,
        "status": status,
        "text": text,
        "states": Delivery.Status.choices,
        "may_open": request.user.has_perm("mail.view_delivery"),
    }
    return screen(request, "log", _("Log"), found.issue, context)
