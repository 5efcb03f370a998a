"""Handing one message to the next server, and knowing exactly how far it got."""

import email.policy
import re
import smtplib
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.mail import mailers
from django.core.mail.backends.smtp import EmailBackend

from portal.mail.building import Outgoing
from portal.mail.skeleton import is_plain

# Seven bits: not every server that a mail passes takes eight, and smtplib does not ask.
_ON_THE_WIRE = email.policy.SMTP.clone(cte_type="7bit")
_LINE_WITH_A_DOT = re.compile(rb"(?m)^\.")
_DOT = b".\r\n"
_GO_AHEAD = 354
_CLOSING = 421


class Fate(StrEnum):
    """What became of a message that was to be handed over."""

    SENT = "sent"  # the server has said that it has it
    LATER = "later"  # it has said that it has not, and that another time may do (4xx)
    REFUSED = "refused"  # it has said no for good (5xx)
    UNREACHED = "unreached"  # nobody was there; no byte of the message has left
    UNKNOWN = "unknown"  # the message left, and no answer came


@dataclass(frozen=True)
class Outcome:
    """The fate, what the server said, and whether the connection is gone: then the next message need not try."""

    fate: Fate
    response: str = ""
    is_gone: bool = False


class Transport:
    """A connection to the mailer of an alias (`settings.MAILERS`), kept open from message to message."""

    def __init__(self, alias: str) -> None:
        self._backend: Any = mailers[alias]

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        try:
            self._backend.close()
        except OSError:
            self._drop()

    @property
    def speaks_smtp(self) -> bool:
        """Whether it takes a message as bytes. A folder, or a service's own interface, wants it in its parts."""
        return isinstance(self._backend, EmailBackend)

    def hand_over(self, outgoing: Outgoing) -> Outcome:
        """Hand one message over. Never raises for what a server does, nor for what a message is."""
        try:
            is_fresh = bool(self._backend.open())
            smtp = getattr(self._backend, "connection", None)
            if not isinstance(smtp, smtplib.SMTP):
                return self._by_backend(outgoing)
            if is_fresh and smtp.sock:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or the dot waits for an answer
        except OSError as error:
            self._drop()
            return Outcome(Fate.UNREACHED, _kind(error), is_gone=True)
        try:
            sender, recipient = self._address(outgoing.sender), self._address(outgoing.recipient)
            data = _dotted(_bytes_of(outgoing))
        except Exception as error:  # noqa: BLE001 - Python's mail library has many
            return Outcome(Fate.REFUSED, _kind(error))
        outcome = self._by_smtp(smtp, sender, recipient, data)
        if outcome.is_gone and outcome.fate == Fate.LATER and not is_fresh and not outcome.response[:1].isdigit():
            return self.hand_over(outgoing)  # a server hangs up on who was silent for long: that says nothing
        return outcome

    def _by_smtp(self, smtp: smtplib.SMTP, sender: str, recipient: str, data: bytes) -> Outcome:
        # smtplib's own sendmail() does not tell whether the message had left when a connection broke. These are its
        # steps, RFC 5321 3.3, one by one.
        has_left = False
        try:
            smtp.ehlo_or_helo_if_needed()
            code, words = smtp.docmd(f"MAIL FROM:<{sender}>")
            if not 200 <= code < 300:  # about us, not about this mail: the others need not be tried
                self._drop()
                return Outcome(Fate.UNREACHED, _answer(code, words), is_gone=True)
            code, words = smtp.docmd(f"RCPT TO:<{recipient}>")
            if 200 <= code < 300:
                code, words = smtp.docmd("DATA")
            if code != _GO_AHEAD:
                return self._refusal(smtp, code, words)
            smtp.send(data)
            has_left = True  # no server has a message before the dot
            smtp.send(_DOT)
            code, words = smtp.getreply()
        except (OSError, ValueError) as error:
            self._drop()
            return Outcome(Fate.UNKNOWN if has_left else Fate.LATER, _kind(error), is_gone=True)
        if 200 <= code < 300:
            return Outcome(Fate.SENT, _answer(code, words))
        if not 400 <= code < 600:  # no answer to the question that was asked; smtplib's word for nonsense is -1
            self._drop()
            return Outcome(Fate.UNKNOWN, _answer(code, words), is_gone=True)
        return self._refusal(smtp, code, words)

    def _refusal(self, smtp: smtplib.SMTP, code: int, words: bytes) -> Outcome:
        fate = Fate.REFUSED if 500 <= code < 600 else Fate.LATER
        is_gone = code == _CLOSING
        if not is_gone:
            try:
                smtp.rset()
            except OSError:
                is_gone = True
        if is_gone:
            self._drop()
        return Outcome(fate, _answer(code, words), is_gone)

    def _address(self, address: str) -> str:
        # Parsing one takes longer than handing a message over.
        return address if is_plain(address) else str(self._backend.prep_address(address))

    def _by_backend(self, outgoing: Outgoing) -> Outcome:
        """A folder, a service's own interface: an error says nothing about how far it got."""
        message: Any = outgoing.data
        message.envelope_sender = outgoing.sender  # Anymail's name for it
        try:
            self._backend.send_messages([message])
        except Exception as error:  # noqa: BLE001 - each backend has its own errors
            return Outcome(Fate.UNKNOWN, _kind(error), is_gone=True)
        return Outcome(Fate.SENT)

    def _drop(self) -> None:
        connection = getattr(self._backend, "connection", None)
        if isinstance(connection, smtplib.SMTP):
            connection.close()
            self._backend.connection = None


def _bytes_of(outgoing: Outgoing) -> bytes:
    data = outgoing.data
    return data if isinstance(data, bytes) else data.message(policy=_ON_THE_WIRE).as_bytes()


def _dotted(data: bytes) -> bytes:
    """The message as it stands on the wire, before the dot that ends it (RFC 5321 4.5.2)."""
    stuffed = _LINE_WITH_A_DOT.sub(b"..", data) if b"\n." in data or data.startswith(b".") else data
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _answer(code: int, words: bytes) -> str:
    return f"{code} {words.decode(errors='replace')}"[:250]


def _kind(error: Exception) -> str:
    # Only the kind: an error's own words may quote the address.
    return type(error).__name__
