"""One message for many people: what it says, and when it goes. Who gets it stands in the deliveries."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.mail.message import Message
from portal.mail.skeleton import SLOT


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Verbs about mailings."""

    def due(self, now: datetime) -> Self:
        """Those whose time has come."""
        return self.filter(status=Mailing.Status.SCHEDULED, send_at__lte=now)

    def being_sent(self) -> Self:
        """Those whose mails leave, the one that was to leave first at the front."""
        return self.filter(status=Mailing.Status.SENDING).order_by("send_at", "pk")


class Mailing(models.Model):
    """A message as it was when it was scheduled: no later edit changes what people get.

    scheduled -> sending -> done; scheduled -> held, when its time passed by more than it may (`latest_at`);
    sending <-> paused; any of them -> cancelled, which calls back what has not left.

    `ended_at` is when all was sent, or it was called off; it stays when something goes again.

    Text, HTML and headers hold the same slot for everybody (`portal.mail.skeleton`), filled with each row's token.
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        SENDING = "sending", _("being sent")
        PAUSED = "paused", _("paused")
        HELD = "held", _("held back, because it is late")
        DONE = "done", _("sent")
        CANCELLED = "cancelled", _("called off")

    key = models.CharField(max_length=60, unique=True)
    purpose = models.CharField(_("purpose"), max_length=40)
    about = models.CharField(max_length=40, blank=True)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict, blank=True)
    status = models.CharField(_("state"), max_length=9, choices=Status, default=Status.SCHEDULED)
    send_at = models.DateTimeField(_("to be sent"))
    latest_at = models.DateTimeField(_("not later than"))
    created_at = models.DateTimeField(_("made"))
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-send_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(latest_at__gte=models.F("send_at")), name="mailing_latest")]

    def __str__(self) -> str:
        return self.subject

    def message(self, token: str) -> Message:
        """What one row says, with the token in all its slots."""
        slot = SLOT.format("token")
        headers = {name: value.replace(slot, token) for name, value in self.headers.items()}
        text, html = self.text.replace(slot, token), self.html.replace(slot, token)
        return Message(self.subject, text, html, headers=headers, is_bulk=True)
