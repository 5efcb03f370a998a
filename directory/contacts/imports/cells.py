"""What one cell says. Every function raises ValueError with a sentence for the person who wrote the file."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from directory.contacts.channels import SHORT_NUMBERS, clean_channel, split_extension
from directory.contacts.imports.reading import clean_text
from directory.contacts.imports.spreadsheet import Value
from portal.clock import HoursError, canonical_hours

MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split()
_MONTH_NAMES = "januar februar marts april maj juni juli august september oktober november december".split()
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DANISH_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_LONG_DATE = re.compile(r"(\d{1,2})\.?\s+([a-z]+)\.?\s+(\d{4})", re.ASCII)
_AGE = re.compile(r"(\d{1,3})?(?:(½)|[.,](\d))?", re.ASCII)
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


def yes_or_no(value: Value) -> bool:
    """`ja` or `nej`."""
    return choice(value, ["ja", "nej"]) == "ja"


def municipality_code(value: Value) -> str:
    """Four digits; a spreadsheet drops the first when it is zero, so "219" is "0219"."""
    found = plain(value)
    if not re.fullmatch(r"\d{3,4}", found, re.ASCII):
        raise ValueError(_("A municipality code has four digits, such as 0219."))
    return found.zfill(4)


def phone(value: Value) -> tuple[str, str]:
    """Number (E.164 or short) and extension."""
    found = plain(value)
    number, _extension = split_extension(found)
    digits = re.sub(r"[\s().\-–/]", "", number)
    if not found.isascii() and any(c.isdigit() and not c.isascii() for c in found):
        raise ValueError(_("Write the phone number with the digits 0 to 9."))
    if re.fullmatch(r"\d{1,7}", digits) and digits not in SHORT_NUMBERS:
        raise ValueError(
            _(
                "The number has only %(count)d digits. The spreadsheet may have removed zeros in front: format the "
                "column as text and write all eight digits."
            )
            % {"count": len(digits)}
        )
    return clean_channel("phone", found, "")


def mail(value: Value) -> str:
    """An e-mail address."""
    found = one_line(value, 254)
    return clean_channel("email", found, "")[0]


def hours(value: Value) -> str:
    """Weekly hours in their one spelling."""
    found = plain(value)
    try:
        canonical = canonical_hours(found)
    except HoursError as error:
        raise ValueError(str(error)) from error
    if not canonical:
        raise ValueError(_("These are no opening hours. Write them as man-tir 10:00-14:00; tor 10:00-17:00."))
    if len(canonical) > 240:
        raise ValueError(
            _("It is too long: at most %(limit)d characters, and it has %(length)d.")
            % {"limit": 240, "length": len(canonical)}
        )
    return canonical


def age(value: Value) -> Decimal:
    """Whole or half years: 17, 17.5, "17,5", "17½"."""
    found = plain(value)
    match = _AGE.fullmatch(found)
    if not found or not match or match[3] not in {None, "0", "5"}:
        raise ValueError(_("Write the age in whole or half years, such as 17 or 17,5."))
    years = Decimal(match[1] or 0) + (Decimal("0.5") if match[2] or match[3] == "5" else 0)
    if years > 120:
        raise ValueError(_("The age must lie between 0 and 120 years."))
    return years


def day(value: Value, today: date) -> date:
    """A date that has been: 2026-11-03, 3.11.2026, 03-11-2026, 3/11/2026, "3. november 2026", or a real date."""
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    else:
        found = _typed_day(text(value))
    if found > today:
        raise ValueError(_("The date lies in the future. Write the day on which the contact was confirmed."))
    return found


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
