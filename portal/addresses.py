"""E-mail addresses: one spelling of each, and a key that is remembered when the address itself is forgotten."""

import unicodedata

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _


class AddressError(ValueError):
    """The text is no e-mail address. Its message is a sentence for the reader."""


def normalise(text: str) -> str:
    """An address in its one spelling: NFC, without spaces around it, small letters, the domain in IDNA 2008 form.

    " Mette.Holm@RØDE-KORS.dk " -> "mette.holm@xn--rde-kors-54a.dk".

    Raises:
        AddressError: when it is no address.
    """
    address = unicodedata.normalize("NFC", text).strip().strip("<>").lower()
    local, at, domain = address.rpartition("@")
    try:
        address = f"{local}{at}{idna.encode(domain, uts46=True).decode()}" if at else address
        validate_email(address)
    except (ValidationError, idna.IDNAError) as error:
        raise AddressError(_("Write an e-mail address, such as mette@example.dk.")) from error
    return address


def domain_of(address: str) -> str:
    """The domain of a normalised address: "mette@alpha.example" -> "alpha.example"."""
    return address.rpartition("@")[2]


def address_key(address: str) -> str:
    """What is kept of a forgotten address, so that a list cannot bring its owner back: HMAC-SHA-256 in hex.

    Keyed with the oldest SECRET_KEY there is, so that a new one changes no key; without it nobody can try addresses
    against the kept keys.
    """
    oldest = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1]
    return salted_hmac("portal.addresses", address, secret=oldest, algorithm="sha256").hexdigest()
