"""What members and supervisors write. No text that looks like a CPR number is taken, in any field."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.contacts.models import Organisation
from portal import cpr
from portal.clock import COPENHAGEN
from portal.danish import sort_key
from supervision.actions import Meeting, minutes_text
from supervision.models import Seat, Session
from supervision.rhythm import NoSuchTimeError, Proposed, Rhythm, local_instant, proposed

DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"]
TIME_FORMATS = ["%H:%M", "%H.%M"]
MOST_SESSIONS = 30
# A year outside these is a slip of the finger. Far outside them, no clock can say when the day is.
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_WEEKS_IN_A_YEAR = 53


def _line(length: int, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=length, validators=[cpr.refuse], **options)


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    in_our_time = [
        MinValueValidator(_FIRST_DAY, gettext_lazy("Look at the year.")),
        MaxValueValidator(_LAST_DAY, gettext_lazy("Look at the year.")),
    ]
    return forms.DateField(label=label, input_formats=DATE_FORMATS, widget=widget, validators=in_our_time, **options)


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, input_formats=TIME_FORMATS, widget=widget)


class RequestForm(forms.Form):
    """Why somebody wants to join. Nothing about cases."""

    motivation = forms.CharField(
        label=gettext_lazy("Why do you want to join?"),
        help_text=gettext_lazy(
            "At most 600 characters, for the supervisor. Never write about a child: no names, no cases."
        ),
        max_length=Seat.MOTIVATION,
        validators=[cpr.refuse],
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write a sentence or two about why you want to join.")},
    )


class DeclineForm(forms.Form):
    """Why somebody does not get a seat."""

    sentence = _line(
        300,
        label=gettext_lazy("Why not"),
        help_text=gettext_lazy("One sentence. The person reads it."),
        error_messages={"required": gettext_lazy("Write a sentence. The person reads it.")},
    )


class _Place(forms.Form):
    """Where a group meets."""

    host = forms.TypedChoiceField(
        label=gettext_lazy("Host"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Whose house it is, if a member's workplace hosts."),
    )
    place = _line(
        160,
        label=gettext_lazy("Place"),
        required=False,
        help_text=gettext_lazy("As: Familiehuset, Birkerød. Room 2 on the first floor."),
    )
    is_remote = forms.BooleanField(label=gettext_lazy("Online"), required=False)

    def __init__(self, data: QueryDict | None = None, *, hosts: Iterable[Organisation], **options: Any) -> None:
        super().__init__(data, **options)
        self.hosts = {host.pk: host for host in hosts}
        named = sorted(self.hosts.values(), key=lambda host: sort_key(host.display_name))
        self._host_field().choices = [("", _("None")), *((host.pk, host.display_name) for host in named)]

    def _host_field(self) -> forms.TypedChoiceField:
        field = self.fields["host"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
        return field

    def _host(self) -> Organisation | None:
        return self.hosts.get(self.cleaned_data["host"])


class PlanForm(_Place):
    """The rhythm of a group: "every fourth Wednesday 9-12, eight times, not in weeks 42 and 7"."""

    field_order = (
        "every_weeks",
        "weekday",
        "first",
        "count",
        "begins",
        "ends",
        "skipped_weeks",
        "skips_holidays",
        "host",
        "rotates",
        "place",
        "is_remote",
    )
    every_weeks = forms.IntegerField(
        label=gettext_lazy("Weeks from one session to the next"), min_value=1, max_value=26, initial=4
    )
    weekday = forms.TypedChoiceField(label=gettext_lazy("Weekday"), coerce=int, initial=2)
    first = _date(gettext_lazy("Not before"))
    begins = _time(gettext_lazy("From"))
    ends = _time(gettext_lazy("To"))
    count = forms.IntegerField(label=gettext_lazy("How many times"), min_value=1, max_value=MOST_SESSIONS, initial=8)
    skipped_weeks = forms.CharField(
        label=gettext_lazy("Not in these weeks"),
        required=False,
        max_length=120,
        initial="7, 42",
        help_text=gettext_lazy("The numbers of the weeks, as: 7, 29-32, 42."),
    )
    skips_holidays = forms.BooleanField(
        label=gettext_lazy("Not on public holidays, 5 June, 24 and 31 December"), required=False, initial=True
    )
    rotates = forms.BooleanField(
        label=gettext_lazy("The hosts take turns, beginning with the one above"), required=False
    )

    def __init__(self, data: QueryDict | None = None, *, hosts: Iterable[Organisation], **options: Any) -> None:
        super().__init__(data, hosts=hosts, **options)
        weekdays = self.fields["weekday"]
        assert isinstance(weekdays, forms.TypedChoiceField)  # noqa: S101
        weekdays.choices = [(number, capfirst(name)) for number, name in WEEKDAYS.items()]
        self.dates: list[Proposed] = []

    def clean_skipped_weeks(self) -> frozenset[int]:
        """Weeks and ranges of weeks."""
        text = str(self.cleaned_data["skipped_weeks"])
        weeks: set[int] = set()
        for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip()))):
            found = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", part)
            first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
            if not 1 <= first <= last <= _WEEKS_IN_A_YEAR:
                raise ValidationError(_("Write numbers of weeks, separated by commas: 7, 29-32, 42."))
            weeks.update(range(first, last + 1))
        return frozenset(weeks)

    def clean(self) -> dict[str, Any]:
        """The dates of the rhythm, or why there are none."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if data["ends"] <= data["begins"]:
            self.add_error("ends", _("The session must end after it begins."))
            return data
        if data["rotates"] and not data["host"]:
            self.add_error("host", _("Choose who hosts first."))
            return data
        rhythm = Rhythm(**{name: data[name] for name in Rhythm.__dataclass_fields__})
        try:
            self.dates = proposed(rhythm)
        except NoSuchTimeError as error:
            self.add_error("begins", str(error))
            return data
        found = sum(not one.left_out for one in self.dates)
        if found < rhythm.count:
            self.add_error("skipped_weeks", _("These weeks leave too few dates. Take some of them out."))
        return data

    def meetings(self) -> list[Meeting]:
        """When and where the group will meet; the hosts take turns in the order of their names when they rotate."""
        data = self.cleaned_data
        hosts = self._turns()
        kept = [one for one in self.dates if not one.left_out]
        return [
            Meeting(one.starts, one.ends, data["place"], hosts[turn % len(hosts)], data["is_remote"])
            for turn, one in enumerate(kept)
        ]

    def _turns(self) -> list[Organisation | None]:
        first = self._host()
        if first is None or not self.cleaned_data["rotates"]:
            return [first]
        named: list[Organisation | None] = [*sorted(self.hosts.values(), key=lambda host: sort_key(host.display_name))]
        start = named.index(first)
        return named[start:] + named[:start]


