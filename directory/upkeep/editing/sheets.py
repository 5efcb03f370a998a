"""A sheet: one form and its lists of rows, which are shown, checked and sent together."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from directory.contacts.models import Organisation, Person, Service, ServicePerson
from directory.upkeep.editing.actions import Entry
from directory.upkeep.editing.forms import (
    ChannelRows,
    Choices,
    ExceptionRows,
    PersonForm,
    PersonRows,
    Rows,
    ServiceForm,
    channel_initial,
    exception_initial,
    with_another_row,
)
from directory.upkeep.editing.own import Editor
from directory.upkeep.editing.seen import coming_exceptions, editable_channels

type Data = QueryDict | None
ADD = "add"  # the button's name; its value says to which list


@dataclass
class Sheet:
    """What the editor fills in. `lists` by the prefix of their fields."""

    form: ServiceForm | PersonForm | None = None
    lists: dict[str, Rows] = field(default_factory=dict)

    def is_valid(self) -> bool:
        """Whether all of it is right; every part is looked at, so that all errors are shown at once."""
        parts: list[forms.BaseForm | Rows] = [*([self.form] if self.form else []), *self.lists.values()]
        answers = [part.is_valid() for part in parts]
        return all(answers)

    def errors(self) -> list[tuple[str, str]]:
        """Each error with the id of its field, in the order of the page."""
        found = _errors(self.form) if self.form else []
        for rows in self.lists.values():
            found += [("", str(error)) for error in rows.non_form_errors()]
            for row in rows.forms:
                found += _errors(row)
        return found

    def entry(self) -> Entry:
        """What was typed, clean. Only for a sheet that is valid."""
        people = self.lists.get("people")
        return Entry(
            fields=_fields(self.form),
            channels=self.lists["channels"].filled(),
            exceptions=self.lists["exceptions"].filled() if "exceptions" in self.lists else (),
            people=None if people is None else [(row["person_id"], row["role"]) for row in people.filled()],
        )


def _errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    return [
        (form[name].auto_id if name in form.fields else "", str(error))
        for name, errors in form.errors.items()
        for error in errors
    ]


def _fields(form: ServiceForm | PersonForm | None) -> dict[str, Any]:
    if isinstance(form, PersonForm):
        return form.values()
    return dict(form.cleaned_data) if form else {}


def _wanted(data: Data) -> Data:
    """What was posted; with one more row when that was what the button asked for."""
    return with_another_row(data, str(data[ADD])) if data is not None and ADD in data else data


def _channels(owner: Service | Organisation | Person, data: Data) -> Rows:
    initial = channel_initial(editable_channels(owner)) if owner.pk else []
    return ChannelRows(data, initial=initial, prefix="channels")


def service_sheet(service: Service, editor: Editor, data: Data = None) -> Sheet:
    """A contact's sheet."""
    data = _wanted(data)
    rows = list(ServicePerson.objects.filter(service=service.pk).order_by("role", "pk"))
    exceptions = exception_initial(coming_exceptions(service, editor.day))
    return Sheet(
        form=ServiceForm(data, instance=service),
        lists={
            "channels": _channels(service, data),
            "exceptions": ExceptionRows(data, initial=exceptions, prefix="exceptions"),
            "people": PersonRows(
                data,
                initial=[{"person_id": row.person_id, "role": row.role} for row in rows],
                prefix="people",
                form_kwargs={"people": people_choices(editor, [row.person_id for row in rows])},
            ),
        },
    )


def organisation_sheet(organisation: Organisation, editor: Editor, data: Data = None) -> Sheet:
    """The sheet of an organisation's own numbers and days."""
    data = _wanted(data)
    exceptions = exception_initial(coming_exceptions(organisation, editor.day))
    return Sheet(
        lists={
            "channels": _channels(organisation, data),
            "exceptions": ExceptionRows(data, initial=exceptions, prefix="exceptions"),
        }
    )


def person_sheet(person: Person, editor: Editor, data: Data = None) -> Sheet:
    """A person's sheet."""
    data = _wanted(data)
    form = PersonForm(data, instance=person, members=member_choices(editor, person))
    return Sheet(form=form, lists={"channels": _channels(person, data)})


def people_choices(editor: Editor, there_already: list[int]) -> Choices:
    """The editor's own people, and those who stand on the card already."""
    people = Person.objects.filter(Q(organisation_id__in=editor.organisation_ids) | Q(pk__in=there_already))
    return [
        (pk, f"{name}, {title}" if title else name)
        for pk, name, title in people.order_by("name", "pk").values_list("pk", "name", "title")
    ]


def member_choices(editor: Editor, person: Person) -> Choices:
    """The members who work in the editor's organisations, and the one who is named already."""
    members = [(membership.user_id, f"{membership.user} ({membership.user.email})") for membership in editor.members()]
    named = person.user
    if named is not None and named.pk not in dict(members):
        members.append((named.pk, str(named)))
    return members
