"""What the newsletters put on the coordinator's list of what waits."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.upkeep.waiting import SHOWN, Group, Item
from newsletters.admin.standing import sending_words
from newsletters.models import Sending
from newsletters.numbers import figure
from portal.clock import COPENHAGEN
from portal.mail import mailings
from portal.mail.models import Mailing

# More mails than this share that did not get through are not chance. Fewer than this many are.
MANY = 0.05
FEW = 3
WITHIN = timedelta(days=14)  # whoever has not looked by then will not


def everything(today: date) -> tuple[Group, ...]:
    """What waits on that day, without what is done."""
    now = datetime.combine(today, time.max, COPENHAGEN)
    return tuple(group for group in (stopped(), lost(now)) if group.count)


def stopped() -> Group:
    """The issues that wait for somebody to say that they go on: held back because they are late, or paused."""
    waiting = (Mailing.Status.HELD, Mailing.Status.PAUSED)
    found = Sending.objects.filter(mailing__status__in=waiting).select_related("mailing", "issue")
    return _group(_("Newsletters that wait for you"), [(one, sending_words(one.mailing)) for one in found])


def lost(now: datetime) -> Group:
    """The latest issues of which many mails did not get through. Two queries."""
    recent = list(
        Sending.objects.filter(mailing__send_at__range=(now - WITHIN, now)).select_related("mailing", "issue")
    )
    counts = mailings.counts(one.mailing for one in recent)
    rows = []
    for one in recent:
        of = counts[one.mailing_id]
        missing = of.failed + of.unknown + of.bounced
        if missing > FEW and missing > MANY * (of.all - of.cancelled):
            words = ngettext("%(count)s mail", "%(count)s mails", missing)
            rows.append((one, words % {"count": figure(missing)}))
    return _group(_("Newsletters of which many mails did not get through"), rows)


def _group(heading: str, rows: Iterable[tuple[Sending, str]]) -> Group:
    found = list(rows)
    return Group(
        heading=heading,
        url=reverse("newsletter-issues:index"),
        count=len(found),
        items=tuple(
            Item(text=one.issue.title, url=reverse("newsletters_sending", args=[one.pk]), note=note)
            for one, note in found[:SHOWN]
        ),
    )
