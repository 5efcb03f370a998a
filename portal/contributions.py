"""The shapes of what several rooms contribute. Each room has one function of the name; settings list their paths."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portal.models import User


def contributed(setting: str) -> list[Callable[..., Any]]:
    """The functions that a setting lists by their dotted paths, in that order."""
    return [import_string(path) for path in getattr(settings, setting)]


@dataclass(frozen=True)
class PersonalData:
    """One table of what is known about a person: `personal_data(user) -> Iterable[PersonalData]` in a room.

    `key` names the table in the JSON, in ASCII; `title` is for the reader; each row maps a reader's word to its value.
    """

    key: str
    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Forgotten:
    """What one rule of retention did, or would do: `retention(now, dry_run) -> Iterable[Forgotten]` in a room."""

    rule: str
    count: int


type PersonalDataSource = Callable[[User], Iterable[PersonalData]]
type Eraser = Callable[[User, datetime], None]
type RetentionRule = Callable[[datetime, bool], Iterable[Forgotten]]
