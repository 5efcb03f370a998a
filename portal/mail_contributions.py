"""What the post office contributes as every room does: its chores, what it knows of a person, how it forgets."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.contributions import Forgotten, PersonalData, Ticked
from portal.mail import mailings
from portal.mail.engine import release_expired
from portal.mail.models import Delivery, MailReturn, Suppression, new_token
from portal.mail.reconcile import reconcile
from portal.mail.returns.mailboxes import opened
from portal.mail.returns.processing import process
from portal.models import User

TEXTS_KEPT = timedelta(days=30)
ROWS_KEPT = timedelta(days=365)
_READS_RETURNED_EVERY = 300  # seconds
_EMPTY = {"text": "", "html": "", "calendar": "", "headers": {}}
Status = Delivery.Status


def tick(now: datetime) -> Iterable[Ticked]:
    """Begin and end mailings, take over from workers that have died, and settle what they left in doubt by the log."""
    yield Ticked("mail.begun", mailings.begin(now))
    yield Ticked("mail.held-late", mailings.hold_late(now))
    waiting, blurred = release_expired(now)
    yield Ticked("mail.taken-over", waiting)
    yield Ticked("mail.in-doubt", blurred)
    if settings.POSTFIX_LOG:
        sent, again = reconcile(Path(settings.POSTFIX_LOG), now)
        yield Ticked("mail.found-sent", sent)
        yield Ticked("mail.found-unsent", again)
    yield Ticked("mail.called-back", mailings.tidy_up())
    yield Ticked("mail.reopened", mailings.reopen())
    yield Ticked("mail.ended", mailings.end(now))


def read_returned(now: datetime) -> Iterable[Ticked]:
    """Read the mailbox of returned mail every five minutes, whichever worker comes first.

    Raises:
        UnreadableError: the mailbox does not answer. The clock's other work goes on.
    """
    is_set_up = settings.BOUNCES_MAILBOX and settings.MAIL_RETURN_PATH
    if is_set_up and cache.add("mail.returns-are-read", 1, timeout=_READS_RETURNED_EVERY):
        with opened(settings.BOUNCES_MAILBOX) as box:
            for what, count in sorted(process(box, now).items()):
                yield Ticked(f"mail.returned-{what}", count)


def personal_data(user: User) -> Iterable[PersonalData]:
    """The mails that were written to the person; their text as long as it is kept."""
    rows = [
        {
            _("Posted"): row.created_at,
            _("To"): row.email,
            _("Subject line"): row.subject,
            _("State"): row.get_status_display(),
            _("Sent"): row.sent_at,
            _("Text"): row.message().text,
        }
        for row in _of(user).select_related("mailing").order_by("pk")
    ]
    yield PersonalData("mails", _("E-mails to you"), rows)
    returned = MailReturn.objects.filter(delivery__in=_of(user)).select_related("delivery").order_by("pk")
    came_back = [
        {
            _("When"): row.at,
            _("Subject line"): row.delivery.subject,
            _("What"): row.get_kind_display(),
            _("The server's words"): f"{row.code} {row.words}".strip(),
        }
        for row in returned
    ]
    if came_back:
        yield PersonalData("mails_returned", _("E-mails to you that came back"), came_back)
    suppressed = Suppression.objects.of_addresses(_addresses(user)).order_by("pk")
    stopped = [{_("Since"): row.at, _("Why"): row.get_reason_display()} for row in suppressed]
    if stopped:
        yield PersonalData("mails_suppressed", _("Your address gets no newsletters"), stopped)


def erase(user: User, now: datetime) -> None:
    """Call back what has not left, and keep of every mail only that there was one. Call it while addresses stand."""
    rows = _of(user)
    waiting = rows.filter(status__in=[Status.QUEUED, Status.CLAIMED])
    waiting.update(status=Status.CANCELLED, lease_owner="", lease_until=None)
    _forget_readers(rows)


def _forget_readers(rows: QuerySet[Delivery]) -> int:
    """Keep of each mail that there was one, and what became of it. Its links lead nowhere any more."""
    MailReturn.objects.filter(delivery__in=rows).delete()
    forgotten = list(rows.only("pk"))
    for row in forgotten:
        row.token = new_token()
    Delivery.objects.bulk_update(forgotten, ["token"], batch_size=500)
    return rows.update(email="", domain="", subject="", response="", user=None, **_EMPTY)


def _of(user: User) -> QuerySet[Delivery]:
    return Delivery.objects.filter(Q(user=user) | Q(email__in=_addresses(user)))


def _addresses(user: User) -> set[str]:
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {user.email, *verified} - {""}


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Empty the texts after a month and delete the rows after a year. What waits keeps its text until it has left.

    The rows of a mailing stay, without their readers: how many got it, and how many it came back from.
    """
    left = Delivery.objects.exclude(status__in=[Status.QUEUED, Status.CLAIMED, Status.HANDING])
    texts = left.filter(created_at__lt=now - TEXTS_KEPT).exclude(text="", html="", calendar="")
    yield Forgotten("mail.texts", texts.count() if dry_run else texts.update(**_EMPTY))
    old = Delivery.objects.filter(created_at__lt=now - ROWS_KEPT)
    rows = old.filter(mailing=None)
    yield Forgotten("mail.rows", rows.count() if dry_run else rows.delete()[0])
    readers = old.filter(mailing__isnull=False).exclude(email="", user=None)
    yield Forgotten("mail.readers", readers.count() if dry_run else _forget_readers(readers))
