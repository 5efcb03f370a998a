"""From rows as they stand to rows as they are meant, or to reasons why not. Knows the file, not the directory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from directory.contacts.imports import cells
from directory.contacts.imports.columns import COLUMNS
from directory.contacts.imports.report import Progress, no_progress
from directory.contacts.models import Organisation
from portal.spreadsheets.cells import choice, like_cpr, many, one_line, plain
from portal.spreadsheets.errors import BadCell
from portal.spreadsheets.reading import RawRow, Table
from portal.spreadsheets.xlsx import Value

KINDS: list[str] = list(Organisation.Kind.values)
WITHOUT_CODE = frozenset({Organisation.Kind.REGION.value, Organisation.Kind.NATIONAL.value})


@dataclass(frozen=True)
class Row:
    """One service of the file. What is "", None or () was empty, or its column is missing: it changes nothing."""

    number: int
    organisation: str
    kind: str
    function: str  # key
    service: str
    municipality_code: str = ""
    member: bool | None = None
    person: str = ""
    deputy: str = ""
    phone: tuple[str, str] | None = None  # number and extension
    hours: str = ""
    email: str = ""
    secure_mail: str = ""
    age_min: Decimal | None = None
    age_max: Decimal | None = None
    subjects: tuple[str, ...] = ()
    not_for: str = ""
    fallback_phone: tuple[str, str] | None = None
    fallback_label: str = ""
    verified_on: date | None = None
    also_called: tuple[str, ...] = ()
    description: str = ""


def _readers(functions: list[str], today: date) -> dict[str, Callable[[Value], Any]]:
    def name(value: Value) -> str:
        return one_line(value, 120)

    return {
        "organisation": name,
        "kind": lambda value: choice(value, KINDS),
        "function": lambda value: choice(value, functions),
        "service": name,
        "municipality_code": cells.municipality_code,
        "member": cells.yes_or_no,
        "person": name,
        "deputy": name,
        "phone": cells.phone,
        "hours": cells.hours,
        "email": cells.mail,
        "secure_mail": cells.mail,
        "age_min": cells.age,
        "age_max": cells.age,
        "subjects": lambda value: many(value, 80),
        "not_for": plain,
        "fallback_phone": cells.phone,
        "fallback_label": name,
        "verified_on": lambda value: cells.day(value, today),
        "also_called": lambda value: many(value, 120),
        "description": plain,
    }


def check(
    table: Table, functions: list[str], today: date, progress: Progress = no_progress
) -> tuple[list[Row], list[BadCell]]:
    """The good rows, and what is wrong with the others. `functions`: the keys that exist."""
    readers = _readers(functions, today)
    good: list[Row] = []
    bad: list[BadCell] = []
    for done, raw in enumerate(table.rows, start=1):
        found, wrong = _check_row(raw, readers)
        bad.extend(wrong)
        if not wrong:
            good.append(Row(number=raw.number, **found))
        if done % 1000 == 0 or done == len(table.rows):
            progress(_("Checking the rows"), done, len(table.rows))
    return good, bad


def _check_row(raw: RawRow, readers: dict[str, Callable[[Value], Any]]) -> tuple[dict[str, Any], list[BadCell]]:
    # First of all, so that no other sentence can quote a citizen's number.
    wrong = [
        BadCell(raw.number, column, _("The cell holds what looks like a CPR number. Remove it from the file."))
        for column, value in (raw.cells | raw.others).items()
        if like_cpr(value)
    ]
    if wrong:
        return {}, wrong
    if raw.beyond:
        return {}, [BadCell(raw.number, "–", _("The row has more cells than the header has columns."))]
    wrong = [BadCell(raw.number, column, _("It is missing.")) for column in COLUMNS.required if column not in raw.cells]
    found: dict[str, Any] = {}
    for column, value in raw.cells.items():
        try:
            found[column] = readers[column](value)
        except ValueError as error:
            wrong.append(BadCell(raw.number, column, str(error)))
    return found, [*wrong, *_contradictions(raw.number, found)]


def _contradictions(number: int, found: dict[str, Any]) -> list[BadCell]:
    """What cannot be true together within one row."""
    wrong = []
    if found.get("age_min") is not None and found.get("age_max") is not None and found["age_min"] > found["age_max"]:
        wrong.append(BadCell(number, "age_max", _("The age to is lower than the age from.")))
    if found.get("kind") in WITHOUT_CODE and found.get("municipality_code"):
        wrong.append(
            BadCell(number, "municipality_code", _("Regional and national organisations have no municipality code."))
        )
    return wrong
