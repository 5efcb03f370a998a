"""Contact persons and deputies: who comes, who goes, and who leaves the directory."""

from directory.contacts.imports.names import key
from directory.contacts.imports.plan import Place, Plan
from directory.contacts.imports.standing import PartNow, Standing
from directory.contacts.models import Person, Service, ServicePerson
from portal.spreadsheets.report import FieldChange


class People:
    """Finds or makes the people of the rows. One name in one organisation is one person."""

    def __init__(self, standing: Standing, plan: Plan) -> None:
        self._standing = standing
        self._plan = plan
        self._known: dict[tuple[int, str], int] = {}
        for person in reversed(standing.people):  # so that the oldest of several namesakes wins
            self._known[person.organisation_id, key(person.name)] = person.id
        self._made: dict[tuple[Place, str], Person] = {}
        self._parts_left: dict[int, int] = {}
        for part in standing.parts:
            self._parts_left[part.person_id] = self._parts_left.get(part.person_id, 0) + 1
        self._left: set[int] = set()

    def assign(self, service: Service | int, place: Place, column: str, name: str, role: str) -> FieldChange | None:
        """Make this person the service's contact person or deputy, in place of the first who is."""
        parts = self._standing.parts_of.get(service, []) if isinstance(service, int) else []
        parts = [part for part in parts if part.role == role]
        if not name or any(key(self._name(part)) == key(name) for part in parts):
            return None
        gone = parts[0] if parts else None
        if gone:
            self._plan.remove(ServicePerson, gone.id)
            self._parts_left[gone.person_id] -= 1
            self._left.add(gone.person_id)
        self._attach(service, place, name, role)
        return FieldChange(column, self._name(gone) if gone else "", name)

    def _attach(self, service: Service | int, place: Place, name: str, role: str) -> None:
        person_id = self._known.get((place.id or 0, key(name)))
        if person_id:
            self._parts_left[person_id] = self._parts_left.get(person_id, 0) + 1
            self._plan.parts.append((service, person_id, role))
            return
        person = self._made.get((place, key(name)))
        if not person:
            person = self._made[place, key(name)] = Person(**place.link(), name=name)
            self._plan.people.append(person)
        self._plan.parts.append((service, person, role))

    def _name(self, part: PartNow) -> str:
        return self._standing.person[part.person_id].name

    def forget_who_left(self) -> None:
        """Delete those who were replaced and are attached to nothing else: nobody keeps names without a purpose."""
        if gone := {person_id for person_id in self._left if not self._parts_left[person_id]}:
            self._plan.remove(Person, *gone)