class SessionForm(_Place):
    """One session's date, time and place."""

    field_order = ("day", "begins", "ends", "host", "place", "is_remote")
    day = _date(gettext_lazy("Date"))
    begins = _time(gettext_lazy("From"))
    ends = _time(gettext_lazy("To"))

    def clean(self) -> dict[str, Any]:
        """The times as instants."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        try:
            data["starts_at"] = local_instant(data["day"], data["begins"])
            data["ends_at"] = local_instant(data["day"], data["ends"])
        except NoSuchTimeError as error:
            self.add_error("begins", str(error))
            return data
        if data["ends"] <= data["begins"]:
            self.add_error("ends", _("The session must end after it begins."))
        return data

    def meeting(self) -> Meeting:
        """What the form says."""
        data = self.cleaned_data
        return Meeting(data["starts_at"], data["ends_at"], data["place"], self._host(), data["is_remote"])


def initial_of(session: Session) -> dict[str, date | time | str | int | bool | None]:
    """A session as its form shows it."""
    starts, ends = _local(session.starts_at), _local(session.ends_at)
    return {
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "host": session.host_id,
        "place": session.place,
        "is_remote": session.is_remote,
    }


def _local(at: datetime) -> datetime:
    return at.astimezone(COPENHAGEN)


class CancelForm(forms.Form):
    """Why a session is cancelled."""

    note = _line(
        200,
        label=gettext_lazy("Why, if you want to say so"),
        required=False,
        help_text=gettext_lazy("Members read it."),
    )


class AttendanceForm(forms.Form):
    """Who was there, and for how many minutes: one tick and one number for each member."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        seats: Iterable[Seat],
        noted: Mapping[int, int],
        absent: Collection[int],
        session: Session,
    ) -> None:
        super().__init__(data)
        self.seats = list(seats)
        wrong = minutes_text(session.minutes)
        for seat in self.seats:
            was_there = seat.pk in noted if session.state == Session.State.HELD else seat.pk not in absent
            self.fields[f"there-{seat.pk}"] = forms.BooleanField(label=str(seat), required=False, initial=was_there)
            self.fields[f"minutes-{seat.pk}"] = forms.IntegerField(
                label=_("Minutes, %(name)s") % {"name": seat},
                required=False,
                min_value=1,
                max_value=session.minutes,
                initial=noted.get(seat.pk, session.minutes),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={"min_value": wrong, "max_value": wrong, "invalid": wrong},
            )

    def rows(self) -> list[tuple[Seat, forms.BoundField, forms.BoundField]]:
        """Each member with their two fields."""
        return [(seat, self[f"there-{seat.pk}"], self[f"minutes-{seat.pk}"]) for seat in self.seats]

    def clean(self) -> dict[str, Any]:
        """Ask for the minutes of whoever is ticked off."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for seat in self.seats:
            name = f"minutes-{seat.pk}"
            if data.get(f"there-{seat.pk}") and name not in self.errors and data.get(name) is None:
                self.add_error(name, _("Write how many minutes."))
        return data

    def minutes(self) -> dict[int, int]:
        """The minutes of those who were there, by the key of the seat."""
        data = self.cleaned_data
        return {seat.pk: data[f"minutes-{seat.pk}"] for seat in self.seats if data[f"there-{seat.pk}"]}


class SeatForm(forms.ModelForm[Seat]):
    """A member's profession and days, as the documentation of hours states them."""

    starts_on = _date(gettext_lazy("From"))
    ends_on = _date(gettext_lazy("To"), required=False)

    class Meta:
        model = Seat
        fields = ("profession", "is_psychologist", "is_academic", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profession"].validators.append(cpr.refuse)
        if self.instance.state == Seat.State.ACTIVE:
            del self.fields["ends_on"]

    def clean(self) -> dict[str, Any]:
        """Say at the field what the database would refuse without a word that helps."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("is_psychologist") and data.get("is_academic"):
            self.add_error("is_academic", _("A psychologist is not another academic too. Choose one of the two."))
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end lies before the start."))
        return data
