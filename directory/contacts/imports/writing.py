"""Writes a plan, inside the transaction of `actions.import_directory`. Everything was checked and built before."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from wagtail.models import ModelLogEntry

from directory.contacts import search_rows
from directory.contacts.imports.plan import Plan
from directory.contacts.imports.tables import insert_many, insert_rows, update_many
from directory.contacts.models import (
    Channel,
    FallbackStep,
    Organisation,
    OrganisationParent,
    Participation,
    Person,
    Service,
    ServicePerson,
    Subject,
)
from directory.contacts.tree import family_of
from portal.models import User

BATCH = 500


# What the plan relies on: nobody else writes there until it is written.
HELD_STILL = (
    Organisation, OrganisationParent, Participation, Subject, Person, Service, Service.subjects.through, Channel,
    FallbackStep, ServicePerson,
)  # fmt: skip


def write(plan: Plan, *, now: datetime, by: User | None) -> None:
    """Write the plan, the search rows and the history."""
    _delete(plan)
    for model, changes in plan.updates.items():
        update_many(model, changes)
    _insert(plan)
    _log(plan, now, by)
    family = family_of(plan.touched_organisations | {int(row.pk) for row in plan.organisations})
    search_rows.refresh(
        Service.objects.filter(Q(organisation__in=family) | Q(areas__in=family)).distinct(), compare=False
    )
    if plan.organisations or plan.subjects or plan.parents or plan.participations or Participation in plan.updates:
        search_rows.refresh_vocabulary()


def _delete(plan: Plan) -> None:
    removals = plan.removals
    # What names a person goes before the person.
    _delete_rows(ServicePerson.objects.filter(pk__in=removals.get(ServicePerson, ())))
    _delete_rows(Channel.objects.filter(person__in=removals.get(Person, ())))
    for model in (Person, Service.subjects.through, Participation):
        _delete_rows(model._default_manager.filter(pk__in=removals.get(model, ())))


def _delete_rows(rows: models.QuerySet[Any]) -> None:
    # No signals: asking Wagtail's index of references about each row took 9 s for 10,000 rows.
    rows._raw_delete(rows.db)


def _insert(plan: Plan) -> None:
    Organisation.objects.bulk_create(plan.organisations, batch_size=BATCH)
    OrganisationParent.objects.bulk_create(plan.parents, batch_size=BATCH)
    Participation.objects.bulk_create(plan.participations, batch_size=BATCH)
    Subject.objects.bulk_create(plan.subjects, batch_size=BATCH)
    # Their organisation may have been created just now.
    for person in plan.people:
        person.organisation_id = person.organisation_id or person.organisation.pk
    for service in plan.services:
        service.organisation_id = service.organisation_id or service.organisation.pk
    insert_rows(Person, plan.people, ("organisation_id", "name"))
    insert_rows(Service, plan.services, ("organisation_id", "function_id", "name"))
    insert_many(
        Channel,
        ("service_id", "kind", "value", "extension"),
        ((_id(service), *values) for service, *values in plan.channels),
    )
    insert_many(
        FallbackStep, ("service_id", "label", "number"), ((_id(service), *values) for service, *values in plan.steps)
    )
    insert_many(
        ServicePerson,
        ("service_id", "person_id", "role"),
        ((_id(service), _id(person), role) for service, person, role in plan.parts),
    )
    insert_many(
        Service.subjects.through,
        ("service_id", "subject_id"),
        ((_id(service), _id(subject)) for service, subject in plan.subject_links),
    )


def _id(row: models.Model | int) -> int:
    return row if isinstance(row, int) else int(row.pk)


def _log(plan: Plan, now: datetime, by: User | None) -> None:
    """One line in the history of everything made or changed, all under one id."""
    together = uuid.uuid4()
    made: list[tuple[type[models.Model], int, str]] = [
        *((Organisation, row.pk, row.name) for row in plan.organisations),
        *((Subject, row.pk, row.name) for row in plan.subjects),
        *((Service, row.pk, title) for row, title in zip(plan.services, plan.service_titles, strict=True)),
    ]
    entries = [(model, pk, title, "wagtail.create") for model, pk, title in made]
    entries += [(Service, pk, title, "wagtail.edit") for pk, title in plan.touched_services.items()]
    types: dict[type[models.Model], int] = {
        model: ContentType.objects.get_for_model(model, for_concrete_model=False).pk
        for model in (Organisation, Subject, Service)
    }
    insert_many(
        ModelLogEntry,
        ("content_type_id", "object_id", "label", "action", "timestamp", "uuid", "user_id", "content_changed"),
        (
            (types[model], str(pk), title, action, now, together, by.pk if by else None, True)
            for model, pk, title, action in entries
        ),
    )
