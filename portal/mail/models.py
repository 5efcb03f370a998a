"""One row per message and recipient: what became of it, and how we know."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.addresses import domain_of
from portal.mail.message import Calendar, Letter, Message
from portal.mail.tasks import ring_after_commit

# How long a worker may hold a row before another one takes over. Longer than any SMTP timeout.
LEASE = timedelta(seconds=90)
ON_THE_WAY = ("queued", "claimed", "handing")
# A title may be longer than a subject: PostgreSQL would refuse the row, and with it what the mail is about.
SUBJECT_LENGTH = 250
DOMAIN_LENGTH = 190


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
        """Those to send now, in the order they are sent: what a person waits for, then what was posted first.

        No mail overtakes an earlier one to the same address: what was cancelled must not arrive before it was agreed.
        """
        waiting = Q(status=Delivery.Status.QUEUED) & (Q(next_at=None) | Q(next_at__lte=now))
        earlier = self.model._default_manager.filter(
            email=OuterRef("email"), is_bulk=OuterRef("is_bulk"), pk__lt=OuterRef("pk"), status__in=ON_THE_WAY
        )
        return self.filter(waiting, ~Exists(earlier)).order_by("is_bulk", "pk")

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

    queued -> claimed -> handing -> sent | failed | queued again (later) | unknown -> sent | queued | (a person decides)

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
    status = models.CharField(_("state"), max_length=9, choices=Status, default=Status.QUEUED)
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
            models.UniqueConstraint(fields=["key", "email"], condition=~Q(email=""), name="delivery_once")
        ]
        indexes = [
            models.Index(fields=["is_bulk", "id"], condition=Q(status="queued"), name="delivery_queued"),
            models.Index(
                fields=["lease_until"], condition=Q(status__in=["claimed", "handing"]), name="delivery_leased"
            ),
            models.Index(fields=["email", "id"], condition=Q(status__in=ON_THE_WAY), name="delivery_in_order"),
            models.Index(fields=["handed_at", "domain"], name="delivery_pace"),
            models.Index(fields=["created_at"], name="delivery_age"),
            models.Index(fields=["status"], condition=Q(status__in=["failed", "unknown"]), name="delivery_trouble"),
            models.Index(fields=["about", "status"], condition=~Q(about=""), name="delivery_about"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    def message(self) -> Message:
        """What was posted."""
        method = self.calendar_method
        calendar = Calendar(self.calendar, "CANCEL" if method == "CANCEL" else "REQUEST") if self.calendar else None
        return Message(self.subject, self.text, self.html, calendar, self.headers, self.is_bulk)


class PauseQuerySet(models.QuerySet["Pause"]):
    """Verbs about pauses."""

    def now(self, *, bulk: bool = True) -> Self:
        """Those that last, and concern this kind of mail."""
        lasting = self.filter(ended_at=None)
        return lasting if bulk else lasting.filter(bulk_only=False)


class Pause(models.Model):
    """Sending has stopped, by itself or by a person, until a person starts it again. None that lasts: it runs."""

    since = models.DateTimeField(_("since"))
    reason = models.CharField(_("why"), max_length=250)
    bulk_only = models.BooleanField(_("newsletters and the like only"), default=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.reason
