"""What came back: bounces and complaints, and the addresses that get no newsletters any more."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.addresses import address_key
from portal.mail.models.deliveries import Delivery


class MailReturn(models.Model):
    """What a server, a mailbox or a person said about a delivery after it had left (RFC 3464, RFC 5965)."""

    class Kind(models.TextChoices):
        HARD = "hard", _("the address does not exist")
        SOFT = "soft", _("could not be delivered now")
        COMPLAINT = "complaint", _("reported as spam")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="returns", verbose_name=_("mail"))
    kind = models.CharField(_("what"), max_length=9, choices=Kind)
    code = models.CharField(_("status code"), max_length=12, blank=True)  # RFC 3463, "5.1.1"
    words = models.CharField(_("the server's words"), max_length=250, blank=True)  # without addresses
    at = models.DateTimeField(_("when"))
    # The report's own identity: the same report read twice is one row.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name = _("returned mail")
        verbose_name_plural = _("returned mail")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}".strip()


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Verbs about suppressed addresses."""

    def of_addresses(self, addresses: Iterable[str]) -> Self:
        """The rows of some normalised addresses."""
        return self.filter(address_key__in=[address_key(address) for address in addresses])


class Suppression(models.Model):
    """An address that gets no bulk mail: by its key alone (HMAC), so that it outlives the person who is forgotten.

    What somebody waits for (codes, their own sign-ups) still goes there.
    """

    class Reason(models.TextChoices):
        HARD = "hard", _("the address does not exist")
        COMPLAINT = "complaint", _("reported as spam")
        REQUEST = "request", _("the reader asked for it")
        MANUAL = "manual", _("the coordinator put it here")

    address_key = models.CharField(max_length=64, unique=True)
    reason = models.CharField(_("why"), max_length=9, choices=Reason)
    at = models.DateTimeField(_("since"))

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_reason_display()
