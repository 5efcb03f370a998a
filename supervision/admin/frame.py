"""What every screen of one group shares: who may open it, which page it is about, and what stands around it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from portal.admin_screens import frame
from supervision.models import SupervisionGroupPage

_ADMIN = "wagtailadmin.access_admin"
SETTINGS = (_ADMIN, "supervision.change_group")
PEOPLE = (_ADMIN, "supervision.change_seat")


def the_page(pk: int) -> SupervisionGroupPage:
    """The group's page, whether it is published or not.

    Raises:
        Http404: when there is none.
    """
    page: SupervisionGroupPage = get_object_or_404(SupervisionGroupPage, pk=pk)
    return page


def screen(
    request: HttpRequest, name: str, title: str, context: dict[str, object], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The screen `supervision/admin/<name>.html`."""
    around = frame(title, under=(_("Supervision"), "supervision-groups:index"), icon="group")
    return render(request, f"supervision/admin/{name}.html", around | context, status=status)
