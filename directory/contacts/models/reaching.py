"""How they are reached: numbers and addresses, days with other hours, and whom to call instead."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from directory.contacts.channels import clean_channel
from directory.contacts.fields import HoursField, PhoneField
from directory.contacts.models.places import Organisation
from directory.contacts.models.services import Person, Service
from portal.clock import HoursError, parse_intervals
from portal.permissions import Tier


class VisibilityChoices(models.TextChoices):
    """The tiers of `portal.permissions`, as the coordinator reads them."""

    PUBLIC = Tier.PUBLIC.value, _("everybody")
    PROFESSIONAL = Tier.PROFESSIONAL.value, _("professionals who are logged in")
    INTERNAL = Tier.INTERNAL.value, _("the coordinator only")


class Channel(models.Model):
    """HSDS phone and other ways to reach an organisation, a service or a person."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        SECURE_EMAIL = "secure_email", _("secure e-mail")
        WEB = "web", _("web address")

    organisation = ParentalKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="channels",
        null=True,
        blank=True,
        verbose_name=_("organisation"),
    )
    service = ParentalKey(
        Service, on_delete=models.CASCADE, related_name="channels", null=True, blank=True, verbose_name=_("service")
    )
    person = ParentalKey(
        Person, on_delete=models.CASCADE, related_name="channels", null=True, blank=True, verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PHONE)
    value = models.CharField(
        _("number or address"), max_length=254, help_text=_("A Danish number of eight digits, or an address.")
    )
    extension = models.CharField(_("extension"), max_length=8, blank=True)
    label = models.CharField(_("label"), max_length=80, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=12, choices=VisibilityChoices, default=VisibilityChoices.PUBLIC
    )
    rank = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("number or address")
        verbose_name_plural = _("numbers and addresses")
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(organisation__isnull=False, service=None, person=None)
                    | Q(organisation=None, service__isnull=False, person=None)
                    | Q(organisation=None, service=None, person__isnull=False)
                ),
                name="channel_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        """Normalise the value by its kind.

        Raises:
            ValidationError: with a Danish sentence, when it is no number or address of that kind.
        """
        try:
            self.value, self.extension = clean_channel(self.kind, self.value, self.extension)
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from error


class HoursException(models.Model):
    """Days on which the weekly hours do not hold; the organisation's own hold for all its services."""

    organisation = ParentalKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="hours_exceptions",
        null=True,
        blank=True,
        verbose_name=_("organisation"),
    )
    service = ParentalKey(
        Service,
        on_delete=models.CASCADE,
        related_name="hours_exceptions",
        null=True,
        blank=True,
        verbose_name=_("service"),
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True, help_text=_("Empty: only that day."))
    hours = models.CharField(_("hours"), max_length=60, blank=True, help_text=_("As 10:00-12:00. Empty: closed."))
    reason = models.CharField(_("why"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("other hours on certain days")
        verbose_name_plural = _("other hours on certain days")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=models.F("starts")),
                name="hours_exception_period",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, service=None) | Q(organisation=None, service__isnull=False),
                name="hours_exception_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts} {self.hours}"

    def clean(self) -> None:
        """Check the hours' grammar."""
        try:
            parse_intervals(self.hours)
        except HoursError as error:
            raise ValidationError({"hours": str(error)}) from error


class FallbackStep(models.Model):
    """Whom to call when nobody answers: one step of a service's own chain."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="fallback_steps", verbose_name=_("service"))
    label = models.CharField(_("who"), max_length=120)
    number = PhoneField(_("phone"))
    hours = HoursField(_("phone hours"), blank=True)
    note = models.CharField(_("note"), max_length=160, blank=True, help_text=_("Ask for the intake team."))
    rank = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("whom to call instead")
        verbose_name_plural = _("whom to call instead")
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.label
