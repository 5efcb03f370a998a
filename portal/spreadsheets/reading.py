"""From bytes to rows: CSV or XLSX, recognised by content, with the columns named in the first row."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal import cpr
from portal.spreadsheets.errors import FileError
from portal.spreadsheets.xlsx import Value, read_sheet

MAX_BYTES = 10_000_000
_ZIP, _OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028\u2029\u2060\ufeff]")


@dataclass(frozen=True)
class Columns:
    """The columns that a file must and may have, in any order, and how many rows.

    `also`: other headings of a column, folded as headings are: {"e_mail": "email"}.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    max_rows: int
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> tuple[str, ...]:
        """Every column that is known."""
        return self.required + self.optional

    def named(self, heading: Value) -> str:
        """The column that a heading means, or the heading itself, folded: " E-mail" -> "email"."""
        name = re.sub(r"[\s-]+", "_", _CONTROL.sub("", str(heading)).strip().lower())
        return self.also.get(name, name)


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file: its cells in known columns, and in all the others.

    `number` as the spreadsheet shows it; `beyond`: something stands to the right of the header's last column.
    """

    number: int
    cells: dict[str, Value]
    others: dict[str, Value]
    beyond: bool


@dataclass(frozen=True)
class Table:
    """The known columns that the file has, the names of those that it has besides, and its rows that are not empty."""

    columns: frozenset[str]
    unknown: tuple[str, ...]
    rows: tuple[RawRow, ...]


def read(data: bytes, columns: Columns) -> Table:
    """The file's table.

    Raises:
        FileError: with a sentence, when it is no such file.
    """
    if len(data) > MAX_BYTES:
        raise FileError(_("The file is larger than 10 MB. Split it into several files."))
    if not data.strip():
        raise FileError(_("The file is empty."))
    if data.startswith(_OLD_EXCEL):
        raise FileError(
            _("The file is in an older Excel format or has a password. Save it as .xlsx without a password.")
        )
    return _table(read_sheet(data) if data.startswith(_ZIP) else _read_csv(data, columns), columns)


def _read_csv(data: bytes, columns: Columns) -> Sequence[Sequence[Value]]:
    text = _decoded(data)
    lines = text.splitlines()
    # Excel writes and hides a first line that says which separator follows.
    hint = re.fullmatch(r'"?sep=(.)"?', lines[0].strip()) if lines else None
    if hint:
        text = text.split("\n", 1)[1] if "\n" in text else ""
    first = next((line for line in text.splitlines() if line.strip(" ;,\t")), "")
    delimiter = hint[1] if hint and hint[1] in ",;" else max(",;", key=lambda mark: _known_names(first, mark, columns))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise FileError(
            _("Row %(row)d cannot be read: a quotation mark may be missing its other half.") % {"row": len(rows) + 1}
        ) from error
    return rows


def _known_names(line: str, delimiter: str, columns: Columns) -> int:
    return sum(columns.named(name.strip('" ')) in columns.all for name in line.split(delimiter))


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise FileError(_("The file is no spreadsheet. Save it as .xlsx, or as CSV (UTF-8)."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise FileError(_("The file is no spreadsheet. Save it as .xlsx, or as CSV (UTF-8).")) from error


def is_blank(value: Value) -> bool:
    """Whether the cell holds nothing that can be seen."""
    return isinstance(value, str) and not _CONTROL.sub("", value).strip()


def clean_text(value: str) -> str:
    """The text without control characters, its line ends as newlines, each letter as one character (NFC)."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", value)).strip()


def _table(rows: Sequence[Sequence[Value]], columns: Columns) -> Table:
    numbered = ((number, row) for number, row in enumerate(rows, start=1) if not all(is_blank(cell) for cell in row))
    _number, header = next(numbered, (0, ()))
    if not header:
        raise FileError(_("The file is empty."))
    names = [columns.named(cell) for cell in header]
    _check_header(names, columns)
    found = tuple(_raw_rows(names, numbered, columns))
    if not found:
        raise FileError(_("The file has a header and no rows."))
    known = frozenset(columns.all)
    return Table(
        columns=frozenset(names) & known,
        unknown=tuple(_label(place, name) for place, name in enumerate(names, 1) if name and name not in known),
        rows=found,
    )


def _check_header(names: list[str], columns: Columns) -> None:
    if missing := [name for name in columns.required if name not in names]:
        raise FileError(
            _("The file has no column %(columns)s. Its first row must name the columns: %(required)s.")
            % {"columns": ", ".join(missing), "required": ", ".join(columns.required)}
        )
    if twice := [name for name in columns.all if names.count(name) > 1]:
        raise FileError(_("The column %(columns)s stands twice in the file.") % {"columns": ", ".join(twice)})


def _label(place: int, name: str) -> str:
    """A column's name, or its place when it has none or the name may be somebody's CPR number."""
    return _("number %(place)d") % {"place": place} if not name or cpr.strip(name)[1] else name[:40]


def _raw_rows(names: list[str], numbered: Iterator[tuple[int, Sequence[Value]]], columns: Columns) -> Iterator[RawRow]:
    known = frozenset(columns.all)
    for count, (number, row) in enumerate(numbered, start=1):
        if count > columns.max_rows:
            limit = number_format(columns.max_rows, use_l10n=True, force_grouping=True)
            raise FileError(_("The file has more than %(limit)s rows. Split it into several files.") % {"limit": limit})
        cells: dict[str, Value] = {}
        others: dict[str, Value] = {}
        for place, value in enumerate(row):
            if not is_blank(value):
                name = names[place] if place < len(names) else ""
                if name in known:
                    cells[name] = value
                else:
                    others[_label(place + 1, name)] = value
        yield RawRow(number, cells, others, beyond=any(not is_blank(value) for value in row[len(names) :]))
