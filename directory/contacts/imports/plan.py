"""What is about to be written: unsaved rows, changed rows, and what the report says of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from directory.contacts.imports.report import Report
from directory.contacts.models import (
    Organisation,
    OrganisationParent,
    Participation,
    Person,
    Service,
    Subject,
)
from portal.spreadsheets.errors import BadCell
from portal.spreadsheets.report import RowChange


@dataclass(eq=False)
class Place:
    """An organisation of the file: one that stands (`id`), or one about to be created (`created`)."""

    id: int | None
    kind: str
    name: str
    created: Organisation | None = None

    def link(self, field_name: str = "organisation") -> dict[str, Any]:
        """The keyword that points a new row at it."""
        return {field_name: self.created} if self.created else {f"{field_name}_id": self.id}


@dataclass
class Plan:
    """Rows to insert, to update and to delete, in the order in which they depend on each other."""

    organisations: list[Organisation] = field(default_factory=list)
    parents: list[OrganisationParent] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    service_titles: list[str] = field(default_factory=list)  # of `services`, in the same order
    # What belongs to them is kept as plain values beside the row or its id: there are ten for every service.
    channels: list[tuple[Service | int, str, str, str]] = field(default_factory=list)  # kind, value, extension
    steps: list[tuple[Service | int, str, str]] = field(default_factory=list)  # label, number
    parts: list[tuple[Service | int, Person | int, str]] = field(default_factory=list)  # role
    subject_links: list[tuple[Service | int, Subject | int]] = field(default_factory=list)
    # model -> id -> field -> value
    updates: dict[type[models.Model], dict[int, dict[str, Any]]] = field(default_factory=dict)
    # model -> ids
    removals: dict[type[models.Model], set[int]] = field(default_factory=dict)
    touched_services: dict[int, str] = field(default_factory=dict)  # id -> title
    touched_organisations: set[int] = field(default_factory=set)
    bad: list[BadCell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    unchanged: int = 0

    def update(self, model: type[models.Model], pk: int, **values: Any) -> None:
        """Change some fields of one row."""
        self.updates.setdefault(model, {}).setdefault(pk, {}).update(values)

    def remove(self, model: type[models.Model], *pks: int) -> None:
        """Delete rows."""
        self.removals.setdefault(model, set()).update(pks)

    @property
    def empty(self) -> bool:
        """Whether the directory already says what the file says."""
        written = (self.organisations, self.parents, self.participations, self.subjects, self.services, self.updates)
        return not any((*written, self.removals, self.touched_services))

    def tell(self, report: Report) -> None:
        """Put into the report what this plan does."""
        report.bad = sorted([*report.bad, *self.bad], key=lambda cell: (cell.row, cell.column))
        report.changes = sorted(self.changes, key=lambda change: change.row)
        report.created = sum(change.created for change in self.changes)
        report.changed = len(self.changes) - report.created
        report.unchanged = self.unchanged
        report.organisations = [organisation.name for organisation in self.organisations]
        report.subjects = [subject.name for subject in self.subjects]
        report.members = list(self.members)
        report.notes = [*report.notes, *self.notes]


# Adds a bad cell: (row, column, reason)
Refuse = Callable[[int, str, str], None]
