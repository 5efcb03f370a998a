"""What one row does to one service: a new card, or the fields of a standing card that differ."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.contacts.channels import display_number
from directory.contacts.imports.checking import Row
from directory.contacts.imports.people import People
from directory.contacts.imports.places import MUNICIPALITY
from directory.contacts.imports.plan import Place, Plan
from directory.contacts.imports.standing import ServiceNow, ServiceSubjectNow, Standing
from directory.contacts.imports.subjects import Subjects
from directory.contacts.models import Channel, FallbackStep, Service, ServicePerson, Subject
from portal.spreadsheets.errors import BadCell
from portal.spreadsheets.report import FieldChange, RowChange

# Columns that are fields of the service itself, in the order of the report.
FIELDS = ("hours", "age_min", "age_max", "not_for", "verified_on", "also_called", "description")
CHANNELS = (("phone", Channel.Kind.PHONE), ("email", Channel.Kind.EMAIL), ("secure_mail", Channel.Kind.SECURE_EMAIL))
Changes = list[FieldChange]


def shown(value: Any) -> str:
    """A stored value as people read it."""
    match value:
        case None:
            return ""
        case date():
            return f"{value.day}.{value.month}.{value.year}"
        case Decimal():
            whole = int(value)
            return str(whole) if value == whole else f"{whole}½"
        case tuple():
            return display_number(*value)
    return str(value)


class ServiceRows:
    """Plans rows one after another."""

    def __init__(self, standing: Standing, plan: Plan) -> None:
        self._standing = standing
        self._plan = plan
        self._people = People(standing, plan)
        self._subjects = Subjects(standing, plan)

    def plan(self, row: Row, place: Place, now: ServiceNow | None, function_id: int, slug: str) -> None:
        """Plan the row: `now` is the service it means, None for a new one, which gets `slug`."""
        before = len(self._plan.bad)
        fields, changes = self._fields(row, now)
        if len(self._plan.bad) > before:
            return
        service: Service | int
        if now:
            service = now.id
            if fields:
                self._plan.update(Service, now.id, **fields)
        else:
            service = Service(**place.link(), function_id=function_id, name=row.service, slug=slug, **fields)
            self._plan.services.append(service)
            self._plan.service_titles.append(_title(row, place))
        changes += self._channels(row, service)
        changes += self._fallback(row, place, service)
        changes += self._subject_changes(row, service)
        changes += self._people_changes(row, place, service)
        self._tell(row, place, now, changes)

    def finish(self) -> None:
        """After the last row."""
        self._people.forget_who_left()

    def _tell(self, row: Row, place: Place, now: ServiceNow | None, changes: Changes) -> None:
        if now and not changes:
            self._plan.unchanged += 1
            return
        title = _title(row, place)
        self._plan.changes.append(RowChange(row.number, title, now is None, tuple(changes)))
        if now:
            self._plan.touched_services[now.id] = title
        if place.id:
            self._plan.touched_organisations.add(place.id)
        if now and now.status == Service.Status.RETIRED:
            self._plan.notes.append(
                _("Row %(row)d: %(title)s is closed for good. The import changes it, but does not open it again.")
                % {"row": row.number, "title": title}
            )

    def _fields(self, row: Row, now: ServiceNow | None) -> tuple[dict[str, Any], Changes]:
        fields: dict[str, Any] = {}
        changes: Changes = []
        if now and now.name != row.service:
            fields["name"] = row.service
            changes.append(FieldChange("service", now.name, row.service))
        for column in FIELDS:
            new: Any = getattr(row, column)
            new = "\n".join(new) if isinstance(new, tuple) else new
            old = getattr(now, column) if now else None
            if new in {"", None} or new == old or (column == "verified_on" and self._is_older(row, old)):
                continue
            fields[column] = new
            changes.append(FieldChange(column, shown(old), shown(new)))
        low = fields.get("age_min", now.age_min if now else None)
        high = fields.get("age_max", now.age_max if now else None)
        if low is not None and high is not None and low > high:
            self._plan.bad.append(
                BadCell(
                    row.number,
                    "age_min" if "age_min" in fields else "age_max",
                    _("With what is already known, the ages would be %(low)s to %(high)s.")
                    % {"low": shown(low), "high": shown(high)},
                )
            )
        return fields, changes

    def _is_older(self, row: Row, stored: date | None) -> bool:
        if not (stored and row.verified_on and row.verified_on < stored):
            return False
        self._plan.notes.append(
            _("Row %(row)d: verified_on is older than the date we have (%(date)s), and is left out.")
            % {"row": row.number, "date": shown(stored)}
        )
        return True

    def _channels(self, row: Row, service: Service | int) -> Changes:
        changes: Changes = []
        known = self._standing.channels_of.get(service, []) if isinstance(service, int) else []
        for column, kind in CHANNELS:
            given = getattr(row, column)
            if not given:
                continue
            value, extension = given if isinstance(given, tuple) else (given, "")
            first = next((channel for channel in known if channel.kind == kind), None)
            if first and (first.value, first.extension) == (value, extension):
                continue
            if first:
                self._plan.update(Channel, first.id, value=value, extension=extension)
            else:
                self._plan.channels.append((service, kind.value, value, extension))
            old = (
                "" if not first else display_number(first.value, first.extension) if column == "phone" else first.value
            )
            changes.append(FieldChange(column, old, shown(given)))
        return changes

    def _fallback(self, row: Row, place: Place, service: Service | int) -> Changes:
        if not row.fallback_phone and not row.fallback_label:
            return []
        steps = self._standing.steps_of.get(service, []) if isinstance(service, int) else []
        number = ";ext=".join(filter(None, row.fallback_phone)) if row.fallback_phone else ""
        if not steps:
            if not number:
                reason = _("There is no fallback number to go with it. Write it in fallback_phone.")
                self._plan.bad.append(BadCell(row.number, "fallback_label", reason))
                return []
            label = row.fallback_label or _default_label(place)
            self._plan.steps.append((service, label, number))
            return [
                FieldChange("fallback_phone", "", _shown_step(number)),
                FieldChange("fallback_label", "", label),
            ]
        first = steps[0]
        values = {"number": number or first.number, "label": row.fallback_label or first.label}
        changes: Changes = []
        if values["number"] != first.number:
            changes.append(FieldChange("fallback_phone", _shown_step(first.number), _shown_step(number)))
        if values["label"] != first.label:
            changes.append(FieldChange("fallback_label", first.label, values["label"]))
        if changes:
            self._plan.update(FallbackStep, first.id, **values)
        return changes

    def _subject_changes(self, row: Row, service: Service | int) -> Changes:
        if not row.subjects:
            return []
        wanted: list[Subject | int] = []
        for name in row.subjects:
            if (subject := self._subjects.find(name)) not in wanted:
                wanted.append(subject)
        known = self._standing.subjects_of.get(service, []) if isinstance(service, int) else []
        have = [link.subject_id for link in known]
        if len(wanted) == len(have) and all(subject in have for subject in wanted):
            return []
        self._plan.subject_links.extend((service, subject) for subject in wanted if subject not in have)
        self._unlink(link for link in known if link.subject_id not in wanted)
        before, after = (", ".join(self._subjects.name(subject) for subject in group) for group in (have, wanted))
        return [FieldChange("subjects", before, after)]

    def _unlink(self, links: Any) -> None:
        gone: list[ServiceSubjectNow] = list(links)
        if gone:
            self._plan.remove(Service.subjects.through, *(link.id for link in gone))

    def _people_changes(self, row: Row, place: Place, service: Service | int) -> Changes:
        found = (
            self._people.assign(service, place, "person", row.person, ServicePerson.Role.CONTACT),
            self._people.assign(service, place, "deputy", row.deputy, ServicePerson.Role.DEPUTY),
        )
        return [change for change in found if change]


def _title(row: Row, place: Place) -> str:
    return f"{place.name}: {row.service}"


def _default_label(place: Place) -> str:
    """Stored on the card, so it is Danish whoever runs the import."""
    return "Kommunens hovednummer" if place.kind == MUNICIPALITY else "Hovednummer"


def _shown_step(number: str) -> str:
    value, _mark, extension = number.partition(";ext=")
    return display_number(value, extension)
