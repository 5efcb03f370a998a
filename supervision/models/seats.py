"""Who is in a group, who waits and who asked."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.contacts.models import Organisation
from portal.models import User
from supervision.models.groups import Group


class SeatQuerySet(models.QuerySet["Seat"]):
    """Verbs about seats."""

    def open(self) -> Self:
        """Those that somebody has, waits for or asks for."""
        return self.filter(state__in=Seat.OPEN)

    def active(self) -> Self:
        """Those of the members."""
        return self.filter(state=Seat.State.ACTIVE)

    def waiting(self) -> Self:
        """Those who may come and for whom there is no room yet, in the order of the queue."""
        return self.filter(state=Seat.State.WAITING).order_by("queued_at", "pk")

    def requested(self) -> Self:
        """Those that wait for the supervisor's answer, the oldest first."""
        return self.filter(state=Seat.State.REQUESTED).order_by("requested_at", "pk")

    def been_members(self) -> Self:
        """Those of everybody who is or was a member: the ones with a first day."""
        return self.filter(starts_on__isnull=False)


class Seat(models.Model):
    """One person's seat in a group: requested -> waiting -> active -> left, or declined.

    Profession and workplace are as they were when the person asked: the documentation of hours states them. Somebody
    who comes back gets a new row.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("has asked")
        WAITING = "waiting", _("on the waiting list")
        ACTIVE = "active", _("member")
        LEFT = "left", _("has left")
        DECLINED = "declined", _("declined")

    class Why(models.TextChoices):
        SELF = "self", _("by the person")
        REMOVED = "removed", _("by the supervisor")
        CLOSED = "closed", _("the group was closed")
        LEFT_NETWORK = "left_network", _("left the network")

    OPEN = (State.REQUESTED, State.WAITING, State.ACTIVE)
    MOTIVATION = 600  # characters

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats", verbose_name=_("group"))
    # Nobody once it is forgotten who it was; the row stays for the sums.
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="group_seats", verbose_name=_("person")
    )
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
    profession = models.CharField(_("profession"), max_length=60, blank=True)
    is_psychologist = models.BooleanField(_("psychologist"), default=False)
    is_academic = models.BooleanField(
        _("another academic"), default=False, help_text=_("Psykolognævnet counts them apart from psychologists.")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.REQUESTED)
    # Why the person wants to come; deleted thirty days after the answer.
    motivation = models.CharField(_("why you want to join"), max_length=MOTIVATION, blank=True)
    requested_at = models.DateTimeField(_("asked"))
    queued_at = models.DateTimeField(_("in the queue since"))
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sentence = models.CharField(_("why not"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(_("how it ended"), max_length=12, choices=Why, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat in a group")
        verbose_name_plural = _("seats in groups")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(state__in=["requested", "waiting", "active"]),
                name="seat_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(starts_on__isnull=False), name="seat_member_has_first_day"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["left", "declined"]) | Q(ended_at__isnull=False), name="seat_end_has_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="seat_period"
            ),
            models.CheckConstraint(
                condition=Q(is_psychologist=False) | Q(is_academic=False), name="seat_psychologist_or_other_academic"
            ),
        ]
        indexes = [models.Index(fields=["group", "state", "queued_at", "id"], name="seat_queue")]

    def __str__(self) -> str:
        return str(self.user or _("somebody"))

    @property
    def counts_as(self) -> str:
        """What the hours count the person as, where the name of the profession does not say it already."""
        says_it = "psykolog" in self.profession.lower()
        if self.is_psychologist:
            return "" if says_it else gettext("counts as a psychologist")
        if self.is_academic:
            return gettext("counts as another academic")
        return gettext("does not count as a psychologist") if says_it else ""
