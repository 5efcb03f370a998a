"""What the coordinator has written to the people of a theme day."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import User
from themedays.models.seats import SeatPool


class DayMail(models.Model):
    """One mail to the participants, to those who wait or to those who came. Its key makes a second click harmless."""

    class Audience(models.TextChoices):
        PARTICIPANTS = "participants", _("people with a seat")
        WAITING = "waiting", _("people on the waiting list")
        ATTENDED = "attended", _("people who were there")

    pool = models.ForeignKey(SeatPool, on_delete=models.PROTECT, related_name="mails", verbose_name=_("theme day"))
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    audience = models.CharField(_("to"), max_length=12, choices=Audience)
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("text"))
    recipients = models.PositiveIntegerField(_("recipients"))
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("mail about a theme day")
        verbose_name_plural = _("mails about theme days")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.subject
