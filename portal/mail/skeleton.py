"""One message for many people: everything but the few personal bytes is built once.

Building a message costs many times what sending it does, and all but a hundred bytes are the same for everybody. So the
message is built once with a slot in it, and a person's copy is its pieces with their token between them.
"""

import email.policy
import re
from collections.abc import Iterator, Mapping
from email import quoprimime
from email.headerregistry import HeaderRegistry
from hashlib import sha256

# Letters alone, so that no encoding touches them. A token is letters and figures too, and goes in as it is.
SLOT = "SLOTx{}xSLOT"
_MARK = SLOT.format("token")
_SOFT_BREAK = "=\r\n"  # RFC 2045 6.7: the line goes on
_QUOTED_LINE = 75  # of the 76 that are allowed: the soft break before a slot adds one
_HEADER_LINE = 998  # RFC 5322 2.1.1
_HEADER_NAME = re.compile(r"[!-9;-~]+")
_HEADER_VALUE = re.compile(r"[ -~]+")
_TOKEN = re.compile(r"[a-z0-9]+")
_PLAIN_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+@[\w.-]+", re.ASCII)


def is_plain(address: str) -> bool:
    """Whether an address is what nearly all are: nothing in it is quoted, and it fits as it is wherever one stands."""
    return _PLAIN_ADDRESS.fullmatch(address) is not None


class Skeleton:
    """A multipart/alternative message without what is personal; `fill` adds that. All lines end in CRLF.

    Each of `headers` is one unfolded line of ASCII: a folded or encoded List-Unsubscribe is one that no program
    understands (RFC 8058), and Python's own policy encodes addresses that are longer than a line.

    Raises:
        ValueError: a header is none.
    """

    def __init__(self, *, subject: str, sender: str, text: str, html: str, headers: Mapping[str, str]) -> None:
        boundary = sha256(f"{subject}\0{text}\0{html}".encode()).hexdigest()[:32]
        whole = [
            _folded("From", sender),
            _folded("Subject", subject),
            *(_one_line(name, value) for name, value in headers.items()),
            f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n',
            *_part(boundary, "plain", text),
            *_part(boundary, "html", html),
            f"\r\n--{boundary}--\r\n",
        ]
        self._pieces = "".join(whole).encode("ascii").split(_MARK.encode())

    def fill(self, *, to: str, token: str, message_id: str, date: str) -> bytes:
        """One person's message. `date` is what its header says (RFC 5322).

        Raises:
            ValueError: the address, the token or the Message-ID cannot stand there.
        """
        if not (is_plain(to) and _TOKEN.fullmatch(token) and _HEADER_VALUE.fullmatch(message_id)):
            raise ValueError("not an address, a token and a Message-ID")
        head = f"Message-ID: {message_id}\r\nDate: {date}\r\nTo: {to}\r\n"
        return head.encode("ascii") + token.encode("ascii").join(self._pieces)


def _folded(name: str, value: str) -> str:
    """A header that people read: in encoded words and folded where it must be."""
    return HeaderRegistry()(name, value).fold(policy=email.policy.SMTP)


def _one_line(name: str, value: str) -> str:
    line = f"{name}: {value}"
    if not (_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value) and len(line) <= _HEADER_LINE):
        raise ValueError(f"{name!r} is no header of one line of ASCII")
    return f"{line}\r\n"


def _part(boundary: str, subtype: str, content: str) -> Iterator[str]:
    yield f'\r\n--{boundary}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
    yield "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    lines = content.replace("\r\n", "\n").replace("\r", "\n")
    yield (_SOFT_BREAK + _MARK + _SOFT_BREAK).join(map(_quoted, lines.split(_MARK)))


def _quoted(text: str) -> str:
    return quoprimime.body_encode(text.encode().decode("latin-1"), maxlinelen=_QUOTED_LINE, eol="\r\n")
