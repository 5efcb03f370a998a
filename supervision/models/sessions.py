"""When a group meets, who said that they come, and who was there for how long. Never what was said."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.contacts.models import Organisation
from portal.models import User
from supervision.models.groups import Group, GroupSupervisor
from supervision.models.seats import Seat


class SessionQuerySet(models.QuerySet["Session"]):
    """Verbs about sessions."""

    def upcoming(self, at: datetime) -> Self:
        """Those that have not ended at that instant and take place, the next one first."""
        return self.filter(ends_at__gte=at).exclude(state=Session.State.CANCELLED).order_by("starts_at", "pk")

    def held(self) -> Self:
        """Those that took place and whose attendance is noted, the latest first."""
        return self.filter(state=Session.State.HELD).order_by("-starts_at", "-pk")


class Session(models.Model):
    """One meeting of a group: an explicit row, moved and cancelled by itself."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("group"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    host = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("host")
    )
    is_remote = models.BooleanField(_("online"), default=False)
    # Who led it, for the documentation of hours; written when attendance is noted.
    supervisor = models.ForeignKey(
        GroupSupervisor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("supervisor"),
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_note = models.CharField(_("why it was cancelled"), max_length=200, blank=True)
    # The size of the group counted both ways, when attendance is noted: the members on the day, and those present.
    members = models.PositiveSmallIntegerField(_("members"), null=True, blank=True)
    member_psychologists = models.PositiveSmallIntegerField(_("psychologists among them"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("present"), null=True, blank=True)
    present_psychologists = models.PositiveSmallIntegerField(_("psychologists present"), null=True, blank=True)
    # The calendar's entry (RFC 5545).
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_begins",
                violation_error_message=_("The session must end after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_at__isnull=False), name="session_cancelled_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="held")
                | Q(
                    members__isnull=False,
                    member_psychologists__isnull=False,
                    present__isnull=False,
                    present_psychologists__isnull=False,
                ),
                name="session_held_has_sizes",
            ),
            # Two clicks on the same plan make one session.
            models.UniqueConstraint(
                fields=["group", "starts_at"],
                condition=~Q(state="cancelled"),
                name="session_once",
                violation_error_message=_("The group meets at that time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.starts_at:%d.%m.%Y}"

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


class SessionAnswer(models.Model):
    """Whether a member comes to a session, and what their calendar has been told of it."""

    class Answer(models.TextChoices):
        NONE = "", _("has not answered")
        COMES = "comes", _("comes")
        ABSENT = "absent", _("cannot come")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(_("answer"), max_length=6, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # The SEQUENCE of the last calendar mail to this person about this session; a client drops a lower one. None: the
    # calendar has not been told of it. `is_in_calendar`: what it was told last.
    sequence = models.PositiveIntegerField(null=True, editable=False)
    is_in_calendar = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("answer before a session")
        verbose_name_plural = _("answers before sessions")
        constraints = [models.UniqueConstraint(fields=["session", "seat"], name="sessionanswer_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_answer_display()}"


class SessionAttendance(models.Model):
    """That a member was at a session, and for how many minutes. Whoever was not there has no row."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])
    marked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attendance at a session")
        verbose_name_plural = _("attendance at sessions")
        ordering = ["session__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "seat"], name="sessionattendance_once"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="sessionattendance_minutes"),
        ]

    def __str__(self) -> str:
        return str(self.seat)
