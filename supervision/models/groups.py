"""A group's seats and who leads it. One row to lock; the seats themselves are counted, never kept."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.contacts.models import Organisation
from portal.models import User
from supervision.models.pages import SupervisionGroupPage


class GroupQuerySet(models.QuerySet["Group"]):
    """Verbs about groups."""

    def locked(self) -> Self:
        """The rows, locked until the transaction ends: the first statement of whatever changes a seat.

        Without the key's own lock, which would make each new seat's foreign key wait.
        """
        return self.select_for_update(of=("self",), no_key=True)


class Group(models.Model):
    """How many can be in the group, and whether it runs. That it is full is counted from its seats."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")

    class Mode(models.TextChoices):
        DECIDED = "decided", _("the supervisor says yes or no to each")
        DIRECT = "direct", _("whoever asks gets the next free seat")

    page = models.OneToOneField(
        SupervisionGroupPage, on_delete=models.PROTECT, related_name="group", verbose_name=_("supervision group")
    )
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    mode = models.CharField(_("who gets a seat"), max_length=7, choices=Mode, default=Mode.DECIDED)
    size_min = models.PositiveSmallIntegerField(_("at least"), default=6)
    size_max = models.PositiveSmallIntegerField(_("at most"), default=12)
    created_at = models.DateTimeField(_("made"))
    # A course of supervision ends for everybody when its group does.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervision group")
        verbose_name_plural = _("supervision groups")
        ordering = ["page__title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size_min__gte=1) & Q(size_max__gte=F("size_min")),
                name="group_sizes",
                violation_error_message=_("The largest size must not be smaller than the smallest one."),
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="group_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.page)


class Allocation(models.Model):
    """Seats of a group that are kept for one organisation."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="allocations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    reserved = models.PositiveSmallIntegerField(_("seats kept for it"), default=1)

    class Meta:
        verbose_name = _("seat kept for an organisation")
        verbose_name_plural = _("seats kept for organisations")
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["group", "organisation"], name="allocation_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class GroupSupervisorQuerySet(models.QuerySet["GroupSupervisor"]):
    """Verbs about supervisors."""

    def leading(self, day: date) -> Self:
        """Those who lead their group on the day."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun & (Q(ends_on=None) | Q(ends_on__gte=day)))


class GroupSupervisor(models.Model):
    """Who leads a group: what the public page says about them, and what Psykolognævnet asks about a supervisor.

    Whoever stops is given a last day and not removed: their hours are still documented.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="supervisors", verbose_name=_("group"))
    # Whoever logs in as the supervisor; nobody for one who never does, or once forgotten.
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised_groups",
        verbose_name=_("logs in as"),
        help_text=_("Needs the role of supervisor before the roster can be opened."),
    )
    name = models.CharField(_("name"), max_length=80)
    title = models.CharField(
        _("title"), max_length=120, blank=True, help_text=_("As: Authorised psychologist, specialist in child therapy.")
    )
    is_psychologist = models.BooleanField(_("authorised psychologist"), default=True)
    is_academic = models.BooleanField(
        _("academic"), default=True, help_text=_("Hours with an academic who is no psychologist count up to a limit.")
    )
    graduated_year = models.PositiveSmallIntegerField(_("year of the degree"), null=True, blank=True)
    authorised_year = models.PositiveSmallIntegerField(_("year of the authorisation"), null=True, blank=True)
    is_external = models.BooleanField(_("external"), default=True, help_text=_("Not employed where the members work."))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(
        _("to"), null=True, blank=True, help_text=_("The last day. Empty: until further notice.")
    )

    objects = GroupSupervisorQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervisor of a group")
        verbose_name_plural = _("supervisors of groups")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], condition=Q(ends_on=None), name="groupsupervisor_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="groupsupervisor_period",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
