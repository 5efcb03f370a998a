"""What a returned mail says: a bounce (RFC 3464), a complaint (RFC 5965), or a mail that asks for no more.

The reading is ours: which action, which status, in which words. What has another form than RFC 3464 is recognised by
flufl.bounce, Mailman's collection. Nothing of a mail is kept but the code and the server's words.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from hashlib import sha256

import flufl.bounce

from portal.mail.models import MailReturn
from portal.mail.returns import addresses
from portal.mail.returns.severity import code_in, severity

Kind = MailReturn.Kind


class Sort(StrEnum):
    """What kind of mail came."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    AUTOMATIC = "automatic"  # a holiday answer, a mail that is only delayed, a receipt: nothing to do
    OTHER = "other"  # somebody wrote to us; a person may read it


@dataclass(frozen=True)
class Report:
    """What one mail said. All of it is a stranger's word, except for a token that is ours.

    `tokens` stood in the address that it was sent to, `returned_tokens` in the headers of the mail that it brings back,
    whose Message-ID is `message_id`. `recipients` are the addresses that it speaks of, in small letters.
    """

    sort: Sort
    key: str  # the same for the same mail
    tokens: tuple[str, ...] = ()
    returned_tokens: tuple[str, ...] = ()
    message_id: str = ""
    kind: MailReturn.Kind | None = None
    code: str = ""
    words: str = ""
    recipients: frozenset[str] = frozenset()


# What a mail server writes the envelope's recipient into, and what the sender wrote.
_SENT_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_RETURNED = ("Return-Path", "List-Unsubscribe", "X-Original-Return-Path")
_COMPLAINTS = {"abuse", "fraud", "opt-out", "opt-out-list"}  # RFC 5965 7.3, RFC 6430; not "not-spam", "auth-failure"
_REFUSAL = re.compile(r"(?m)^.*?\b(5\d\d[ -#].*|[45]\.\d{1,3}\.\d{1,3}\b.*)$")
_LOOKED_AT = 8000  # characters of a text in which a refusal is looked for
_QUOTED = re.compile(r"(?im)^(?:-{2,} ?.*(?:copy|original|returned|header)|Return-Path:|Received:).*$")


def parse(raw: bytes) -> Report:
    """What a mail says. Never raises: what cannot be read is OTHER."""
    key = sha256(raw).hexdigest()[:32]
    try:
        message = email.message_from_bytes(raw)
        return _parse(message, _identity(message) or key)
    except Exception:  # noqa: BLE001 - a stranger's bytes, and Python's mail library has many
        return Report(Sort.OTHER, key)


def _parse(message: Message, key: str) -> Report:
    found = [found for name in _SENT_TO for value in _all(message, name) for found in addresses.find(value)]
    tokens = tuple(dict.fromkeys(one.token for one in found if not one.unsubscribes))
    asked = tuple(dict.fromkeys(one.token for one in found if one.unsubscribes))
    if feedback := _part(message, "message/feedback-report"):
        return _complaint(message, feedback, tokens, key)
    if status := _part(message, "message/delivery-status"):
        return _bounce(message, status, tokens, key)
    if _is_automatic(message):
        return Report(Sort.AUTOMATIC, key, tokens)
    if asked and message.get_content_type() != "multipart/report":
        return Report(Sort.UNSUBSCRIBE, key, asked)
    return _odd_bounce(message, tokens, key)


def _complaint(message: Message, feedback: Message, tokens: tuple[str, ...], key: str) -> Report:
    fields = _inner(feedback)
    is_one = _get(fields, "Feedback-Type").lower() in _COMPLAINTS
    back = _returned(message)
    sent_as = tuple(found.token for found in addresses.find(_get(fields, "Original-Mail-From")))
    return Report(
        Sort.COMPLAINT if is_one else Sort.AUTOMATIC,
        key,
        tokens,
        tuple(dict.fromkeys(sent_as + _tokens_of(back))),
        _get(back, "Message-ID"),
        Kind.COMPLAINT,
        recipients=frozenset(filter(None, [_address(_get(fields, "Original-Rcpt-To"))])),
    )


