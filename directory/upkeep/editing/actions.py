"""What an editor does to a contact, an organisation's numbers, or a person.

Each verb locks the row, checks that nobody changed it since the editor saw it, writes it with the search rows that show
it, and logs what is different. Who may do it to which row is decided before (`own`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import log

from directory.contacts.actions import search_rows_follow
from directory.contacts.models import Channel, HoursException, Organisation, Person, Service, ServicePerson
from directory.members.models import Membership
from directory.upkeep.editing.seen import (
    Change,
    State,
    changes,
    coming_exceptions,
    editable_channels,
    organisation_state,
    person_state,
    service_state,
)
from portal.models import User

type Values = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """What an editor typed, clean: the thing's own fields, and its rows in the order they should stand.

    `people` are pairs of a person's id and a role; None leaves them as they are, as for a thing that has none.
    """

    fields: Values = field(default_factory=dict)
    channels: Sequence[Values] = ()
    exceptions: Sequence[Values] = ()
    people: Sequence[tuple[int, str]] | None = None


class Changed(Exception):  # noqa: N818 - nothing went wrong; somebody was faster
    """Somebody else changed it since the editor saw it. Nothing is written."""

    def __init__(self, found: Sequence[Change]) -> None:
        super().__init__()
        self.changes = found


def save_service(service: Service, entry: Entry, *, seen: State, by: User, now: datetime) -> Service:
    """Write a contact.

    Raises:
        Changed: when it is no longer as it was seen.
    """
    with search_rows_follow(service):
        return _save(service, entry, service_state, write_service, seen=seen, by=by, now=now)


def save_organisation(
    organisation: Organisation, entry: Entry, *, seen: State, by: User, now: datetime
) -> Organisation:
    """Write an organisation's own numbers and days. Raises Changed as `save_service` does."""
    with search_rows_follow(organisation):
        return _save(organisation, entry, organisation_state, _write_rows, seen=seen, by=by, now=now)


def save_person(person: Person, entry: Entry, *, seen: State, by: User, now: datetime) -> Person:
    """Write a person. Raises Changed as `save_service` does."""
    with search_rows_follow(person):
        return _save(person, entry, person_state, _write_rows, seen=seen, by=by, now=now)


@transaction.atomic
def add_person(organisation: Organisation, entry: Entry, *, by: User, now: datetime) -> Person:
    """Make a person, who stands on no card yet."""
    person: Person = Person.objects.create(organisation=organisation, **entry.fields)
    _write_channels(person, entry.channels)
    log(person, "wagtail.create", user=by, timestamp=now)
    return person


def confirm_service(service: Service, *, seen: State, by: User, now: datetime) -> Service:
    """Note that all on the card is right today, as the editor saw it.

    Raises:
        Changed: when it is no longer as it was seen; then the editor has not seen what would be confirmed.
    """
    today = timezone.localdate(now)
    with search_rows_follow(service):
        service = Service.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=service.pk)
        _check_seen(service_state(service, today), seen)
        service.verified_on, service.verified_by = today, confirming_function(by, service)
        service.save(update_fields=["verified_on", "verified_by"])
        log(service, "upkeep.confirm", user=by, timestamp=now)
    return service


def confirming_function(by: User, service: Service) -> str:
    """Who confirms, as the card says it: the function, not the name; the organisation when nobody has written it."""
    membership = Membership.objects.filter(user=by).first()
    limit = Service._meta.get_field("verified_by").max_length
    return ((membership.title if membership else "") or service.organisation.name)[:limit]


def _save[Thing: (Service, Organisation, Person)](
    thing: Thing,
    entry: Entry,
    state_of: Callable[[Thing, date], State],
    write: Callable[[Thing, Entry, date], None],
    *,
    seen: State,
    by: User,
    now: datetime,
) -> Thing:
    today = timezone.localdate(now)
    thing = type(thing).objects.select_for_update().get(pk=thing.pk)
    before = state_of(thing, today)
    _check_seen(before, seen)
    write(thing, entry, today)
    found = changes(before, state_of(type(thing).objects.get(pk=thing.pk), today))
    if found:
        data = {"changes": [[change.label, change.before, change.after] for change in found]}
        log(thing, "wagtail.edit", user=by, timestamp=now, content_changed=True, data=data)
    return thing


def _check_seen(current: State, seen: State) -> None:
    """Raises Changed when what was seen is not what is."""
    if found := changes(seen, current):
        raise Changed(found)


def write_service(service: Service, entry: Entry, today: date) -> None:
    """Write the fields and rows of a contact, without its search rows. Call it in a transaction."""
    _write_rows(service, entry, today)
    if entry.people is not None:
        rows = [{"person_id": person_id, "role": role} for person_id, role in dict.fromkeys(entry.people)]
        _replace(list(ServicePerson.objects.filter(service=service.pk)), rows, ServicePerson, service=service)


def _write_rows(owner: Service | Organisation | Person, entry: Entry, today: date) -> None:
    for name, value in entry.fields.items():
        setattr(owner, name, value)
    if entry.fields:
        owner.save(update_fields=list(entry.fields))
    _write_channels(owner, entry.channels)
    if not isinstance(owner, Person):
        key = type(owner).__name__.lower()
        _replace(coming_exceptions(owner, today), entry.exceptions, HoursException, **{key: owner})


def _write_channels(owner: Service | Organisation | Person, channels: Sequence[Values]) -> None:
    ranked = [values | {"rank": rank} for rank, values in enumerate(channels, start=1)]
    _replace(editable_channels(owner), ranked, Channel, **{type(owner).__name__.lower(): owner})


def _replace(old: Sequence[models.Model], new: Sequence[Values], model: type[models.Model], **owner: Any) -> None:
    """Make the rows say what `new` says: a row that is the same stays, the others go and come."""
    left = list(new)
    for row in old:
        same = next((values for values in left if all(getattr(row, key) == values[key] for key in values)), None)
        if same is None:
            row.delete()
        else:
            left.remove(same)
    for values in left:
        model._default_manager.create(**owner, **values)
