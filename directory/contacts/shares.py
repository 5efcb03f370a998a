"""Among whose seats somebody counts, and whether their workplace is in the network."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from directory.contacts.models import Organisation, OrganisationParent, Participation
from directory.contacts.models.places import valid_on

_Kind = Organisation.Kind
_HIGHEST = 6  # steps up; a circle in the data is left after so many


def share_of(organisation: Organisation | None, day: date) -> Organisation | None:
    """The outermost municipality, hospital or other organisation that it belongs to on the day.

    A region is too far up to have seats of its own, unless somebody works for the region itself.
    """
    if organisation is None:
        return None
    share = organisation
    for level in _upwards(organisation, day):
        inner = [one for one in level if one.kind != _Kind.REGION]
        if inner:
            share = inner[0]
    return share


def participates(organisation: Organisation | None, day: date) -> bool:
    """Whether it, or something that it belongs to, is a member of the network on the day.

    What belongs to a municipality is nobody's above it, so a region does not bring its municipalities.
    """
    if organisation is None:
        return False
    family = {organisation.pk, *(one.pk for level in _upwards(organisation, day) for one in level)}
    return Participation.objects.filter(valid_on(day), organisation__in=family).exists()


def _upwards(organisation: Organisation, day: date) -> Iterator[list[Organisation]]:
    """What stands above, level by level; nothing stands above a municipality. One query for each level."""
    level = [organisation]
    for _step in range(_HIGHEST):
        below = [one.pk for one in level if one.kind not in (_Kind.MUNICIPALITY, _Kind.REGION)]
        if not below:
            return
        rows = OrganisationParent.objects.filter(valid_on(day), organisation__in=below).select_related("parent")
        level = [row.parent for row in rows.order_by(F("starts").asc(nulls_first=True), "pk")]
        if level:
            yield level