def _bounce(message: Message, status: Message, tokens: tuple[str, ...], key: str) -> Report:
    """By RFC 3464: a block for the message, then one for each recipient, of which a mail of ours has one."""
    blocks = [block for block in _blocks(status) if "Final-Recipient" in block or "Action" in block]
    failed = [block for block in blocks if _has_failed(block)]
    if not failed:
        return Report(Sort.AUTOMATIC, key, tokens)
    block, back = failed[0], _returned(message)
    code = code_in(_get(block, "Status"))
    words = _get(block, "Diagnostic-Code").partition(";")[2].strip() or _get(block, "Diagnostic-Code")
    named = {_address(_get(block, name)) for block in failed for name in ("Original-Recipient", "Final-Recipient")}
    return Report(
        Sort.BOUNCE,
        key,
        tokens,
        _tokens_of(back),
        _get(back, "Message-ID"),
        _worst_by_all(code, words),
        code_in(words) if code.endswith(".0.0") and code_in(words) else code,
        words,
        frozenset(named - {""}),
    )


def _has_failed(block: Message) -> bool:
    action = _get(block, "Action").lower()
    return action == "failed" or (not action and code_in(_get(block, "Status")).startswith("5."))


def _worst_by_all(code: str, words: str) -> MailReturn.Kind:
    """Hard only when nothing speaks against it: gateways translate codes, and the words may hold the first one."""
    said = [severity(each, words) for each in {code, code_in(words)} - {"", "5.0.0"}] or [severity("", words)]
    return Kind.HARD if all(each == Kind.HARD for each in said) else Kind.SOFT


def _odd_bounce(message: Message, tokens: tuple[str, ...], key: str) -> Report:
    """A report in one of the forms from before RFC 3464, that qmail, Exim and old Exchange still write."""
    temporary, permanent = flufl.bounce.all_failures(message)
    if not permanent:
        return Report(Sort.AUTOMATIC if temporary else Sort.OTHER, key, tokens)
    back = _returned(message)
    words = _refusal_in(message)
    return Report(
        Sort.BOUNCE,
        key,
        tokens,
        _tokens_of(back),
        _get(back, "Message-ID"),
        severity(code_in(words), words) or Kind.SOFT,
        code_in(words),
        words,
        frozenset(_text(address).lower() for address in permanent),
    )


def _refusal_in(message: Message) -> str:
    """The line of the report in which the server refuses; never one of the mail that it brings back."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            text = payload[:_LOOKED_AT].decode(errors="replace") if isinstance(payload, bytes) else ""
            found = _REFUSAL.search(_QUOTED.split(text, maxsplit=1)[0])
            return found[1].strip() if found else ""
    return ""


def _is_automatic(message: Message) -> bool:
    """A holiday answer and its like (RFC 3834 5, and what was usual before)."""
    return (
        _get(message, "Auto-Submitted").lower().startswith("auto-replied")
        or _get(message, "Precedence").lower() == "auto_reply"
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress-Reply"))
        or _part(message, "message/disposition-notification") is not None
    )


def _identity(message: Message) -> str:
    own = _get(message, "Message-ID")
    return sha256(own.encode()).hexdigest()[:32] if own else ""


def _part(message: Message, kind: str) -> Message | None:
    return next((part for part in _parts(message) if part.get_content_type() == kind), None)


def _parts(message: Message) -> Iterator[Message]:
    """The report's own parts: not those of the mail that it brings back, which is anybody's writing."""
    payload = message.get_payload()
    yield message
    if message.is_multipart() and isinstance(payload, list) and message.get_content_maintype() == "multipart":
        for part in payload:
            if isinstance(part, Message):
                yield from _parts(part)


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _inner(part: Message) -> Message:
    """The fields of a part whose content is fields."""
    blocks = _blocks(part)
    return blocks[0] if blocks else email.message_from_string(str(part.get_payload()))


def _returned(message: Message) -> Message:
    """The headers of the mail that was brought back; none when there is none."""
    for part in _parts(message):
        match part.get_content_type():
            case "message/rfc822" | "message/global" | "message/rfc822-headers" | "message/global-headers":
                return _inner(part)
            case "text/rfc822-headers":
                payload = part.get_payload(decode=True)
                return email.message_from_bytes(payload if isinstance(payload, bytes) else b"")
    return Message()


def _tokens_of(back: Message) -> tuple[str, ...]:
    found = [found.token for name in _RETURNED for value in _all(back, name) for found in addresses.find(value)]
    return tuple(dict.fromkeys(found))


def _address(field: str) -> str:
    """The address of a field such as "rfc822; mette@alpha.example"."""
    return (field.partition(";")[2] or field).strip().strip("<>").lower()


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _all(message: Message, name: str) -> list[str]:
    return [" ".join(str(value).split()) for value in message.get_all(name, [])]


def _get(message: Message, name: str) -> str:
    values = _all(message, name)
    return values[0] if values else ""
