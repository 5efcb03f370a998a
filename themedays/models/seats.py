"""The seats of a theme day. One row to lock; the seats themselves are counted from the registrations, never kept."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.contacts.models import Organisation
from themedays.models.pages import ThemeDayPage


class SeatPoolQuerySet(models.QuerySet["SeatPool"]):
    """Verbs about seats."""

    def locked(self) -> Self:
        """The rows, locked until the transaction ends: the first statement of whatever changes a seat.

        Without the key's own lock, which would make each new registration's foreign key wait.
        """
        return self.select_for_update(of=("self",), no_key=True)


class SeatPool(models.Model):
    """How many may come, from when to when one can sign up, and what the calendars have been told."""

    class Mode(models.TextChoices):
        AUTO = "auto", _("whoever is next gets the seat at once")
        CONFIRM = "confirm", _("whoever is next is asked, and has two working days to say yes")

    page = models.OneToOneField(
        ThemeDayPage, on_delete=models.PROTECT, related_name="pool", verbose_name=_("theme day")
    )
    capacity = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Empty: one cannot sign up here.")
    )
    mode = models.CharField(_("when a seat becomes free"), max_length=7, choices=Mode, default=Mode.AUTO)
    opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True, help_text=_("Empty: at once."))
    closes_at = models.DateTimeField(
        _("sign-up closes"), null=True, blank=True, help_text=_("Empty: when the day begins.")
    )
    cancel_until = models.DateTimeField(
        _("can be cancelled until"), null=True, blank=True, help_text=_("Empty: until the day begins.")
    )
    release_at = models.DateTimeField(
        _("reserved seats are released"), null=True, blank=True, help_text=_("Empty: never.")
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_note = models.CharField(_("why it was cancelled"), max_length=200, blank=True)
    # The calendar's entry (RFC 5545): never the page's own fields, which a draft would write back.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)
    told_starts_at = models.DateTimeField(null=True, editable=False)
    told_ends_at = models.DateTimeField(null=True, editable=False)
    told_place = models.CharField(max_length=330, blank=True, editable=False)
    told_title = models.CharField(max_length=255, blank=True, editable=False)
    told_words = models.CharField(max_length=64, blank=True, editable=False)  # a print of the rest (SHA-256)

    objects = SeatPoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("seats")
        verbose_name_plural = _("seats")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="seatpool_sign_up_period",
                violation_error_message=_("Sign-up must close after it opens."),
            )
        ]

    def __str__(self) -> str:
        return str(self.page)


class SeatAllocation(models.Model):
    """What one organisation has of the seats: so many are kept for it, and at most so many may it have."""

    pool = models.ForeignKey(SeatPool, on_delete=models.CASCADE, related_name="allocations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    reserved = models.PositiveSmallIntegerField(_("kept for it"), default=0)
    maximum = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        verbose_name = _("seats of an organisation")
        verbose_name_plural = _("seats of the organisations")
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "organisation"], name="seatallocation_once"),
            models.CheckConstraint(
                condition=Q(maximum=None) | Q(maximum__gte=F("reserved")),
                name="seatallocation_maximum_holds_reserve",
                violation_error_message=_("An organisation cannot have fewer seats than are kept for it."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
