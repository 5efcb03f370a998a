"""The workplaces that a member chooses from."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from directory.contacts.models import Organisation, OrganisationParent
from directory.contacts.models.places import valid_on
from directory.members.models import MailDomain
from portal.danish import sort_key

type Choices = list[tuple[str, list[tuple[int, str]]]]


def workplaces(day: date) -> dict[int, Organisation]:
    """Those that take part in the network on the day or whose mail domain is known, and all that belongs to them."""
    children: dict[int, list[int]] = defaultdict(list)
    for parent, child in OrganisationParent.objects.filter(valid_on(day)).values_list("parent_id", "organisation_id"):
        children[parent].append(child)
    known = Organisation.objects.in_bulk()
    found: dict[int, Organisation] = {}
    todo = [*Organisation.objects.participating(day).values_list("pk", flat=True)]
    todo += MailDomain.objects.values_list("organisation_id", flat=True)
    while todo:
        key = todo.pop()
        if key not in found:
            found[key] = known[key]
            todo += children[key]
    return found


def grouped(places: dict[int, Organisation], day: date) -> Choices:
    """The workplaces as a select shows them: by kind, and each unit right after the organisation that it belongs to.

    A unit begins with that organisation's name ("Hillerød Kommune, Familieafdelingen"), so that typing the first
    letters of the municipality in a list of 150 leads there without a script.
    """
    above: dict[int, Organisation] = {}
    for child, parent in OrganisationParent.objects.filter(valid_on(day)).values_list("organisation_id", "parent_id"):
        if parent in places:
            above.setdefault(child, places[parent])
    names = _group_names()
    groups: dict[str, list[tuple[int, str]]] = {name: [] for name in names.values()}
    for place in places.values():
        path = _path(place, above)
        group = groups[names.get(path[0].kind, names[Organisation.Kind.UNIT])]
        group.append((place.pk, ", ".join(one.name for one in path)))
    return [(name, sorted(rows, key=lambda row: sort_key(row[1]))) for name, rows in groups.items() if rows]


def _group_names() -> dict[str, str]:
    kind = Organisation.Kind
    return {
        kind.MUNICIPALITY: _("Municipalities"),
        kind.HOSPITAL: _("Hospitals"),
        kind.REGION: _("Regions"),
        kind.UNIT: _("Others"),
    }


def _path(place: Organisation, above: dict[int, Organisation]) -> list[Organisation]:
    """From the outermost organisation of the list to the place itself. Municipalities and hospitals stand alone."""
    path = [place]
    while path[0].kind == Organisation.Kind.UNIT and path[0].pk in above and above[path[0].pk] not in path:
        path.insert(0, above[path[0].pk])
    return path
