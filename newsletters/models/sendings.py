"""What was decided about sending an issue: to whom, when, and by whom. What became of it stands in the post office."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletters.models.audience import Segment
from newsletters.models.pages import IssuePage
from portal.mail.models import Mailing
from portal.models import User


class Sending(models.Model):
    """One issue to one selection of people, as both were when it was scheduled."""

    issue = models.ForeignKey(IssuePage, on_delete=models.PROTECT, related_name="sendings", verbose_name=_("issue"))
    segment = models.ForeignKey(
        Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("segment")
    )
    # In words, and as the filters stood: a segment that is changed later changes nothing here.
    audience = models.CharField(_("to"), max_length=200)
    filters = models.JSONField(default=dict, editable=False)
    excluded = models.JSONField(default=dict, editable=False)  # how many were left out, by reason
    recipients = models.PositiveIntegerField(_("recipients"), default=0)
    unsubscribed = models.PositiveIntegerField(_("unsubscribed from it"), default=0)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)  # of the form: pressed twice, it is one sending
    mailing = models.OneToOneField(Mailing, on_delete=models.PROTECT, related_name="+")
    scheduled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    scheduled_at = models.DateTimeField(_("scheduled"))

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        ordering = ["-scheduled_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.issue}: {self.audience}"


class IssueVisits(models.Model):
    """How often links of an issue were followed to this site on a day. By nobody in particular: it is only a number."""

    issue = models.ForeignKey(IssuePage, on_delete=models.CASCADE, related_name="visits", verbose_name=_("issue"))
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("visits"), default=0)

    class Meta:
        verbose_name = _("visits")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["issue", "day"], name="issue_visits_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
