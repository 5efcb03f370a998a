"""Who belongs to whom, and when: the dated tree of organisations, walked upwards."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from directory.contacts.models import Organisation, OrganisationParent

Parents = Mapping[int, list[OrganisationParent]]


@dataclass(frozen=True)
class Ancestor:
    """An organisation above another one, or the organisation itself, with the days (inclusive) on which it is so."""

    organisation_id: int
    starts: date | None = None
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


def load_parents() -> Parents:
    """All memberships of the tree, by the organisation that has them. One query."""
    parents: dict[int, list[OrganisationParent]] = defaultdict(list)
    # The two databases sort an empty start differently.
    for row in OrganisationParent.objects.order_by(F("starts").asc(nulls_first=True), "pk"):
        parents[row.organisation_id].append(row)
    return parents


def ancestors(organisation_id: int, parents: Parents) -> tuple[Ancestor, ...]:
    """The organisation itself, then everything above it, nearest first. A circle in the data is walked once."""
    found = [Ancestor(organisation_id)]
    for step in found:
        for row in parents.get(step.organisation_id, ()):
            starts = max((day for day in (step.starts, row.starts) if day), default=None)
            ends = min((day for day in (step.ends, row.ends) if day), default=None)
            ancestor = Ancestor(row.parent_id, starts, ends)
            is_never = starts is not None and ends is not None and ends < starts
            # The same organisation may stand above in two periods; its own period never grows on a second round.
            if not is_never and ancestor not in found and len(found) < 100:
                found.append(ancestor)
    return tuple(found)


def family_of(organisations: Iterable[int]) -> set[int]:
    """These organisations with everything above and below them, in any period: their cards show each other's numbers.

    A region is too far up to matter. One query.
    """
    links = OrganisationParent.objects.exclude(parent__kind=Organisation.Kind.REGION)
    near: dict[int, set[int]] = defaultdict(set)
    for child, parent in links.values_list("organisation_id", "parent_id"):
        near[child].add(parent)
        near[parent].add(child)
    family: set[int] = set()
    waiting = list(organisations)
    while waiting:
        member = waiting.pop()
        if member not in family:
            family.add(member)
            waiting += near[member] - family
    return family
