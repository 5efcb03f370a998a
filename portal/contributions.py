"""The shapes of what several rooms contribute. Each room has one function of the name; settings list their paths."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from portal.calendars import Entry
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


@dataclass(frozen=True)
class MyEntry:
    """One line of “Min side”: `my_page(user, now) -> Iterable[MyEntry]` in a room.

    `state` is a word for the look (confirmed, offered, waiting, cancelled, held), `words` says it to the reader;
    `links` are what one can do or fetch, as pairs of words and address.
    """

    title: str
    url: str
    starts: datetime
    ends: datetime
    place: str
    state: str
    words: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MyUndated:
    """What one takes part in, or waits for, and that has no date yet: yielded among the `MyEntry` of a room."""

    title: str
    url: str
    words: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Ticked:
    """What the clock has made one room do: `tick(now) -> Iterable[Ticked]`. Done twice, it finds nothing to do."""

    what: str
    count: int


@dataclass(frozen=True)
class AudienceFilter:
    """One question by which people can be selected: `audience_filters(now) -> Iterable[AudienceFilter]` in a room.

    `key` is kept in saved segments ("members.municipality"); `choices` are pairs of value and words; `users` gives the
    users' keys for some of the values, as a queryset of primary keys: whoever fits any of them.
    """

    key: str
    label: str
    choices: Callable[[], list[tuple[str, str]]]
    users: Callable[[Collection[str]], QuerySet[Any, int]]


type AudienceSource = Callable[[datetime], Iterable[AudienceFilter]]
# followed(pages, users, since, until): how often people did what some pages asked for, as words and a number.
type FollowedSource = Callable[[Collection[int], QuerySet[Any, int], datetime, datetime], Iterable[tuple[str, int]]]
type CalendarSource = Callable[[User, datetime], Iterable[Entry]]  # calendar_entries(user, now): what they take part in
type MyPageSource = Callable[[User, datetime], Iterable[MyEntry]]
type Tick = Callable[[datetime], Iterable[Ticked]]
type PersonalDataSource = Callable[[User], Iterable[PersonalData]]
type Eraser = Callable[[User, datetime], None]
type RetentionRule = Callable[[datetime, bool], Iterable[Forgotten]]
