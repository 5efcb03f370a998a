"""What the post office contributes as every room does: its chores, what it knows of a person, how it forgets."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.contributions import Forgotten, PersonalData, Ticked
from portal.mail.engine import release_expired
from portal.mail.models import Delivery
from portal.mail.reconcile import reconcile
from portal.models import User

TEXTS_KEPT = timedelta(days=30)
ROWS_KEPT = timedelta(days=365)
_EMPTY = {"text": "", "html": "", "calendar": "", "headers": {}}
Status = Delivery.Status


def tick(now: datetime) -> Iterable[Ticked]:
    """Take over from workers that have died, and settle what they left in doubt by the server's own log."""
    waiting, blurred = release_expired(now)
    yield Ticked("mail.taken-over", waiting)
    yield Ticked("mail.in-doubt", blurred)
    if settings.POSTFIX_LOG:
        sent, again = reconcile(Path(settings.POSTFIX_LOG), now)
        yield Ticked("mail.found-sent", sent)
        yield Ticked("mail.found-unsent", again)


def personal_data(user: User) -> Iterable[PersonalData]:
    """The mails that were written to the person; their text as long as it is kept."""
    rows = [
        {
            _("Posted"): row.created_at,
            _("To"): row.email,
            _("Subject line"): row.subject,
            _("State"): row.get_status_display(),
            _("Sent"): row.sent_at,
            _("Text"): row.text,
        }
        for row in _of(user).order_by("pk")
    ]
    yield PersonalData("mails", _("E-mails to you"), rows)


def erase(user: User, now: datetime) -> None:
    """Call back what has not left, and keep of every mail only that there was one. Call it while addresses stand."""
    rows = _of(user)
    rows.filter(status__in=[Status.QUEUED, Status.CLAIMED]).update(status=Status.CANCELLED)
    rows.update(email="", domain="", subject="", response="", user=None, **_EMPTY)


def _of(user: User) -> QuerySet[Delivery]:
    addresses = {user.email, *EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)}
    return Delivery.objects.filter(Q(user=user) | Q(email__in=addresses - {""}))


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Empty the texts after a month and delete the rows after a year. What waits keeps its text until it has left."""
    left = Delivery.objects.exclude(status__in=[Status.QUEUED, Status.CLAIMED, Status.HANDING])
    texts = left.filter(created_at__lt=now - TEXTS_KEPT).exclude(text="", html="", calendar="")
    yield Forgotten("mail.texts", texts.count() if dry_run else texts.update(**_EMPTY))
    rows = Delivery.objects.filter(created_at__lt=now - ROWS_KEPT)
    yield Forgotten("mail.rows", rows.count() if dry_run else rows.delete()[0])
