"""Who comes, who waits, who pays, what they need on the day, and who was there."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.contacts.models import Organisation
from portal.models import User
from themedays.models.seats import SeatPool


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Verbs about registrations."""

    def active(self) -> Self:
        """Those that hold a seat, are offered one or wait for one."""
        return self.exclude(state=Registration.State.CANCELLED)

    def seated(self) -> Self:
        """Those that take up a seat: confirmed, or offered and not yet answered."""
        return self.filter(state__in=Registration.SEATED)

    def confirmed(self) -> Self:
        """Those who come."""
        return self.filter(state=Registration.State.CONFIRMED)

    def waiting(self) -> Self:
        """Those who wait, in the order of the queue."""
        return self.filter(state=Registration.State.WAITING).order_by("queued_at", "pk")


class Registration(models.Model):
    """One person's place in one theme day: waiting -> offered -> confirmed, and from each of them cancelled.

    Somebody who comes back after a cancellation gets a new row, and a new place in the queue.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("is offered a seat")
        CONFIRMED = "confirmed", _("has a seat")
        CANCELLED = "cancelled", _("cancelled")

    class Source(models.TextChoices):
        SELF = "self", _("by the person")
        COLLEAGUE = "colleague", _("by a colleague")
        COORDINATOR = "coordinator", _("by the coordinator")

    class Why(models.TextChoices):
        SELF = "self", _("cancelled by the person")
        SWAPPED = "swapped", _("a colleague comes instead")
        REMOVED = "removed", _("taken off by the coordinator")
        EXPIRED = "expired", _("the offer was not answered in time")
        DAY_CANCELLED = "day_cancelled", _("the day was cancelled")
        LEFT = "left", _("left the network")

    SEATED = (State.CONFIRMED, State.OFFERED)

    pool = models.ForeignKey(
        SeatPool, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("theme day")
    )
    # Nobody once it is forgotten who it was; the row stays for the sums.
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="registrations", verbose_name=_("person")
    )
    # Where the person worked then, and whose seats it counts among: the municipality, hospital or other outermost one.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("workplace")
    )
    workplace = models.CharField(_("workplace, in words"), max_length=200, blank=True)
    share = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("counts among the seats of"),
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    source = models.CharField(_("signed up"), max_length=11, choices=Source, default=Source.SELF)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("signed up at"))
    queued_at = models.DateTimeField(_("in the queue since"))
    confirmed_at = models.DateTimeField(_("seat since"), null=True, blank=True)
    offered_until = models.DateTimeField(_("offer holds until"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(_("why"), max_length=13, choices=Why, blank=True)
    # The SEQUENCE of the last calendar mail to this person; a client drops a lower one.
    sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "user"], condition=~Q(state="cancelled"), name="registration_one_active"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_at__isnull=False), name="registration_cancelled_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="registration_confirmed_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False), name="registration_offer_ends"
            ),
        ]
        indexes = [models.Index(fields=["pool", "state", "queued_at", "id"], name="registration_queue")]

    def __str__(self) -> str:
        return str(self.user or _("somebody"))


class Payer(models.Model):
    """Who pays for somebody whose workplace is not in the network. Kept for five years and the current one
    (bogføringsloven § 12)."""

    class Kind(models.TextChoices):
        EAN = "ean", _("a public workplace, by EAN")
        COMPANY = "company", _("a workplace, by invoice")
        OWN = "own", _("I pay myself")

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="payer")
    kind = models.CharField(_("who pays"), max_length=7, choices=Kind)
    name = models.CharField(_("name on the invoice"), max_length=120)
    ean = models.CharField(_("EAN number"), max_length=13, blank=True)
    reference = models.CharField(_("reference or order number"), max_length=60, blank=True)
    contact = models.CharField(_("for the attention of"), max_length=80, blank=True)
    cvr = models.CharField(_("CVR number"), max_length=8, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail for the invoice"), blank=True)
    price = models.PositiveIntegerField(_("price in kroner"))
    vat_text = models.CharField(_("about VAT"), max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payer")
        verbose_name_plural = _("payers")

    def __str__(self) -> str:
        return self.name


class Need(models.Model):
    """Something the house or the kitchen can do: a closed list, so that nobody has to write about illness."""

    class Kind(models.TextChoices):
        DIET = "diet", _("food")
        ACCESS = "access", _("access")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    key = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=60)
    rank = models.PositiveSmallIntegerField(_("order in the list"), default=50)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["kind", "rank", "name"]

    def __str__(self) -> str:
        return self.name


class RegistrationNeed(models.Model):
    """What one person has asked for. Health data (GDPR art. 9): in a table of its own, in no log, export or search, and
    gone 14 days after the day."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="needs")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "need"], name="registrationneed_once")]

    def __str__(self) -> str:
        return str(self.need)


class Attendance(models.Model):
    """That somebody was there, and for how long: a proof of attendance states the hours."""

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="attendance")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    marked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")

    def __str__(self) -> str:
        return str(self.registration)
