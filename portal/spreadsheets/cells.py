"""What one cell says. Every function raises ValueError with a sentence for the person who wrote the file."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from portal import cpr
from portal.spreadsheets.reading import clean_text
from portal.spreadsheets.xlsx import Value

MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split()
_MONTH_NAMES = "januar februar marts april maj juni juli august september oktober november december".split()
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DANISH_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_LONG_DATE = re.compile(r"(\d{1,2})\.?\s+([a-z]+)\.?\s+(\d{4})", re.ASCII)
_SIX_DIGITS = re.compile(r"(?:\d\D*){6}")
_SHEET_ERRORS = frozenset(
    {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#I/T", "#NAVN?", "#VÆRDI!"}
)


def text(value: Value) -> str:
    """The cell as somebody would type it: 12345678.0 is "12345678", a date "2026-11-03", true "ja"."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def plain(value: Value) -> str:
    """A text cell. Dates and the spreadsheet's own errors are refused: somebody typed something else there."""
    if isinstance(value, date | time | timedelta):
        raise ValueError(
            _("The spreadsheet has made a date or time of it. Format the column as text and write it again.")
        )
    found = text(value)
    if found.upper() in _SHEET_ERRORS:
        raise ValueError(_("The cell holds an error of the spreadsheet. Write what it should say."))
    return found


def one_line(value: Value, max_length: int) -> str:
    """A short text: one space between words."""
    found = " ".join(plain(value).split())
    if len(found) > max_length:
        raise ValueError(
            _("It is too long: at most %(limit)d characters, and it has %(length)d.")
            % {"limit": max_length, "length": len(found)}
        )
    return found


def many(value: Value, max_length: int) -> tuple[str, ...]:
    """Several short texts with `|` between them, each once."""
    parts = (one_line(part, max_length) for part in plain(value).replace("\n", "|").split("|"))
    return tuple(dict.fromkeys(part for part in parts if part))


def choice(value: Value, allowed: list[str]) -> str:
    """One of a few words, in any case."""
    found = one_line(value, 200).lower()
    if found not in allowed:
        raise ValueError(_("It must be one of: %(allowed)s.") % {"allowed": ", ".join(allowed)})
    return found


def day(value: Value) -> date:
    """A date: 2026-11-03, 3.11.2026, 03-11-2026, 3/11/2026, "3. november 2026", or a real date."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _typed_day(text(value))


def _typed_day(typed: str) -> date:
    try:
        if match := _ISO_DATE.fullmatch(typed):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DANISH_DATE.fullmatch(typed):
            return date(int(match[4]), int(match[3]), int(match[1]))
        if match := _LONG_DATE.fullmatch(typed.lower()):
            return date(int(match[3]), _month(match[2]), int(match[1]))
    except ValueError as error:
        raise ValueError(_("There is no such day. Write the date as 3.11.2026.")) from error
    raise ValueError(_("Write the date as 3.11.2026 or 2026-11-03."))


def _month(name: str) -> int:
    return MONTHS.index(name) + 1 if name in MONTHS else _MONTH_NAMES.index(name) + 1


def like_cpr(value: Value) -> bool:
    """Whether the cell holds what looks like a citizen's number."""
    found = text(value)
    # A cell of numbers has lost the zero that half the days of birth begin with.
    if not isinstance(value, str) and len(found) == 9:
        found = found.zfill(10)
    # Few cells have six digits at all, and the pattern is dear.
    return _SIX_DIGITS.search(found) is not None and cpr.strip(found)[1]
