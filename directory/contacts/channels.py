"""Telephone numbers and addresses: one spelling in the database, one on the screen."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

# Dialled as they stand: short numbers have no country code.
SHORT_NUMBERS = frozenset({"112", "114", "1813", "116111"})
_EXTENSION = re.compile(r"\s*(?:,|;|\blok(?:al)?\.?|\bext\.?|\bx)\s*(?:ext=)?(\d{1,8})\s*$", re.IGNORECASE)


def split_extension(text: str) -> tuple[str, str]:
    """Cut `lok. 9` off the end of a number: ("12 34 56 78 lok. 9") -> ("12 34 56 78", "9")."""
    match = _EXTENSION.search(text)
    return (text[: match.start()], match.group(1)) if match else (text, "")


def parse_number(text: str) -> str:
    """The number as E.164 ("+4500482031") or as a short number ("112").

    Eight digits are a Danish number whatever they begin with. The number must be possible, not valid: invented
    numbers begin with 00 (ITU-T E.164; libphonenumber's two levels of checking).

    Raises:
        ValueError: with a sentence for the reader.
    """
    digits = re.sub(r"[\s().\-–/]", "", text)
    if digits in SHORT_NUMBERS:
        return digits
    if re.fullmatch(r"\d{8}", digits):
        digits = f"+45{digits}"
    elif digits.startswith("0045") and len(digits) == 12:
        digits = f"+45{digits[4:]}"
    elif digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not digits.startswith("+"):
        raise ValueError(_("Write the phone number with eight digits, or with + and the country code."))
    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException as error:
        raise ValueError(_("Write the phone number with eight digits, or with + and the country code.")) from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError(_("The phone number has too many or too few digits. A Danish number has eight."))
    if number.country_code == 45:
        return digits  # libphonenumber would take leading zeros of an invented number for a prefix
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_phone(text: str) -> tuple[str, str]:
    """Number and extension of what somebody typed. Raises ValueError as `parse_number` does."""
    number, extension = split_extension(text.strip())
    return parse_number(number), extension


def display_number(number: str, extension: str = "") -> str:
    """As people read it aloud: "00 48 20 31", "112", "+46 8 123 456 78", "00 48 20 31 lok. 9"."""
    if number.startswith("+45") and len(number) == 11:
        shown = " ".join(number[i : i + 2] for i in range(3, 11, 2))
    elif number == "116111":
        shown = "116 111"
    elif number.startswith("+"):
        shown = phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    else:
        shown = number
    return f"{shown} lok. {extension}" if extension else shown


def tel_uri(number: str, extension: str = "") -> str:
    """The link that dials (RFC 3966): "tel:+4500482031;ext=9"."""
    return f"tel:{number};ext={extension}" if extension else f"tel:{number}"


def clean_channel(kind: str, value: str, extension: str) -> tuple[str, str]:
    """The value and extension as they are stored, by the channel's kind.

    Raises:
        ValueError: with a sentence for the reader.
    """
    value = value.strip()
    if kind == "phone":
        number, found = parse_phone(value)
        return number, extension or found
    validate, message = (
        (URLValidator(["http", "https"]), _("Write the whole address, beginning with https://."))
        if kind == "web"
        else (validate_email, _("Write an e-mail address, such as navn@example.dk."))
    )
    try:
        validate(value)
    except ValidationError as error:
        raise ValueError(message) from error
    return value, ""
