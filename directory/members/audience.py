"""Whom a newsletter can be sent to: by workplace, profession, subjects of interest, and membership of the network.

Whoever waits for approval works somewhere too: the state is asked for by one filter alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from directory.contacts.models import Organisation, OrganisationParent, Subject
from directory.contacts.models.places import valid_on
from directory.members.models import Membership, Profession
from portal.clock import COPENHAGEN
from portal.contributions import AudienceFilter
from portal.danish import sort_key
from portal.models import User

type Choices = list[tuple[str, str]]

State = Membership.State
_KINDS = [kind for kind in Organisation.Kind if kind != Organisation.Kind.UNIT]


def audience_filters(now: datetime) -> Iterable[AudienceFilter]:
    """The questions about a person's work and membership."""
    day = now.astimezone(COPENHAGEN).date()

    def municipalities() -> Choices:
        return _home_choices(day, [Organisation.Kind.MUNICIPALITY])

    def others() -> Choices:
        return _home_choices(day, [kind for kind in _KINDS if kind != Organisation.Kind.MUNICIPALITY])

    def at_home(values: Collection[str]) -> QuerySet[Membership, int]:
        return _working_at(_below(values, day))

    def of_kind(values: Collection[str]) -> QuerySet[Membership, int]:
        return _working_at({pk for pk, homes in _homes(day).items() if any(home.kind in values for home in homes)})

    yield AudienceFilter("members.municipality", _("Municipality"), municipalities, at_home)
    yield AudienceFilter("members.workplace", _("Hospital or other workplace"), others, at_home)
    yield AudienceFilter("members.kind", _("Kind of workplace"), _kind_choices, of_kind)
    yield AudienceFilter("members.profession", _("Profession"), _profession_choices, _of_profession)
    yield AudienceFilter("members.subject", _("Subject of interest"), _subject_choices, _of_subject)
    yield AudienceFilter("members.membership", _("Membership"), _membership_choices, _of_membership)


@dataclass(frozen=True)
class _Home:
    """An organisation that is no unit: the one that people say they work for."""

    pk: int
    kind: str


def _homes(day: date) -> dict[int, set[_Home]]:
    """For each organisation the nearest ones above it, or itself, that are no units. Two queries."""
    homes = {
        pk: {_Home(pk, kind)} if kind != Organisation.Kind.UNIT else set()
        for pk, kind in Organisation.objects.order_by().values_list("pk", "kind")
    }
    parents: dict[int, set[int]] = defaultdict(set)
    for child, parent in OrganisationParent.objects.filter(valid_on(day)).values_list("organisation_id", "parent_id"):
        parents[child].add(parent)
    units = [pk for pk, own in homes.items() if not own]
    for unit in units:
        seen, step = {unit}, parents[unit]
        while step:
            homes[unit] |= {home for parent in step if parent not in units for home in homes[parent]}
            seen |= step
            step = {above for parent in step if parent in units for above in parents[parent]} - seen
    return homes


def _below(values: Collection[str], day: date) -> set[int]:
    """The organisations themselves, and every unit that belongs to one of them on the day."""
    return {pk for pk, homes in _homes(day).items() if any(str(home.pk) in values for home in homes)}


def _working_at(organisations: Collection[int]) -> QuerySet[Membership, int]:
    return _people(Membership.objects.filter(organisation__in=organisations))


def _people(memberships: QuerySet[Membership]) -> QuerySet[Membership, int]:
    return memberships.exclude(state=State.LEFT).order_by().values_list("user_id", flat=True)


def _home_choices(day: date, kinds: Collection[str]) -> Choices:
    """Where people work, in Danish order. Four queries."""
    homes = _homes(day)
    peopled = _working_at(homes).exclude(organisation=None).values_list("organisation_id", flat=True).distinct()
    found = {home.pk for pk in peopled for home in homes.get(pk, ()) if home.kind in kinds}
    places = Organisation.objects.filter(pk__in=found)
    return [(str(place.pk), place.display_name) for place in sorted(places, key=lambda one: sort_key(one.display_name))]


def _kind_choices() -> Choices:
    return [(str(kind), str(kind.label).capitalize()) for kind in _KINDS]


def _profession_choices() -> Choices:
    return [(str(pk), name) for pk, name in Profession.objects.values_list("pk", "name")]


def _of_profession(values: Collection[str]) -> QuerySet[Membership, int]:
    return _people(Membership.objects.filter(profession__in=_keys(values)))


def _subject_choices() -> Choices:
    subjects = Subject.objects.filter(memberships__isnull=False).distinct()
    return [(str(subject.pk), str(subject)) for subject in sorted(subjects, key=lambda one: sort_key(str(one)))]


def _of_subject(values: Collection[str]) -> QuerySet[Membership, int]:
    return _people(Membership.objects.filter(subjects__in=_keys(values)))


def _membership_choices() -> Choices:
    return [
        ("member", _("Member of the network")),
        ("waiting", _("Waits for approval")),
        ("none", _("Subscriber from outside, no member")),
    ]


def _of_membership(values: Collection[str]) -> QuerySet[User, int]:
    states = {"member": [State.APPROVED], "waiting": [State.PENDING]}
    asked = [state for value in values for state in states.get(value, ())]
    fits = Q(membership__state__in=asked)
    if "none" in values:
        fits |= ~Q(membership__state__in=[State.APPROVED, State.PENDING])
    return User.objects.filter(fits).order_by().values_list("pk", flat=True)


def _keys(values: Collection[str]) -> list[int]:
    """The values as keys; what is no number names nothing."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 10]
