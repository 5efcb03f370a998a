"""All rows that the documents of some services are made of, fetched in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

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


class Named(NamedTuple):
    """A person's part in a service."""

    pk: int
    role: str
    name: str
    title: str


@dataclass(frozen=True)
class Material:
    """What has been fetched. The maps answer with an empty list for what has no rows."""

    services: list[Service]
    duties: list[Service]
    parents: Parents
    organisations: dict[int, Organisation]
    organisation_channels: Mapping[int, list[Channel]]
    organisation_changes: Mapping[int, list[HoursException]]
    service_channels: Mapping[int, list[Channel]]
    service_changes: Mapping[int, list[HoursException]]
    person_channels: Mapping[int, list[Channel]]
    people: Mapping[int, list[Named]]
    areas: Mapping[int, list[Organisation]]
    subjects: Mapping[int, list[Subject]]
    fallback_steps: Mapping[int, list[FallbackStep]]
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
    rows = Service.subjects.through.objects.filter(of_services).select_related("subject").order_by("subject__name")
    subjects: dict[int, list[Subject]] = defaultdict(list)
    for row in rows:
        subjects[row.service_id].append(row.subject)
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
        organisation_channels=_grouped(of_organisations(Channel.objects.all()), "organisation_id"),
        organisation_changes=_grouped(of_organisations(HoursException.objects.all()), "organisation_id"),
        service_channels=_grouped(Channel.objects.filter(chosen_or_duty), "service_id"),
        service_changes=_grouped(HoursException.objects.filter(chosen_or_duty), "service_id"),
        person_channels=_grouped(_limited(Channel.objects.all(), "person", person_ids), "person_id"),
        people=people,
        areas=areas,
        subjects=_subjects(chosen),
        fallback_steps=_grouped(FallbackStep.objects.filter(chosen), "service_id"),
        urgent_numbers=list(UrgentNumber.objects.filter(in_chain=True).select_related("region")),
        verified_by=settings.verified_by if settings else "",
    )
