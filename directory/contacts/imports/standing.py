"""The directory as it stands: what an import is planned from, and compared with again before it is written.

Plain tuples, so that two readings can be compared with `==` and 5,000 services load in well under a second.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, Self

from django.db import models

from directory.contacts.models import (
    Channel,
    FallbackStep,
    Function,
    Organisation,
    OrganisationParent,
    Participation,
    Person,
    Service,
    ServicePerson,
    Subject,
)


class OrganisationNow(NamedTuple):
    """An organisation that stands."""

    id: int
    name: str
    short_name: str
    slug: str
    kind: str
    municipality_code: str


class ParentNow(NamedTuple):
    """Who it belongs to."""

    organisation_id: int
    parent_id: int
    starts: date | None
    ends: date | None


class ParticipationNow(NamedTuple):
    """A membership of the network."""

    id: int
    organisation_id: int
    starts: date | None
    ends: date | None


class FunctionNow(NamedTuple):
    """A function, by its key."""

    id: int
    key: str
    name: str


class SubjectNow(NamedTuple):
    """A subject and its words."""

    id: int
    name: str
    slug: str
    words: str


class ServiceNow(NamedTuple):
    """A service, with the fields that an import writes."""

    id: int
    organisation_id: int
    function_id: int
    name: str
    slug: str
    status: str
    hours: str
    age_min: Decimal | None
    age_max: Decimal | None
    not_for: str
    verified_on: date | None
    also_called: str
    description: str


class ServiceSubjectNow(NamedTuple):
    """A subject of a service."""

    id: int
    service_id: int
    subject_id: int


class ChannelNow(NamedTuple):
    """A public number or address of a service."""

    id: int
    service_id: int
    kind: str
    value: str
    extension: str


class StepNow(NamedTuple):
    """A step of a service's own chain."""

    id: int
    service_id: int
    label: str
    number: str


class PersonNow(NamedTuple):
    """A person."""

    id: int
    organisation_id: int
    name: str


class PartNow(NamedTuple):
    """A person's part in a service."""

    id: int
    service_id: int
    person_id: int
    role: str


def _rows[Shape: NamedTuple](shape: type[Shape], rows: models.QuerySet[Any], *order: str) -> tuple[Shape, ...]:
    return tuple(shape(*row) for row in rows.order_by(*order).values_list(*shape._fields))


def grouped[Shape](rows: Iterable[Shape], column: str) -> dict[Any, list[Shape]]:
    """The rows by the value of one column, in their order."""
    groups: dict[Any, list[Shape]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, column)].append(row)
    return dict(groups)


@dataclass(frozen=True)
class Standing:
    """Everything an import relies on. Equal to another reading when nothing has changed in between."""

    organisations: tuple[OrganisationNow, ...]
    parents: tuple[ParentNow, ...]
    participations: tuple[ParticipationNow, ...]
    functions: tuple[FunctionNow, ...]
    subjects: tuple[SubjectNow, ...]
    services: tuple[ServiceNow, ...]
    service_subjects: tuple[ServiceSubjectNow, ...]
    channels: tuple[ChannelNow, ...]
    steps: tuple[StepNow, ...]
    people: tuple[PersonNow, ...]
    parts: tuple[PartNow, ...]

    @classmethod
    def read(cls) -> Self:
        """As the database is now."""
        public = Channel.objects.filter(service__isnull=False, visibility="public")
        return cls(
            organisations=_rows(OrganisationNow, Organisation.objects.all(), "pk"),
            parents=_rows(ParentNow, OrganisationParent.objects.all(), "pk"),
            participations=_rows(ParticipationNow, Participation.objects.all(), "pk"),
            functions=_rows(FunctionNow, Function.objects.all(), "rank", "key"),
            subjects=_rows(SubjectNow, Subject.objects.all(), "pk"),
            services=_rows(ServiceNow, Service.objects.all(), "pk"),
            service_subjects=_rows(ServiceSubjectNow, Service.subjects.through.objects.all(), "pk"),
            channels=_rows(ChannelNow, public, "rank", "pk"),
            steps=_rows(StepNow, FallbackStep.objects.all(), "rank", "pk"),
            people=_rows(PersonNow, Person.objects.all(), "pk"),
            parts=_rows(PartNow, ServicePerson.objects.all(), "pk"),
        )

    @cached_property
    def services_of(self) -> dict[int, list[ServiceNow]]:
        """Services by organisation."""
        return grouped(self.services, "organisation_id")

    @cached_property
    def subjects_of(self) -> dict[int, list[ServiceSubjectNow]]:
        """Subjects by service."""
        return grouped(self.service_subjects, "service_id")

    @cached_property
    def channels_of(self) -> dict[int, list[ChannelNow]]:
        """Public numbers and addresses by service, in their order."""
        return grouped(self.channels, "service_id")

    @cached_property
    def steps_of(self) -> dict[int, list[StepNow]]:
        """The chain by service, in its order."""
        return grouped(self.steps, "service_id")

    @cached_property
    def parts_of(self) -> dict[int, list[PartNow]]:
        """Contact persons and deputies by service."""
        return grouped(self.parts, "service_id")

    @cached_property
    def person(self) -> dict[int, PersonNow]:
        """People by id."""
        return {person.id: person for person in self.people}
