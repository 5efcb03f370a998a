"""From checked rows and the standing directory to a plan."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from directory.contacts.imports.checking import Row
from directory.contacts.imports.membership import plan_memberships
from directory.contacts.imports.names import Slugs, key
from directory.contacts.imports.places import find_places
from directory.contacts.imports.plan import Place, Plan
from directory.contacts.imports.report import Progress, no_progress
from directory.contacts.imports.service_rows import ServiceRows
from directory.contacts.imports.standing import ServiceNow, Standing
from portal.spreadsheets.errors import BadCell


def make_plan(rows: list[Row], standing: Standing, today: date, progress: Progress = no_progress) -> Plan:
    """What must be written for the directory to say what the rows say. Writes nothing."""
    plan = Plan()
    places = find_places(rows, standing, plan, today)
    plan_memberships(rows, places, standing, plan, today)
    wanted = _Wanted(standing, plan)
    service_rows = ServiceRows(standing, plan)
    functions = {function.key: function.id for function in standing.functions}
    for done, row in enumerate(rows, start=1):
        if place := places.get(row.number):
            now = wanted.service(row, place, functions[row.function])
            if not wanted.is_repeated(row, place, functions[row.function], now):
                slug = now.slug if now else wanted.slug(row, place)
                service_rows.plan(row, place, now, functions[row.function], slug)
        if done % 1000 == 0 or done == len(rows):
            progress(_("Comparing with the directory"), done, len(rows))
    service_rows.finish()
    return plan


def _bare(row: Row) -> Row:
    """The row without what may be spelled in two ways and mean the same."""
    return replace(row, number=0, organisation="", municipality_code="", service="", member=None)


# Addresses under an organisation's own that are no services.
RESERVED_SLUGS = ("udskriv",)


class _Wanted:
    """Which service a row means, and whether an earlier row has meant it already."""

    def __init__(self, standing: Standing, plan: Plan) -> None:
        self._standing = standing
        self._plan = plan
        self._seen: dict[tuple[Place, int, str], Row] = {}
        self._slugs: dict[Place, Slugs] = {}
        self._exact: dict[tuple[int, int, str], ServiceNow] = {}
        self._alike: dict[tuple[int, int, str], ServiceNow] = {}
        for now in standing.services:
            self._exact[now.organisation_id, now.function_id, now.name] = now
            self._alike.setdefault((now.organisation_id, now.function_id, key(now.name)), now)

    def service(self, row: Row, place: Place, function_id: int) -> ServiceNow | None:
        """The standing service: the one of exactly that name before one that differs in case and spaces."""
        if not place.id:
            return None
        exact = self._exact.get((place.id, function_id, row.service))
        return exact or self._alike.get((place.id, function_id, key(row.service)))

    def is_repeated(self, row: Row, place: Place, function_id: int, now: ServiceNow | None) -> bool:
        """Whether an earlier row is about the same service. A note when it says the same, else a bad row."""
        name = f"id {now.id}" if now else key(row.service)
        first = self._seen.setdefault((place, function_id, name), row)
        if first is row:
            return False
        if _bare(first) == _bare(row):
            self._plan.notes.append(
                _("Row %(row)d says the same as row %(first)d and is left out.")
                % {"row": row.number, "first": first.number}
            )
        else:
            reason = _("Row %(first)d is about the same service, but says something else.") % {"first": first.number}
            self._plan.bad.append(BadCell(row.number, "service", reason))
        return True

    def slug(self, row: Row, place: Place) -> str:
        """A free address within the organisation."""
        if place not in self._slugs:
            taken = (now.slug for now in self._standing.services_of.get(place.id or 0, []))
            self._slugs[place] = Slugs((*RESERVED_SLUGS, *taken), max_length=120, fallback=row.function)
        return self._slugs[place].free(row.service)
