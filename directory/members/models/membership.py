"""Members: what they do, where they work, and whether they belong to the network yet."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.contacts.fields import PhoneField
from directory.contacts.models import Organisation, Subject
from portal.models import User


class Profession(models.Model):
    """What a member works as. The list is the network's own."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    words = models.TextField(
        _("also written as"),
        blank=True,
        help_text=_("Separated by commas. An imported list may use them: psyk., PPR-psykolog."),
    )
    rank = models.PositiveSmallIntegerField(_("order in the list"), default=50)

    class Meta:
        verbose_name = _("profession")
        verbose_name_plural = _("professions")
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class MailDomain(models.Model):
    """The mail domain of an organisation. An address is of it when its domain is exactly this one."""

    domain = models.CharField(_("mail domain"), max_length=120, unique=True, help_text=_("As hillerod.dk, without @."))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="mail_domains", verbose_name=_("organisation")
    )
    is_trusted = models.BooleanField(
        _("approve at once"),
        default=False,
        help_text=_("Whoever has confirmed an address of this domain becomes a member without waiting."),
    )

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Verbs about memberships."""

    def approved(self) -> Self:
        """Those who are members."""
        return self.filter(state=Membership.State.APPROVED)

    def pending(self) -> Self:
        """Those who have said who they are and wait for somebody to say yes, the oldest first."""
        return self.filter(state=Membership.State.PENDING).exclude(applied_at=None).order_by("applied_at", "pk")


class Membership(models.Model):
    """One user's membership of the network. Being a member and being able to log in are two things."""

    class State(models.TextChoices):
        PENDING = "pending", _("waits for approval")
        APPROVED = "approved", _("member")
        REJECTED = "rejected", _("declined")
        LEFT = "left", _("has left")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="membership", verbose_name=_("user"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    profession = models.ForeignKey(
        Profession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("profession"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("workplace"),
    )
    other_organisation = models.CharField(_("workplace, when it is not on the list"), max_length=120, blank=True)
    title = models.CharField(_("role there"), max_length=80, blank=True)
    phone = PhoneField(_("work phone"), blank=True)
    subjects = models.ManyToManyField(
        Subject, blank=True, related_name="memberships", verbose_name=_("subjects of interest")
    )
    created_at = models.DateTimeField(_("registered"))
    applied_at = models.DateTimeField(_("asked to join"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decision_note = models.CharField(_("why"), max_length=200, blank=True)
    reminded_at = models.DateTimeField(_("coordinator reminded"), null=True, blank=True)
    # The last sign of life beside log-ins: the yes to "are you still here?", or the list that brought the member.
    active_at = models.DateTimeField(_("last sign of life"))
    asked_at = models.DateTimeField(_("asked whether still here"), null=True, blank=True)

    # What an import wrote last, by field. A field that still says it was changed by nobody since.
    imported = models.JSONField(default=dict, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_at__isnull=False), name="membership_approval_has_a_time"
            )
        ]
        indexes = [models.Index(fields=["state", "applied_at"], name="membership_waiting")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def workplace(self) -> str:
        """Where the member works, in words; "" when nobody has said."""
        return str(self.organisation) if self.organisation else self.other_organisation

    def last_sign_of_life(self) -> datetime:
        """The latest of log-in and answer."""
        return max(moment for moment in (self.user.last_login, self.active_at) if moment)


class Departure(models.Model):
    """Somebody who left: only the key of the address is kept, so that no list brings them back.

    Removed when the person registers again.
    """

    address_key = models.CharField(max_length=64, unique=True)
    left_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address_key[:8]
