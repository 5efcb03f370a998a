"""The guard against citizens' numbers: what looks like a CPR number is taken out before anything else sees it."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Day 01-31, or 61-91 as in the administrative numbers of people without a CPR number.
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_YEAR = r"(?:(?:18|19|20)\d\d|\d\d)"
_SERIAL = r"(?:\d{4,}|\d\d[ .-]\d\d|[\dx*]{4}|\d[a-z]{2}\d)"  # also "12 34", "xxxx" and the serials with letters
_LIKE_CPR = re.compile(
    rf"""(?<![\d+])(?:
        {_DAY}[ ./-]?{_MONTH}[ ./-]?{_YEAR}[\s./:;|~_-]*{_SERIAL}   # a date of birth and a serial, however joined
      | \d{{6}}\s?-\s?\d{{4,}}                                     # or six digits, a hyphen, four digits
    )(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_DASHES = str.maketrans("‐‑‒–—―−﹣－", "-" * 9)


def _plain(text: str) -> str:
    """Every dash as a hyphen, every digit as 0-9, each in its place, so that a match can be cut out of the original."""
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text.translate(_DASHES))


def _seen(text: str) -> str:
    """The text without characters that nobody sees: a soft hyphen out of a document parts a number for no reader."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def strip(text: str) -> tuple[str, bool]:
    """The text without anything that looks like a CPR number, and whether something was taken out.

    Like, not valid: the check digit has not held since 2007 (CPR-kontoret), so a date and four more digits
    are enough.
    """
    kept: list[str] = []
    end = 0
    seen = _seen(text)
    for match in _LIKE_CPR.finditer(_plain(seen)):
        kept.append(seen[end : match.start()])
        end = match.end()
    if not end:
        return text, False
    kept.append(seen[end:])
    return re.sub(r"\s{2,}", " ", " ".join(kept)).strip(), True


def refuse(text: str) -> None:
    """For a form's field: refuse a text that holds something like a CPR number.

    Raises:
        ValidationError: with a sentence for the reader.
    """
    if strip(text)[1]:
        raise ValidationError(_("This looks like a CPR number. Take it out. Nothing was stored."))
