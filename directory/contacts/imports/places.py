"""Which organisation a row means: a municipality by its code, the others by name, and new ones where none fits."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from directory.contacts.imports.checking import WITHOUT_CODE, Row
from directory.contacts.imports.names import Slugs, key
from directory.contacts.imports.plan import Place, Plan
from directory.contacts.imports.standing import OrganisationNow, Standing, grouped
from directory.contacts.models import Organisation, OrganisationParent
from portal.danish import fold
from portal.spreadsheets.errors import BadCell

# Addresses under /kontakter/ that are no organisations.
RESERVED_SLUGS = ("kommuner", "personer", "vejledning", "soeg.json")
MUNICIPALITY = Organisation.Kind.MUNICIPALITY.value


class UnfitError(ValueError):
    """The row names no organisation that can be used."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def municipality_key(name: str) -> str:
    """ "Hillerød Kommune", "hillerød" and "Hillerod" are one municipality."""
    folded = fold("".join(name.split()))
    return folded.removesuffix("kommune") or folded


class Places:
    """Finds or makes the organisation of each row."""

    def __init__(self, standing: Standing, plan: Plan, today: date) -> None:
        self._plan = plan
        self._slugs = Slugs(
            (*RESERVED_SLUGS, *(organisation.slug for organisation in standing.organisations)),
            max_length=80,
            fallback="organisation",
        )
        self._by_code: dict[str, Place] = {}
        self._municipalities: dict[str, Place] = {}
        self._others: dict[str, list[Place]] = defaultdict(list)
        self._parents: dict[Place, set[Place]] = defaultdict(set)
        self._learn(standing, today)

    def _learn(self, standing: Standing, today: date) -> None:
        by_id = {now.id: Place(now.id, now.kind, now.name) for now in standing.organisations}
        for now in standing.organisations:
            self._learn_one(now, by_id[now.id])
        for organisation_id, parents in grouped(standing.parents, "organisation_id").items():
            self._parents[by_id[organisation_id]] = {
                by_id[parent.parent_id] for parent in parents if parent.ends is None or parent.ends >= today
            }

    def _learn_one(self, now: OrganisationNow, place: Place) -> None:
        names = {now.name, now.short_name} - {""}
        if now.kind == MUNICIPALITY:
            self._by_code[now.municipality_code] = place
            self._municipalities.update({municipality_key(name): place for name in names})
        else:
            for name in {key(name) for name in names}:
                self._others[name].append(place)

    def find(self, row: Row) -> Place:
        """The row's organisation; made when it is new.

        Raises:
            UnfitError: when the row names none that can be used.
        """
        if row.kind == MUNICIPALITY:
            return self._municipality(row)
        place = self._within(row) if row.municipality_code else self._by_name(row)
        if place and place.kind != row.kind:
            raise UnfitError(
                "kind",
                _("“%(name)s” is already known as: %(kind)s. Write that kind, or another name.")
                % {"name": place.name, "kind": place.kind},
            )
        return place or self._new(row)

    def _municipality(self, row: Row) -> Place:
        named = self._municipalities.get(municipality_key(row.organisation))
        if not row.municipality_code:
            if not named:
                raise UnfitError(
                    "organisation", _("No municipality has that name. Write its code in municipality_code.")
                )
            return named
        place = self._coded(row)
        if named and named is not place:
            # The wrong municipality is a directory's costliest mistake: nobody may guess which of the two is meant.
            raise UnfitError(
                "municipality_code",
                _("%(code)s is %(municipality)s, but the row says %(name)s.")
                % {"code": row.municipality_code, "municipality": place.name, "name": named.name},
            )
        return place

    def _coded(self, row: Row) -> Place:
        place = self._by_code.get(row.municipality_code)
        if not place:
            raise UnfitError(
                "municipality_code", _("No municipality has the code %(code)s.") % {"code": row.municipality_code}
            )
        return place

    def _within(self, row: Row) -> Place | None:
        """The organisation of that name in the municipality; one that belongs nowhere yet joins it."""
        municipality = self._coded(row)
        namesakes = self._others.get(key(row.organisation), [])
        for place in namesakes:
            if municipality in self._parents[place]:
                return place
        for place in (place for place in namesakes if place.kind == row.kind):
            if not self._parents[place]:
                self._join(place, municipality)
                return place
            if not any(parent.kind == MUNICIPALITY for parent in self._parents[place]):
                raise UnfitError(
                    "municipality_code",
                    _("“%(name)s” already belongs to %(parent)s. Leave municipality_code empty.")
                    % {"name": place.name, "parent": ", ".join(sorted(parent.name for parent in self._parents[place]))},
                )
        return None

    def _by_name(self, row: Row) -> Place | None:
        namesakes = self._others.get(key(row.organisation), [])
        fitting = [place for place in namesakes if place.kind == row.kind] or namesakes
        if len(fitting) > 1:
            if row.kind in WITHOUT_CODE:
                reason = _("Several organisations have that name. Give one of them another name first.")
            else:
                reason = _("Several organisations have that name. Write the municipality's code in municipality_code.")
            raise UnfitError("organisation", reason)
        return fitting[0] if fitting else None

    def _new(self, row: Row) -> Place:
        organisation = Organisation(name=row.organisation, slug=self._slugs.free(row.organisation), kind=row.kind)
        place = Place(None, row.kind, row.organisation, created=organisation)
        self._plan.organisations.append(organisation)
        self._others[key(row.organisation)].append(place)
        if row.municipality_code:
            self._join(place, self._coded(row))
        return place

    def _join(self, place: Place, municipality: Place) -> None:
        self._parents[place].add(municipality)
        self._plan.parents.append(OrganisationParent(**place.link(), parent_id=municipality.id or 0))
        if place.id:
            self._plan.touched_organisations.add(place.id)
            self._plan.notes.append(
                _("%(name)s now belongs to %(municipality)s.") % {"name": place.name, "municipality": municipality.name}
            )


def find_places(rows: list[Row], standing: Standing, plan: Plan, today: date) -> dict[int, Place]:
    """The organisation of each row, by the row's number. What cannot be found becomes a bad cell of the plan."""
    places = Places(standing, plan, today)
    found: dict[int, Place] = {}
    # Rows with a code first: they tell what a row with the same name and no code means, wherever it stands.
    for row in sorted(rows, key=lambda row: (not row.municipality_code, row.number)):
        try:
            found[row.number] = places.find(row)
        except UnfitError as error:
            plan.bad.append(BadCell(row.number, error.column, str(error)))
    return found
