"""The editors' forms: a contact, an organisation's numbers, a person. They work without JavaScript.

A row of a list counts when something is written in it; to take one away, tick "Remove" or empty it.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.contacts.channels import clean_channel, display_number
from directory.contacts.models import Channel, HoursException, Person, Service, ServicePerson
from directory.contacts.models.reaching import VisibilityChoices
from directory.upkeep.editing.seen import EDITABLE_TIERS, PERSON_FIELDS, SERVICE_FIELDS
from portal import cpr
from portal.clock import HoursError, parse_intervals

MOST_ROWS = 30
DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"]
VISIBILITIES = [(value, capfirst(label)) for value, label in VisibilityChoices.choices if value in EDITABLE_TIERS]

type Choices = Sequence[tuple[Any, Any]]


class NoCitizens(forms.Form):
    """Refuses what looks like a CPR number, in whatever field somebody wrote it."""

    def clean(self) -> dict[str, Any]:
        """Look at every text."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if isinstance(value, str):
                try:
                    cpr.refuse(value)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return data


class Row(NoCitizens):
    """One row of a list. `fills` are the fields that make it more than an empty row."""

    fills: tuple[str, ...] = ()
    use_required_attribute = False

    def is_filled(self) -> bool:
        """Whether something is written in it, and it is not to be removed."""
        data = self.cleaned_data
        return not data.get("DELETE") and any(data.get(name) not in (None, "") for name in self.fills)

    def values(self) -> dict[str, Any]:
        """The row as it is stored."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("DELETE", "ORDER")}


class ChannelRow(Row):
    """A number or address."""

    fills = ("value",)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(value, capfirst(label)) for value, label in Channel.Kind.choices],
        initial=Channel.Kind.PHONE,
    )
    value = forms.CharField(label=gettext_lazy("Number or address"), max_length=254, required=False)
    label = forms.CharField(label=gettext_lazy("What it is called, if anything"), max_length=80, required=False)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"), choices=VISIBILITIES, initial=EDITABLE_TIERS[0]
    )

    def clean(self) -> dict[str, Any]:
        """Bring the value to its one spelling."""
        data = super().clean()
        if data.get("value") and data.get("kind"):
            try:
                data["value"], data["extension"] = clean_channel(data["kind"], data["value"], "")
            except ValueError as error:
                self.add_error("value", str(error))
        return data


class ExceptionRow(Row):
    """Days on which the weekly hours do not hold."""

    fills = ("starts", "ends", "hours", "reason")
    starts = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the date as 24.12.2026.")},
    )
    ends = forms.DateField(
        label=gettext_lazy("To, both days included"),
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the date as 24.12.2026.")},
    )
    hours = forms.CharField(
        label=gettext_lazy("Hours"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("As 10:00-12:00. Empty: closed."),
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        """A first day, an order of days, and hours that are hours."""
        data = super().clean()
        starts, ends = data.get("starts"), data.get("ends")
        if "starts" in data and starts is None and (ends or data.get("hours") or data.get("reason")):
            self.add_error("starts", _("Write the first day."))
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day lies before the first."))
        try:
            parse_intervals(data.get("hours") or "")
        except HoursError as error:
            self.add_error("hours", str(error))
        return data


class PersonRow(Row):
    """Somebody's part in a contact."""

    fills = ("person_id",)
    person_id = forms.TypedChoiceField(
        label=gettext_lazy("Person"), coerce=int, empty_value=None, required=False, choices=()
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(value, capfirst(label)) for value, label in ServicePerson.Role.choices],
        initial=ServicePerson.Role.CONTACT,
    )

    def __init__(self, *args: Any, people: Choices = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person_id"].choices = [("", "-"), *people]  # type: ignore[attr-defined]


class Rows(forms.BaseFormSet[Row]):
    """A list of rows."""

    def filled(self) -> list[dict[str, Any]]:
        """The rows that count, in order, as they are stored."""
        return [form.values() for form in self.forms if form.is_filled()]


def _rows(row: type[Row]) -> type[Rows]:
    made: type[Rows] = forms.formset_factory(  # type: ignore[assignment]
        row,
        formset=Rows,
        extra=1,
        can_delete=True,
        can_delete_extra=False,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 10,
        validate_max=True,
    )
    return made


ChannelRows, ExceptionRows, PersonRows = _rows(ChannelRow), _rows(ExceptionRow), _rows(PersonRow)


class ServiceForm(NoCitizens, forms.ModelForm[Service]):
    """A contact's own fields, as far as they are the editor's. Organisation, function and address are not."""

    class Meta:
        model = Service
        fields = SERVICE_FIELDS
        localized_fields = ("age_min", "age_max")
        widgets = {"for_whom": forms.Textarea(attrs={"rows": 3}), "not_for": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        statuses = [(value, capfirst(label)) for value, label in Service.Status.choices if value != "retired"]
        self.fields["status"].choices = statuses  # type: ignore[attr-defined]
        for name in ("age_min", "age_max"):  # 17 rather than 17,0
            age = self.initial.get(name)
            self.initial[name] = int(age) if age is not None and age == int(age) else age

    def clean(self) -> dict[str, Any]:
        """A pause says why."""
        data = super().clean()
        if data.get("status") == Service.Status.PAUSED and not data.get("status_note"):
            self.add_error("status_note", _("Write why it is paused, and until when. Readers see it on the card."))
        return data


class PersonForm(NoCitizens, forms.ModelForm[Person]):
    """A person on a card, and which member it is."""

    user = forms.TypedChoiceField(
        label=gettext_lazy("Member"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("The same human as a member of the network, when there is one."),
    )

    class Meta:
        model = Person
        fields = ("name", "title")

    def __init__(self, *args: Any, members: Choices = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].choices = [("", _("Not a member")), *members]  # type: ignore[attr-defined]
        self.initial["user"] = self.instance.user_id or ""

    def values(self) -> dict[str, Any]:
        """The fields as they are stored."""
        data = self.cleaned_data
        return {name: data[name] for name in PERSON_FIELDS if name != "user"} | {"user_id": data["user"]}


class DeclineForm(NoCitizens):
    """Why somebody is not let in."""

    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write one sentence about why. The person reads it.")},
    )


def channel_initial(channels: Sequence[Channel]) -> list[dict[str, Any]]:
    """Numbers and addresses as rows, the numbers as people read them."""
    return [
        {
            "kind": row.kind,
            "value": display_number(row.value, row.extension) if row.kind == "phone" else row.value,
            "label": row.label,
            "visibility": row.visibility,
        }
        for row in channels
    ]


def exception_initial(rows: Sequence[HoursException]) -> list[dict[str, Any]]:
    """Days with other hours as rows."""
    return [{"starts": row.starts, "ends": row.ends, "hours": row.hours, "reason": row.reason} for row in rows]


def with_another_row(data: QueryDict, prefix: str) -> QueryDict:
    """What was posted, with one more empty row in the list of that name."""
    copy = data.copy()
    total = str(copy.get(f"{prefix}-TOTAL_FORMS", "0"))
    count = int(total) if total.isdecimal() and len(total) < 4 else 0
    copy[f"{prefix}-TOTAL_FORMS"] = str(min(count + 1, MOST_ROWS))
    return copy
