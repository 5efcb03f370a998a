"""What became of an issue: the numbers, each with what it means and what it does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import permission_required
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, ReferenceIndex

from newsletters.admin.frame import FIGURES, screen, the_issue
from newsletters.admin.standing import Standing, sending_words, standings
from newsletters.models import IssuePage, Sending
from portal.contributions import contributed
from portal.mail.models import Delivery, Mailing

FOLLOWED_FOR = timedelta(days=30)  # what somebody does later is hardly the issue's doing


@dataclass(frozen=True)
class Row:
    """One number with its name and its meaning."""

    name: str
    count: int
    means: str


def rows_of(standing: Standing) -> list[Row]:
    """The numbers of an issue in words; those that say that something went wrong only when they are not 0."""
    of = standing.figures
    always = [
        Row(_("Recipients"), of.recipients, _("Everybody it was sent to, all sendings together.")),
        Row(
            _("Delivered"),
            of.arrived,
            _("The recipient's mail server has taken it. Whether it was read nobody knows, and we do not measure it."),
        ),
        Row(_("Came back"), of.bounced, _("The server took it, and later said that it could not be delivered.")),
        Row(_("Unsubscribed"), of.unsubscribed, _("Ended all newsletters by a link in this one.")),
        Row(
            _("Visits"),
            of.visits,
            _("How often a link in it was followed to our site. Nobody knows by whom, and one person can count twice."),
        ),
    ]
    trouble = [
        Row(_("Waiting"), of.waiting, _("Has not left yet.")),
        Row(_("Turned away"), of.failed, _("The server would not take it. You can send it again.")),
        Row(
            _("In doubt"),
            of.unknown,
            _("The connection broke while it was handed over: it may have arrived. It is never sent again by itself."),
        ),
        Row(_("Reported as spam"), of.complained, _("The recipient's mail program said so. They get no more.")),
        Row(_("Left out on the way"), of.left_out, _("Unsubscribed, or was blocked, after it was scheduled.")),
    ]
    return [*always[:3], *(row for row in trouble if row.count), *always[3:]]


def pages_in(issue: IssuePage) -> list[int]:
    """The pages that an issue shows or links to, by Wagtail's index of references."""
    pages = ContentType.objects.get_for_model(Page)
    found = ReferenceIndex.get_references_for_object(issue).filter(to_content_type=pages)
    return sorted({int(key) for key in found.values_list("to_object_id", flat=True)} - {issue.pk})


def followed(issue: IssuePage, sendings: Iterable[Sending], now: datetime) -> list[tuple[str, int]]:
    """What its readers did within a month of what its pages ask for, by the rooms' own count."""
    out = [one for one in sendings if one.mailing.status not in (Mailing.Status.SCHEDULED, Mailing.Status.HELD)]
    pages = pages_in(issue)
    if not out or not pages:
        return []
    reached = Delivery.objects.filter(mailing__in=[one.mailing_id for one in out], status=Delivery.Status.SENT)
    since = min(one.mailing.began_at or one.mailing.send_at for one in out)
    until = min(now, max(one.mailing.send_at for one in out) + FOLLOWED_FOR)
    users = reached.exclude(user=None).order_by().values_list("user_id", flat=True)
    return [pair for source in contributed("FOLLOWED_SOURCES") for pair in source(pages, users, since, until)]


@permission_required(FIGURES, raise_exception=True)
@require_safe
@cache_control(private=True, no_store=True)
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers of an issue, and its sendings."""
    issue = the_issue(pk)
    standing = standings([issue])[issue.pk]
    context: dict[str, object] = {
        "rows": rows_of(standing),
        "followed": followed(issue, standing.sendings, timezone.now()),
        "days": FOLLOWED_FOR.days,
        "sendings": [(one, sending_words(one.mailing)) for one in standing.sendings],
    }
    return screen(request, "figures", _("Figures"), issue, context)
