"""What an editor saw when the form was shown, so that nobody overwrites what somebody else changed meanwhile.

The form carries it along, signed. Before anything is written it is compared with what the database says now.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory.contacts.channels import display_number
from directory.contacts.models import Channel, HoursException, Organisation, Person, Service
from portal.clock import date_text
from portal.permissions import Tier

SALT = "directory.upkeep.editing.seen"
SERVICE_FIELDS = ("for_whom", "not_for", "age_min", "age_max", "phone_note", "hours", "status", "status_note")
PERSON_FIELDS = ("name", "title", "user")
EDITABLE_TIERS = (Tier.PUBLIC.value, Tier.PROFESSIONAL.value)  # the internal ones are the coordinator's

type State = dict[str, str]


@dataclass(frozen=True)
class Change:
    """One thing that is different: what it is called, and both its values in words."""

    label: str
    before: str
    after: str


def editable_channels(owner: Service | Organisation | Person) -> list[Channel]:
    """The numbers and addresses that an editor sees and keeps, in order, as they are in the database."""
    field = type(owner).__name__.lower()
    rows = Channel.objects.filter(**{field: owner.pk}, visibility__in=EDITABLE_TIERS)
    return list(rows.order_by("rank", "pk"))


def coming_exceptions(owner: Service | Organisation, today: date) -> list[HoursException]:
    """The days with other hours that are not over yet, as they are in the database."""
    field = type(owner).__name__.lower()
    rows = HoursException.objects.filter(**{field: owner.pk}).order_by("starts", "pk")
    return [row for row in rows if (row.ends or row.starts) >= today]


def service_state(service: Service, today: date) -> State:
    """A contact in words, as far as an editor may change it."""
    people = service.people.model.objects.filter(service=service.pk).select_related("person").order_by("role", "pk")
    return {
        **_fields(service, SERVICE_FIELDS),
        _("Numbers and addresses"): _channels(editable_channels(service)),
        _("Other hours on certain days"): _exceptions(coming_exceptions(service, today)),
        _("Contact persons and deputies"): "; ".join(f"{row.person} ({row.get_role_display()})" for row in people),
    }


def organisation_state(organisation: Organisation, today: date) -> State:
    """An organisation's own numbers and days in words."""
    return {
        _("Numbers and addresses"): _channels(editable_channels(organisation)),
        _("Other hours on certain days"): _exceptions(coming_exceptions(organisation, today)),
    }


def person_state(person: Person, _today: date) -> State:
    """A person in words."""
    return {**_fields(person, PERSON_FIELDS), _("Numbers and addresses"): _channels(editable_channels(person))}


def _fields(thing: Model, names: tuple[str, ...]) -> State:
    return {_label(thing, name): _words(thing, name) for name in names}


def _label(thing: Model, name: str) -> str:
    return str(capfirst(thing._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _words(thing: Model, name: str) -> str:
    display = getattr(thing, f"get_{name}_display", None)
    value: Any = display() if display else getattr(thing, name)
    if isinstance(value, Decimal):
        return f"{float(value):g}".replace(".", ",")
    return "" if value is None else str(value)


def _channels(channels: list[Channel]) -> str:
    return "; ".join(
        " ".join(
            part
            for part in (
                channel.label,
                display_number(channel.value, channel.extension) if channel.kind == "phone" else channel.value,
                f"({channel.get_visibility_display()})",
            )
            if part
        )
        for channel in channels
    )


def _exceptions(rows: list[HoursException]) -> str:
    return "; ".join(
        " ".join(
            part
            for part in (
                f"{date_text(row.starts)}{f' - {date_text(row.ends)}' if row.ends else ''}:",
                row.hours or _("closed"),
                f"({row.reason})" if row.reason else "",
            )
            if part
        )
        for row in rows
    )


def stamp(state: State) -> str:
    """What was seen, for a hidden field."""
    return signing.dumps(state, salt=SALT, compress=True)


def read_stamp(text: str) -> State:
    """What was seen; empty when the field is not ours, so that everything counts as changed."""
    try:
        state: State = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
    return state


def changes(before: State, after: State) -> list[Change]:
    """What is different, in the order of the page."""
    return [Change(label, before.get(label, ""), value) for label, value in after.items() if before.get(label) != value]
