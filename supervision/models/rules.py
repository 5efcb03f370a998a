"""Psykolognævnet's numbers, as a setting: they are the authority's to change. The docs name the source of each."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from directory.members.models import Profession


@register_setting(icon="time")
class SupervisionRules(BaseGenericSetting):
    """How hours of group supervision count, and which professions are counted as what."""

    class Counting(models.TextChoices):
        MEMBERS = "members", _("the members of the group")
        PRESENT = "present", _("those who are present")

    # The largest size of each band; what part of an hour counts, as numerator and denominator.
    full_size_max = models.PositiveSmallIntegerField(_("up to so many: the hours count in full"), default=2)
    small_size_max = models.PositiveSmallIntegerField(_("up to so many: the first part below"), default=5)
    large_size_max = models.PositiveSmallIntegerField(_("up to so many: the second part; above it nothing"), default=12)
    small_counts_of = models.PositiveSmallIntegerField(_("first part: so many"), default=2)
    small_counts_per = models.PositiveSmallIntegerField(_("of so many"), default=3)
    large_counts_of = models.PositiveSmallIntegerField(_("second part: so many"), default=1)
    large_counts_per = models.PositiveSmallIntegerField(_("of so many"), default=2)
    total_hours = models.PositiveSmallIntegerField(_("hours in all"), default=160)
    group_hours = models.PositiveSmallIntegerField(_("converted hours in groups, at least"), default=40)
    individual_hours = models.PositiveSmallIntegerField(_("hours of individual supervision, at least"), default=40)
    external_hours = models.PositiveSmallIntegerField(
        _("hours with the same external supervisor, at least"), default=40
    )
    remote_hours = models.PositiveSmallIntegerField(_("hours online, at most"), default=80)
    course_hours = models.PositiveSmallIntegerField(_("hours of a normal course, at least"), default=10)
    short_course_hours = models.PositiveSmallIntegerField(_("hours of a short course, at least"), default=5)
    short_courses_total = models.PositiveSmallIntegerField(_("hours of short courses in all, at most"), default=30)
    academic_hours = models.PositiveSmallIntegerField(
        _("hours with a supervisor who is another academic, at most"), default=25
    )
    supervisor_years = models.PositiveSmallIntegerField(
        _("years of a supervisor after the degree, at least"), default=3
    )
    leave_weeks = models.PositiveSmallIntegerField(_("weeks of leave after which the period is interrupted"), default=8)
    step_minutes = models.PositiveSmallIntegerField(
        _("minutes in the step that hours are rounded down to"),
        default=30,
        choices=[(15, "15"), (30, "30"), (60, "60")],
    )
    needs_majority = models.BooleanField(_("most of those supervised must be psychologists"), default=True)
    counting = models.CharField(
        _("the size of a group is that of"), max_length=7, choices=Counting, default=Counting.MEMBERS
    )
    authority = models.CharField(_("whose rules"), max_length=80, default="Psykolognævnet")
    applications_to = models.CharField(
        _("who takes applications"), max_length=80, default="Styrelsen for Patientsikkerhed"
    )
    checked_on = models.DateField(_("the numbers were compared with the rules on"), null=True, blank=True)
    psychologists = models.ManyToManyField(
        Profession, blank=True, related_name="+", verbose_name=_("professions that are psychologists")
    )
    academics = models.ManyToManyField(
        Profession, blank=True, related_name="+", verbose_name=_("professions that are other academics")
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("full_size_max"),
                FieldPanel("small_size_max"),
                FieldPanel("large_size_max"),
                FieldPanel("counting"),
                FieldPanel("needs_majority"),
            ],
            heading=_("Size of the group"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("small_counts_of"),
                FieldPanel("small_counts_per"),
                FieldPanel("large_counts_of"),
                FieldPanel("large_counts_per"),
            ],
            heading=_("What part of an hour counts"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("total_hours"),
                FieldPanel("individual_hours"),
                FieldPanel("group_hours"),
                FieldPanel("external_hours"),
                FieldPanel("remote_hours"),
                FieldPanel("course_hours"),
                FieldPanel("short_course_hours"),
                FieldPanel("short_courses_total"),
                FieldPanel("academic_hours"),
                FieldPanel("supervisor_years"),
                FieldPanel("leave_weeks"),
                FieldPanel("step_minutes"),
            ],
            heading=_("Hours and years"),
        ),
        MultiFieldPanel([FieldPanel("psychologists"), FieldPanel("academics")], heading=_("Professions")),
        MultiFieldPanel(
            [FieldPanel("authority"), FieldPanel("applications_to"), FieldPanel("checked_on")],
            heading=_("Where the rules come from"),
        ),
    ]

    class Meta:
        verbose_name = _("rules of supervision")

    def clean(self) -> None:
        """Refuse bands that overlap and parts that are no parts."""
        super().clean()
        if not self.full_size_max < self.small_size_max < self.large_size_max:
            raise ValidationError(_("Each size must be larger than the one before it."))
        for of, per in (
            (self.small_counts_of, self.small_counts_per),
            (self.large_counts_of, self.large_counts_per),
        ):
            if not 0 <= of <= per or per == 0:
                raise ValidationError(_("A part must be between nothing and the whole hour."))
