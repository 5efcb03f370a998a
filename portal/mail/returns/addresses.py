"""The addresses that come back to us: the envelope's sender of each mail (VERP), and where a mail unsubscribes.

Both are the mailbox of MAIL_RETURN_PATH with the delivery's token behind a plus: retur@example.dk gives
retur+7k2…@example.dk and retur+afmeld-7k2…@example.dk. The token is the proof: nobody guesses one.
"""

import re
from email.utils import parseaddr
from typing import NamedTuple

from django.conf import settings

_UNSUBSCRIBE = "afmeld-"


class Found(NamedTuple):
    """A token that stood in an address, and whether that address unsubscribes."""

    token: str
    unsubscribes: bool


def envelope_sender(token: str) -> str:
    """The address that returned mail of one delivery goes to; without MAIL_RETURN_PATH, the portal's own."""
    return _address(token) or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def unsubscribe_mailbox(token: str) -> str:
    """The address at which any mail ends the newsletters of one delivery's reader; "" without MAIL_RETURN_PATH."""
    return _address(f"{_UNSUBSCRIBE}{token}")


def find(text: str) -> list[Found]:
    """The tokens of our addresses in a text, in its order, each once. Some servers change the case of an address."""
    local, at, domain = settings.MAIL_RETURN_PATH.lower().rpartition("@")
    if not at:
        return []
    address = re.compile(rf"(?<![\w.+-]){re.escape(local)}\+({_UNSUBSCRIBE})?([a-z0-9]{{20}})@{re.escape(domain)}\b")
    found = [Found(token, bool(unsubscribes)) for unsubscribes, token in address.findall(text.lower())]
    return list(dict.fromkeys(found))


def _address(tag: str) -> str:
    local, at, domain = settings.MAIL_RETURN_PATH.rpartition("@")
    return f"{local}+{tag}@{domain}" if at else ""
