"""Organisations and where they are: the tree, membership of the network, postal codes and other names."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


def valid_on(day: date) -> Q:
    """Rows whose `starts`/`ends` period covers the day; both ends are inclusive and an empty end is open."""
    return (Q(starts=None) | Q(starts__lte=day)) & (Q(ends=None) | Q(ends__gte=day))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Verbs about organisations."""

    def municipalities(self) -> Self:
        """The municipalities of the country."""
        return self.filter(kind=Organisation.Kind.MUNICIPALITY)

    def participating(self, day: date) -> Self:
        """The organisations that are members of the network on that day."""
        return self.filter(pk__in=Participation.objects.filter(valid_on(day)).values("organisation_id"))


class Organisation(ClusterableModel):
    """HSDS organization: a region, municipality, hospital, unit, voluntary or national organisation."""

    class Kind(models.TextChoices):
        REGION = "region", _("region")
        MUNICIPALITY = "municipality", _("municipality")
        HOSPITAL = "hospital", _("hospital")
        UNIT = "unit", _("unit")
        VOLUNTARY = "voluntary", _("voluntary organisation")
        NATIONAL = "national", _("national organisation")

    name = models.CharField(_("name"), max_length=120, help_text=_("The full name, as Hillerød Kommune."))
    short_name = models.CharField(
        _("short name"), max_length=80, blank=True, help_text=_("As people say it: Hillerød. Empty: the full name.")
    )
    slug = models.SlugField(_("web address"), max_length=80, unique=True, allow_unicode=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    description = models.TextField(_("description"), blank=True)
    website = models.URLField(_("website"), blank=True)
    municipality_code = models.CharField(
        _("municipality code"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^\d{4}$", _("A municipality code has four digits, such as 0219."))],
    )
    cvr = models.CharField(
        _("CVR number"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{8}$", _("A CVR number has 8 digits."))],
    )
    sor = models.CharField(
        _("SOR code"),
        max_length=19,
        blank=True,
        validators=[RegexValidator(r"^\d{11,19}$", _("A SOR code has at least 11 digits."))],
    )
    ean = models.CharField(
        _("EAN number"),
        max_length=13,
        blank=True,
        validators=[RegexValidator(r"^\d{13}$", _("An EAN number has 13 digits."))],
    )
    closed_days = models.CharField(
        _("own closed days"),
        max_length=120,
        blank=True,
        default="24/12, 31/12, 5/6",
        help_text=_("Days that are not public holidays, but on which nobody answers. Day/month, separated by commas."),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_code"],
                condition=Q(kind="municipality") & ~Q(municipality_code=""),
                name="organisation_one_per_municipality_code",
                violation_error_message=_("There is already a municipality with this code."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="municipality") | ~Q(municipality_code=""),
                name="organisation_municipality_has_code",
                violation_error_message=_("A municipality needs its four-digit code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name people say: Hillerød rather than Hillerød Kommune."""
        return self.short_name or self.name


class OrganisationParent(models.Model):
    """Who an organisation belongs to, and from when to when: regions merge, units move."""

    organisation = ParentalKey(
        Organisation, on_delete=models.CASCADE, related_name="parents", verbose_name=_("organisation")
    )
    parent = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="children", verbose_name=_("belongs to")
    )
    starts = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("belongs to")
        verbose_name_plural = _("belongs to")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=models.F("starts")),
                name="organisation_parent_period",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(organisation=models.F("parent")),
                name="organisation_parent_not_itself",
                violation_error_message=_("An organisation cannot belong to itself."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.parent)


class Participation(models.Model):
    """An organisation's membership of the network, from and to."""

    organisation = ParentalKey(
        Organisation, on_delete=models.CASCADE, related_name="participations", verbose_name=_("organisation")
    )
    starts = models.DateField(_("member from"), null=True, blank=True)
    ends = models.DateField(_("member to"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership of the network")
        verbose_name_plural = _("membership of the network")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=models.F("starts")),
                name="participation_period",
                violation_error_message=_("The end lies before the start."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts or ''} - {self.ends or ''}"


class PostalCode(models.Model):
    """One postal code in one municipality. A code or town with several rows lies in several municipalities."""

    postal_code = models.CharField(
        _("postal code"), max_length=4, validators=[RegexValidator(r"^\d{4}$", _("A postal code has four digits."))]
    )
    town = models.CharField(_("town"), max_length=60)
    municipality = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="postal_codes",
        limit_choices_to={"kind": "municipality"},
        verbose_name=_("municipality"),
    )
    is_main = models.BooleanField(
        _("main municipality of the town"),
        default=False,
        help_text=_("The town's name leads here. The postal code alone never does, when it has several rows."),
    )

    class Meta:
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        ordering = ["postal_code", "municipality__name"]
        constraints = [
            models.UniqueConstraint(fields=["postal_code", "town", "municipality"], name="postal_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.postal_code} {self.town}"


class Alias(models.Model):
    """Another name of an organisation. The same name on several organisations makes the reader choose."""

    class Kind(models.TextChoices):
        TOWN = "town", _("town or district")
        FORMER = "former", _("former municipality")
        COUNTY = "county", _("former county")
        SHORT = "short", _("short form")
        OTHER = "other", _("other name")

    term = models.CharField(_("name"), max_length=80)
    organisation = ParentalKey(
        Organisation, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TOWN)
    note = models.CharField(
        _("which part"),
        max_length=160,
        blank=True,
        help_text=_("Shown when the reader has to choose: Most of Kokkedal, west of the railway."),
    )

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["term", "pk"]
        constraints = [models.UniqueConstraint(fields=["term", "organisation"], name="alias_once")]

    def __str__(self) -> str:
        return self.term
