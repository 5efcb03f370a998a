"""What one cell of the contacts' spreadsheet says. Every function raises ValueError with a sentence for its writer."""

import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from directory.contacts.channels import SHORT_NUMBERS, clean_channel, split_extension
from portal.clock import HoursError, canonical_hours
from portal.spreadsheets import cells
from portal.spreadsheets.cells import choice, one_line, plain
from portal.spreadsheets.xlsx import Value

_AGE = re.compile(r"(\d{1,3})?(?:(½)|[.,](\d))?", re.ASCII)


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
    """A date that has been."""
    found = cells.day(value)
    if found > today:
        raise ValueError(_("The date lies in the future. Write the day on which the contact was confirmed."))
    return found
