"""What is said in a mail, and to whom, before anybody thinks of how it gets there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Calendar:
    """An iTIP message (RFC 5546) that a calendar reads: the text of the .ics, and what is asked for."""

    text: str
    method: Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True)
class Message:
    """A subject of one line, a text, and the same as HTML when there is one.

    `headers` are added as they are; `is_bulk` mail waits for all other mail and is paced for each domain.
    """

    subject: str
    text: str
    html: str = ""
    calendar: Calendar | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_bulk: bool = False


@dataclass(frozen=True)
class Letter:
    """A message in its envelope.

    `key` names this very message ("approval-12"), so that posting it twice sends it once; `user` is in whose log it
    stands.
    """

    message: Message
    to: str
    key: str
    user: Any = None
