"""What readers tell us about the contacts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.contacts.models import Organisation, Service


class Correction(models.Model):
    """“Something wrong?”: a reader's report about a contact, answered by the coordinator."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("the number does not work")
        PERSON = "person", _("the wrong person")
        HOURS = "hours", _("nobody answers in the phone hours")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="corrections", verbose_name=_("organisation")
    )
    service = models.ForeignKey(
        Service, on_delete=models.SET_NULL, null=True, blank=True, related_name="corrections", verbose_name=_("service")
    )
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind)
    text = models.TextField(_("what should it say"), max_length=1000, blank=True)
    reporter_email = models.EmailField(_("your e-mail"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    answer = models.TextField(_("what was done"), blank=True)
    reported_at = models.DateTimeField(_("reported"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-reported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"
