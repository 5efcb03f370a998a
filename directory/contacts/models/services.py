"""Whom to call: functions, services, and the people behind them."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField

from directory.contacts.fields import HoursField
from directory.contacts.models.places import Organisation
from portal.blocks import BODY_BLOCKS

WORDS_HELP = _("One word or expression per line: synonyms, shorthand, common misspellings. The look-up reads them.")


class Function(models.Model):
    """What kind of service, whatever its local name: the stable key that the look-up and the import go by."""

    class Level(models.TextChoices):
        MUNICIPALITY = "municipality", _("in each municipality")
        REGION = "region", _("regional")
        NATIONAL = "national", _("national")

    class Holidays(models.TextChoices):
        CLOSED = "closed", _("closed on public holidays")
        SUNDAY = "sunday", _("as on a Sunday")
        SAME = "same", _("as on any other day")

    key = models.SlugField(_("key"), max_length=30, unique=True, help_text=_("Used in imports. Never changes."))
    name = models.CharField(_("name"), max_length=80)
    words = models.TextField(_("words that find it"), blank=True, help_text=WORDS_HELP)
    level = models.CharField(_("where"), max_length=12, choices=Level, default=Level.MUNICIPALITY)
    rank = models.PositiveSmallIntegerField(_("order on the page"), default=50)
    age_min = models.DecimalField(_("age from"), max_digits=4, decimal_places=1, null=True, blank=True)
    age_max = models.DecimalField(_("age to"), max_digits=4, decimal_places=1, null=True, blank=True)
    is_danger = models.BooleanField(
        _("for a child or young person in danger"), default=False, help_text=_("Stands in the first group on the page.")
    )
    is_front_door = models.BooleanField(
        _("front door"), default=False, help_text=_("The answer when nothing else is asked for.")
    )
    is_mild = models.BooleanField(
        _("mild offer"), default=False, help_text=_("Never the first answer when it is urgent.")
    )
    is_out_of_hours = models.BooleanField(_("takes over when the others have closed"), default=False)
    is_acute_unit = models.BooleanField(_("acute unit"), default=False, help_text=_("Stands among the urgent numbers."))
    holidays = models.CharField(_("on public holidays"), max_length=8, choices=Holidays, default=Holidays.CLOSED)

    class Meta:
        verbose_name = _("function")
        verbose_name_plural = _("functions")
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """What it is about, with the words people use for it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("key"), max_length=80, unique=True)
    words = models.TextField(_("words that find it"), blank=True, help_text=WORDS_HELP)
    is_urgent = models.BooleanField(
        _("urgent"), default=False, help_text=_("Shows the urgent numbers and goes before the milder offers.")
    )
    functions = models.ManyToManyField(
        Function,
        blank=True,
        related_name="subjects",
        verbose_name=_("functions that take it"),
        help_text=_("Empty: the front door."),
    )

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(ClusterableModel):
    """A name on a card. People leave, so a person is always attached to a service."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="people", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
        help_text=_("The same human as a member of the network, when there is one."),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    """Verbs about services."""

    def shown(self) -> Self:
        """The services a reader may meet: active or paused, never retired."""
        return self.exclude(status=Service.Status.RETIRED)


class Service(ClusterableModel):
    """HSDS service: a function one can call, or a treatment offer one can refer to."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        RETIRED = "retired", _("closed for good")

    class Holidays(models.TextChoices):
        FUNCTION = "", _("as the function")
        CLOSED = "closed", _("closed on public holidays")
        SUNDAY = "sunday", _("as on a Sunday")
        SAME = "same", _("as on any other day")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services", verbose_name=_("organisation")
    )
    function = models.ForeignKey(
        Function, on_delete=models.PROTECT, related_name="services", verbose_name=_("function")
    )
    name = models.CharField(_("local name"), max_length=120, help_text=_("What the place itself calls it."))
    slug = models.SlugField(_("web address"), max_length=120)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    status_note = models.CharField(
        _("why, and until when"), max_length=200, blank=True, help_text=_("Shown on the card while it is paused.")
    )
    also_called = models.TextField(_("also called"), blank=True, help_text=WORDS_HELP)
    for_whom = models.TextField(_("for"), blank=True, help_text=_("Who it is for, in one or two lines."))
    not_for = models.TextField(_("not for"), blank=True, help_text=_("Who should call somebody else, and whom."))
    age_min = models.DecimalField(
        _("age from"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(120))],
        help_text=_("Half years as 17,5."),
    )
    age_max = models.DecimalField(
        _("age to"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(120))],
        help_text=_("The year is included: 17 is until the 18th birthday."),
    )
    subjects = ParentalManyToManyField(Subject, blank=True, related_name="services", verbose_name=_("case types"))
    areas = ParentalManyToManyField(
        Organisation,
        blank=True,
        related_name="covering_services",
        limit_choices_to={"kind": "municipality"},
        verbose_name=_("also covers"),
        help_text=_("Other municipalities that this service covers."),
    )
    description = models.TextField(_("description"), blank=True)
    phone_note = models.CharField(
        _("who answers"), max_length=120, blank=True, help_text=_("You talk to a social worker in the intake team.")
    )
    hours = HoursField(_("phone hours"), blank=True)
    holidays = models.CharField(_("on public holidays"), max_length=8, choices=Holidays, blank=True, default="")
    application_process = models.TextField(_("how to refer"), blank=True)
    fees = models.CharField(_("what it costs"), max_length=200, blank=True)
    legal_basis = models.ForeignKey(
        "contacts.StandardText",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("legal basis"),
    )
    expect = models.TextField(
        _("what to expect"),
        blank=True,
        help_text=_("One line each: 24 hours | The municipality has assessed the case."),
    )
    have_ready = models.TextField(_("what to have ready"), blank=True, help_text=_("One line each."))
    secure_note = models.TextField(
        _("how to write securely"), blank=True, help_text=_("Digital Post to whom, with which subject line.")
    )
    content = StreamField(BODY_BLOCKS, verbose_name=_("sections"), blank=True)
    content_updated_on = models.DateField(_("text last updated"), null=True, blank=True)
    verified_on = models.DateField(_("confirmed on"), null=True, blank=True)
    verified_by = models.CharField(
        _("confirmed by"),
        max_length=80,
        blank=True,
        help_text=_("The function, not the name: head of the intake team."),
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["organisation__name", "function__rank", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "function", "name"],
                name="service_once",
                violation_error_message=_("The organisation already has a service of this function and name."),
            ),
            models.UniqueConstraint(fields=["organisation", "slug"], name="service_slug_once"),
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_max__gte=models.F("age_min")),
                name="service_ages",
                violation_error_message=_("The age to is lower than the age from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name}"

    def get_absolute_url(self) -> str:
        """The service's card."""
        return reverse("contacts:service", args=[self.organisation.slug, self.slug])


class ServicePerson(models.Model):
    """A person's part in a service: the contact person, or the deputy."""

    class Role(models.TextChoices):
        CONTACT = "contact", _("contact person")
        DEPUTY = "deputy", _("deputy")

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="people", verbose_name=_("service"))
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="services", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.CONTACT)

    class Meta:
        verbose_name = _("contact person or deputy")
        verbose_name_plural = _("contact persons and deputies")
        ordering = ["role", "pk"]
        constraints = [models.UniqueConstraint(fields=["service", "person", "role"], name="service_person_once")]

    def __str__(self) -> str:
        return str(self.person)
