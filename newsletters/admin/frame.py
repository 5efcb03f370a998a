"""What every screen of one issue shares: who may open it, which issue it is about, and the steps until it is sent."""

from dataclasses import dataclass
from http import HTTPStatus

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from newsletters.models import IssuePage, Segment, Sending
from portal.admin_screens import frame

_ADMIN = "wagtailadmin.access_admin"
SENDING = (_ADMIN, "newsletters.add_sending")
PROGRESS = (_ADMIN, "newsletters.change_sending")
FIGURES = (_ADMIN, "newsletters.view_sending")
LOG = (_ADMIN, "newsletters.view_sending", "mail.view_delivery")


@dataclass(frozen=True)
class Tab:
    """One of the screens of an issue. `number` is that of a step, 0 for what is none."""

    number: int
    label: str
    url: str
    is_current: bool


def the_issue(pk: int) -> IssuePage:
    """The issue, whether it is published or not.

    Raises:
        Http404: when there is none.
    """
    issues: QuerySet[IssuePage] = IssuePage.objects.select_related("topic")
    return get_object_or_404(issues, pk=pk)


def the_segment(value: str) -> Segment | None:
    """The segment with that key; None for "": everybody.

    Raises:
        Http404: when there is none with that key.
    """
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise Http404
    return get_object_or_404(Segment, pk=int(value))


def tabs(issue: IssuePage, current: str) -> list[Tab]:
    """The steps of an issue in their order, then what comes after them."""
    steps = {
        "newsletters_check": _("Check"),
        "newsletters_test": _("Test mail"),
        "newsletters_recipients": _("Recipients"),
        "newsletters_confirm": _("Confirm"),
    }
    ways = [
        Tab(number, label, reverse(name, args=[issue.pk]), name == current)
        for number, (name, label) in enumerate(steps.items(), start=1)
    ]
    latest = Sending.objects.filter(issue=issue).first()
    if latest is not None:
        under_way = current in {"newsletters_sending", "newsletters_log"}
        ways.append(Tab(5, _("Under way"), reverse("newsletters_sending", args=[latest.pk]), under_way))
    figures = reverse("newsletters_figures", args=[issue.pk])
    return [*ways, Tab(0, _("Figures"), figures, current == "newsletters_figures")]


def screen(
    request: HttpRequest,
    name: str,
    title: str,
    issue: IssuePage,
    context: dict[str, object],
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The screen `newsletters/admin/<name>.html` of an issue; `name` is also what the address is called."""
    around = frame(title, under=(_("Newsletters"), "newsletter-issues:index"), icon="mail", about=issue.title)
    around |= {"issue": issue, "tabs": tabs(issue, f"newsletters_{name}")}
    return render(request, f"newsletters/admin/{name}.html", around | context, status=status)
