"""One row per message and recipient: what became of it, and how we know."""

import string
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from portal.addresses import domain_of
from portal.mail.message import Calendar, Letter, Message
from portal.mail.models.mailings import Mailing
from portal.mail.tasks import ring_after_commit

# How long a worker may hold a row before another one takes over. Longer than any SMTP timeout.
LEASE = timedelta(seconds=90)
ON_THE_WAY = ("queued", "claimed", "handing")
# A title may be longer than a subject: PostgreSQL would refuse the row, and with it what the mail is about.
SUBJECT_LENGTH = 250
DOMAIN_LENGTH = 190
# Small letters and figures, because some servers change the case of an address; 20 of them are 103 bits.
_TOKEN_LETTERS = string.ascii_lowercase + string.digits
_TOKEN_LENGTH = 20


def new_token() -> str:
    """A secret that nobody guesses, short enough for an address in a header."""
    return get_random_string(_TOKEN_LENGTH, _TOKEN_LETTERS)


def _row(letter: Letter, *, purpose: str, about: str, created_at: datetime) -> "Delivery":
    message, calendar = letter.message, letter.message.calendar
    return Delivery(
        key=letter.key,
        purpose=purpose,
        about=about,
        user_id=letter.user.pk if letter.user else None,
        email=letter.to,
        domain=domain_of(letter.to).lower()[:DOMAIN_LENGTH],
        is_bulk=message.is_bulk,
        subject=" ".join(message.subject.split())[:SUBJECT_LENGTH],
        text=message.text,
        html=message.html,
        calendar=calendar.text if calendar else "",
        calendar_method=calendar.method if calendar else "",
        headers=dict(message.headers),
        created_at=created_at,
    )


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Verbs about deliveries."""

    def post(self, letters: Iterable[Letter], *, purpose: str, about: str) -> None:
        """Add letters, except those that have been posted to the same address before; and wake the worker."""
        now = timezone.now()
        rows = [_row(letter, purpose=purpose, about=about, created_at=now) for letter in letters]
        self.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        if rows:
            ring_after_commit()

    def due(self, now: datetime) -> Self:
        """Single mails to send now, in the order they are sent: what a person waits for, then what was posted first.

        No mail overtakes an earlier one to the same address: what was cancelled must not arrive before it was agreed.
        """
        earlier = self.model._default_manager.filter(
            email=OuterRef("email"),
            is_bulk=OuterRef("is_bulk"),
            mailing=None,
            pk__lt=OuterRef("pk"),
            status__in=ON_THE_WAY,
        )
        return self.filter(self._waiting(now), ~Exists(earlier), mailing=None).order_by("is_bulk", "pk")

    def due_of(self, mailing_id: int, now: datetime) -> Self:
        """Those of a mailing to send now, when it is being sent."""
        return self.filter(self._waiting(now), mailing=mailing_id).order_by("pk")

    @staticmethod
    def _waiting(now: datetime) -> Q:
        return Q(status=Delivery.Status.QUEUED) & (Q(next_at=None) | Q(next_at__lte=now))

    def held_by(self, owner: str, status: "Delivery.Status") -> Self:
        """A worker's own rows in a state. Another one may have taken over; then they are not its own any more."""
        return self.filter(lease_owner=owner, status=status)

    def expired(self, now: datetime) -> Self:
        """The rows whose worker has not been heard of."""
        return self.filter(lease_until__lt=now)

    def of_keys(self, keys: Iterable[str]) -> Self:
        """The rows of some messages."""
        return self.filter(key__in=list(keys))


class Delivery(models.Model):
    """One message to one address.

    A row of a mailing has no text of its own: it is built from the mailing's and the row's `token`. The token names the
    row in addresses that come back to us: the envelope's sender (VERP), the link to unsubscribe.

    queued -> claimed -> handing -> sent | failed | queued again (later) | unknown -> sent | queued | (a person decides)
    claimed -> skipped: not wanted after all. sent -> bounced | complained: what the next servers said later.

    A row is `handing` before the first byte of its message leaves. Only such a row can be ambiguous after a crash: the
    server may have taken the message while we died (RFC 1047). It becomes `unknown`, and is never sent again by itself.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waits")
        CLAIMED = "claimed", _("about to be sent")
        HANDING = "handing", _("being handed over")
        SENT = "sent", _("sent")
        FAILED = "failed", _("refused")
        UNKNOWN = "unknown", _("unknown")
        CANCELLED = "cancelled", _("called back")
        SKIPPED = "skipped", _("left out")
        BOUNCED = "bounced", _("came back")
        COMPLAINED = "complained", _("reported as spam")

    key = models.CharField(max_length=120)
    purpose = models.CharField(_("purpose"), max_length=40)
    about = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    email = models.EmailField(_("to"), max_length=254, blank=True)
    domain = models.CharField(max_length=DOMAIN_LENGTH, blank=True)
    is_bulk = models.BooleanField(default=False)
    subject = models.CharField(_("subject"), max_length=SUBJECT_LENGTH)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=8, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    mailing = models.ForeignKey(
        Mailing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("mailing"),
        # Those below do. SQLite would take one over all rows for the search for an earlier mail to an address.
        db_index=False,
    )
    token = models.CharField(max_length=_TOKEN_LENGTH, unique=True, default=new_token, editable=False)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_owner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    response = models.CharField(_("the server's answer"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("posted"))

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        ordering = ["-pk"]
        constraints = [
            # A row without an address is one whose reader has been forgotten.
            models.UniqueConstraint(fields=["key", "email"], condition=~Q(email=""), name="delivery_once"),
            models.UniqueConstraint(
                fields=["mailing", "user"], condition=Q(mailing__isnull=False), name="delivery_once_a_person"
            ),
        ]
        indexes = [
            # SQLite takes an index of some rows only for a question in the same words, and never for a list of states.
            models.Index(fields=["status", "is_bulk", "id"], name="delivery_by_state"),
            models.Index(
                fields=["mailing", "status", "id"], condition=Q(mailing__isnull=False), name="delivery_of_many"
            ),
            models.Index(fields=["lease_until"], condition=Q(lease_until__isnull=False), name="delivery_taken"),
            models.Index(fields=["email", "id"], name="delivery_to"),
            models.Index(fields=["about", "status"], name="delivery_of_what"),
            models.Index(fields=["handed_at", "domain"], name="delivery_pace"),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    def message(self) -> Message:
        """What was posted; of a mailing, with this row's token in it."""
        if self.mailing:
            return self.mailing.message(self.token)
        method = self.calendar_method
        calendar = Calendar(self.calendar, "CANCEL" if method == "CANCEL" else "REQUEST") if self.calendar else None
        return Message(self.subject, self.text, self.html, calendar, self.headers, self.is_bulk)
