"""From rows as they stand to rows as they are meant, or to reasons why not. Knows the vocabulary, not the members."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from directory.contacts.imports.cells import phone
from directory.members.imports.report import Report, RowNote
from directory.members.imports.vocabulary import Vocabulary
from portal.addresses import normalise
from portal.spreadsheets.cells import choice, day, like_cpr, one_line, plain
from portal.spreadsheets.errors import BadCell
from portal.spreadsheets.reading import RawRow, Table
from portal.spreadsheets.xlsx import Value

YES = ("ja", "yes", "x", "1", "true", "sand")
NO = ("nej", "no", "0", "false", "falsk")


@dataclass(frozen=True)
class Row:
    """One person of the file. What is "", None or () was empty, or its column is missing: it changes nothing."""

    number: int
    email: str
    first_name: str = ""
    last_name: str = ""
    profession: int | None = None
    organisation: int | None = None
    role: str = ""
    subjects: tuple[int, ...] = ()
    phone: str = ""
    newsletter: bool | None = None
    consent_basis: str = ""
    registered_on: date | None = None


def _phone(value: Value) -> str:
    number, extension = phone(value)
    return f"{number};ext={extension}" if extension else number


def _yes_or_no(value: Value) -> bool:
    return choice("ja" if value is True else "nej" if value is False else value, [*YES, *NO]) in YES


def _been(value: Value, today: date) -> date:
    found = day(value)
    if found > today:
        raise ValueError(_("The date lies in the future. Write the day on which the person registered."))
    return found


def _readers(vocabulary: Vocabulary, today: date) -> dict[str, Callable[[Value], Any]]:
    return {
        "email": lambda value: normalise(one_line(value, 254)),
        "first_name": lambda value: one_line(value, 150),
        "last_name": lambda value: one_line(value, 150),
        "profession": lambda value: vocabulary.profession(one_line(value, 120)),
        "organisation": lambda value: vocabulary.organisation(one_line(value, 120)),
        "role": lambda value: one_line(value, 80),
        "subjects": lambda value: vocabulary.subject_ids(plain(value)),
        "phone": _phone,
        "newsletter": _yes_or_no,
        "consent_basis": lambda value: one_line(value, 200),
        "registered_on": lambda value: _been(value, today),
    }


def check(table: Table, vocabulary: Vocabulary, today: date, report: Report) -> list[Row]:
    """The good rows, one for each address. What is wrong with the others goes into the report."""
    readers = _readers(vocabulary, today)
    first: dict[str, int] = {}
    good: list[Row] = []
    for raw in table.rows:
        found, wrong = _check_row(raw, readers)
        if wrong:
            report.bad.extend(wrong)
        elif found["email"] in first:
            same = _("The same address stands in row %(row)d. Only that row counts.") % {"row": first[found["email"]]}
            report.duplicates.append(RowNote(raw.number, same))
        else:
            first[found["email"]] = raw.number
            good.append(Row(number=raw.number, **found))
    return good


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
    if "email" not in raw.cells:
        return {}, [BadCell(raw.number, "email", _("It is missing."))]
    found: dict[str, Any] = {}
    for column, value in raw.cells.items():
        try:
            found[column] = readers[column](value)
        except ValueError as error:
            wrong.append(BadCell(raw.number, column, str(error)))
    return found, wrong
