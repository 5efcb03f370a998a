"""All rows that the documents of some services are made of, fetched in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from directory.contacts.models import (
    Channel,
    FallbackStep,
    Function,
    HoursException,
    Organisation,
    Service,
    ServicePerson,
    Subject,
    UrgentNumber,
)
from directory.contacts.tree import Ancestor, Parents, ancestors, load_parents
from portal.models import NetworkSettings


def _grouped[Row: Model](rows: Iterable[Row], key: str) -> Mapping[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _values_grouped[Values: NamedTuple](
    rows: QuerySet[Any], key: str, make: type[Values]
) -> Mapping[int, list[Values]]:
    """The columns of `make`, grouped by the key: a third of the time that instances take."""
    groups: dict[int, list[Values]] = defaultdict(list)
    for owner, *values in rows.values_list(key, *make._fields):
        groups[owner].append(make(*values))
    return groups


class Named(NamedTuple):
    """A person's part in a service."""

    pk: int
    role: str
    name: str
    title: str


class Reach(NamedTuple):
    """What a card says of a channel."""

    kind: str
    value: str
    extension: str
    label: str
    visibility: str


class Fallback(NamedTuple):
    """What a card says of a fallback step."""

    label: str
    number: str
    hours: str
    note: str


@dataclass(frozen=True)
class Material:
    """What has been fetched. The maps answer with an empty list for what has no rows."""

    services: list[Service]
    duties: list[Service]
    parents: Parents
    organisations: dict[int, Organisation]
    organisation_channels: Mapping[int, list[Reach]]
    organisation_changes: Mapping[int, list[HoursException]]
    service_channels: Mapping[int, list[Reach]]
    service_changes: Mapping[int, list[HoursException]]
    person_channels: Mapping[int, list[Reach]]
    people: Mapping[int, list[Named]]
    areas: Mapping[int, list[Organisation]]
    subjects: Mapping[int, list[Subject]]
    fallback_steps: Mapping[int, list[Fallback]]
    urgent_numbers: list[UrgentNumber]
    verified_by: str

    @cached_property
    def _ancestors(self) -> dict[int, tuple[Ancestor, ...]]:
        return {}

    def ancestors(self, organisation_id: int) -> tuple[Ancestor, ...]:
        """The organisation itself and everything above it, nearest first."""
        if organisation_id not in self._ancestors:
            self._ancestors[organisation_id] = ancestors(organisation_id, self.parents)
        return self._ancestors[organisation_id]


def _areas(of_services: Q) -> Mapping[int, list[Organisation]]:
    rows = Service.areas.through.objects.filter(of_services).select_related("organisation").order_by("pk")
    areas: dict[int, list[Organisation]] = defaultdict(list)
    for row in rows:
        areas[row.service_id].append(row.organisation)
    return areas


def _subjects(of_services: Q) -> Mapping[int, list[Subject]]:
    every = Subject.objects.in_bulk()
    rows = Service.subjects.through.objects.filter(of_services).order_by("subject__name")
    subjects: dict[int, list[Subject]] = defaultdict(list)
    for service_id, subject_id in rows.values_list("service_id", "subject_id"):
        subjects[service_id].append(every[subject_id])
    return subjects


def _people(of_services: Q) -> Mapping[int, list[Named]]:
    people: dict[int, list[Named]] = defaultdict(list)
    fields = ("service_id", "person_id", "role", "person__name", "person__title")
    for service_id, *named in ServicePerson.objects.filter(of_services).values_list(*fields):
        people[service_id].append(Named(*named))
    return people


def _needed(organisation_ids: Iterable[int], parents: Parents) -> list[int]:
    """These organisations and everything above them."""
    return sorted({row.organisation_id for pk in set(organisation_ids) for row in ancestors(pk, parents)})


def _limited[Rows: QuerySet[Model]](rows: Rows, field: str, ids: list[int]) -> Rows:
    """The rows of these ids; simply all when the ids are more than a database takes as parameters (999 in SQLite)."""
    return rows.filter(**{f"{field}__in": ids}) if len(ids) < 900 else rows.filter(**{f"{field}__isnull": False})


def gather(services: QuerySet[Service], organisation_ids: Iterable[int] = ()) -> Material:
    """Fetch everything about these services, and about further organisations."""
    # Making a model instance is what costs most here, so what many services share is made once and attached.
    functions = Function.objects.in_bulk()
    found = list(services.select_related("legal_basis"))
    duties = list(Service.objects.filter(function__is_out_of_hours=True, status=Service.Status.ACTIVE))
    chosen = Q(service__in=services.values("pk"))
    chosen_or_duty = chosen | Q(service__in=[duty.pk for duty in duties])
    areas = _areas(chosen_or_duty)
    parents = load_parents()
    own = {service.organisation_id for service in (*found, *duties)}
    covered = {area.pk for places in areas.values() for area in places}
    needed = _needed(own | covered | set(organisation_ids), parents)
    of_organisations = partial(_limited, field="organisation", ids=needed)
    people = _people(chosen)
    person_ids = sorted({person.pk for named in people.values() for person in named})
    organisations = {row.pk: row for row in _limited(Organisation.objects.all(), "pk", needed)}
    for service in (*found, *duties):
        service.function = functions[service.function_id]
        service.organisation = organisations[service.organisation_id]
    settings = NetworkSettings.objects.first()
    return Material(
        services=found,
        duties=duties,
        parents=parents,
        organisations=organisations,
        organisation_channels=_values_grouped(of_organisations(Channel.objects.all()), "organisation_id", Reach),
        organisation_changes=_grouped(of_organisations(HoursException.objects.all()), "organisation_id"),
        service_channels=_values_grouped(Channel.objects.filter(chosen_or_duty), "service_id", Reach),
        service_changes=_grouped(HoursException.objects.filter(chosen_or_duty), "service_id"),
        person_channels=_values_grouped(_limited(Channel.objects.all(), "person", person_ids), "person_id", Reach),
        people=people,
        areas=areas,
        subjects=_subjects(chosen),
        fallback_steps=_values_grouped(FallbackStep.objects.filter(chosen), "service_id", Fallback),
        urgent_numbers=list(UrgentNumber.objects.filter(in_chain=True).select_related("region")),
        verified_by=settings.verified_by if settings else "",
    )
