"""Whom to call, now and next: the ordered chain of a document at one instant, for one reader. It is never empty.

Order: the service itself, its deputy, its own fallback steps, the switchboard, the out-of-hours duty. Whoever
answers now goes first, then whoever may answer, then whoever opens later. The emergency numbers always end it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from directory.contacts.cards import Number, Step, StepKind
from directory.contacts.channels import display_number, tel_uri
from directory.contacts.documents import Document, municipality_document
from directory.contacts.models import Organisation
from portal.clock import COPENHAGEN, Schedule, State, hours_words, is_office_time, opening_text, state
from portal.permissions import Tier

Tiers = frozenset[Tier]
DAY_AND_NIGHT = Schedule("døgn", "same")


@dataclass(frozen=True)
class _Link:
    """A step with its hours, before the clock has judged it."""

    kind: StepKind
    label: str
    number: Number
    reason: str
    schedule: Schedule

    @property
    def is_emergency(self) -> bool:
        return self.kind == "emergency"


def is_visible(channel: Document, tiers: Tiers) -> bool:
    """Whether this reader may see a channel of a document."""
    return Tier(channel.get("visibility", Tier.PUBLIC)) in tiers


def number_of(channel: Document) -> Number:
    """A phone channel of a document as it is shown."""
    value, extension = channel["value"], channel.get("extension", "")
    return Number(value, display_number(value, extension), tel_uri(value, extension), channel.get("label", ""))


def visible_numbers(channels: Iterable[Document], tiers: Tiers) -> tuple[Number, ...]:
    """The phone numbers among these channels that the reader may see, in order."""
    phones = (channel for channel in channels if channel.get("kind", "phone") == "phone")
    return tuple(number_of(channel) for channel in phones if is_visible(channel, tiers))


def make_chain(document: Document, at: datetime, tiers: Tiers, *, code: str = "") -> tuple[Step, ...]:
    """The chain of a service's document, or of a municipality's (`documents.municipality_document`).

    Args:
        document: as `documents` makes it.
        at: the instant (aware) that the chain is for.
        tiers: what the reader may see.
        code: the child's municipality, when the service covers several: only its duty is offered.
    """
    links = _without_duplicates(_links(document, at, tiers, code))
    is_office = is_office_time(at, document["organisation"].get("closed_days", ""))
    judged = [(link, state(link.schedule, at)) for link in links]
    judged.sort(key=lambda pair: _distance(*pair, is_office=is_office))
    return tuple(_step(link, now, at) for link, now in _without_closed_twins(judged)) or (_last_resort(at),)


def municipality_chain(municipality: Organisation, at: datetime, tiers: Tiers) -> tuple[Step, ...]:
    """The chain of a municipality that has no service at all. Asks the database."""
    today = at.astimezone(COPENHAGEN).date()
    return make_chain(municipality_document(municipality, today=today), at, tiers)


def _distance(link: _Link, now: State, *, is_office: bool) -> int:
    """How far a step is from an answer: 0 open (or most likely so), 1 nobody knows, 2 closed, 3 emergency."""
    if link.is_emergency:
        return 3
    if now.kind == "unknown":
        return 0 if is_office else 1
    return 0 if now.kind == "open" else 2


def _links(document: Document, at: datetime, tiers: Tiers, code: str) -> Iterator[_Link]:
    """Every step that this reader may see, in order of rank."""
    yield from _primary(document, at, tiers)
    deputies = [person for person in document.get("people", ()) if person["role"] == "deputy"]
    reachable = [(person, visible_numbers(person.get("channels", ()), tiers)) for person in deputies]
    for person, numbers in reachable:
        if numbers:
            yield _deputy(person, numbers[0])
    silent = [person["name"] for person, numbers in reachable if not numbers]
    for step in document.get("steps", ()):
        if not _is_offered(step, document, at, code):
            continue
        numbers = visible_numbers(step["numbers"], tiers)
        if not numbers:
            continue
        reason = _reason(step, document)
        if step["kind"] == "fallback" and silent:
            reason, silent = _with_deputy(reason, silent[0]), []
        yield _Link(step["kind"], _label(step), replace(numbers[0], label=""), reason, _schedule(step))


def _primary(document: Document, at: datetime, tiers: Tiers) -> Iterator[_Link]:
    """The service itself, unless it is closed for now, paused, or has no number for this reader."""
    numbers = visible_numbers(document.get("channels", ()), tiers)
    schedule = Schedule.from_dict(document.get("schedule", {}))
    if numbers and document.get("status") == "active" and state(schedule, at).kind != "closed":
        yield _Link("primary", document["name"], numbers[0], document.get("phone_note", ""), schedule)


def _deputy(person: Document, number: Number) -> _Link:
    label = _("The deputy, %(name)s") % {"name": person["name"]}
    reason = person.get("title") or _("Takes over when the contact person is away")
    return _Link("deputy", label, replace(number, label=""), reason, Schedule())


def _with_deputy(reason: str, name: str) -> str:
    """The reason of a fallback step, with the deputy to ask for: "... Bed om stedfortræderen, Bo Hansen"."""
    if name in reason:
        return reason
    ask = _("Ask for the deputy, %(name)s") % {"name": name}
    return f"{reason.rstrip('. ')}. {ask}" if reason else ask


def _is_offered(step: Document, document: Document, at: datetime, code: str) -> bool:
    """Whether a step is for this place on this day: regions merge, and a duty may be another municipality's."""
    if region := step.get("region"):
        day = at.astimezone(COPENHAGEN).date().isoformat()
        return any(
            slug == region and (not starts or starts <= day) and (not ends or day <= ends)
            for slug, starts, ends in document.get("regions", ())
        )
    return not code or "codes" not in step or code in step["codes"]


def _label(step: Document) -> str:
    if step["kind"] == "switchboard" and "label" not in step:
        owner = step.get("owner", "")
        return (
            _("Main number, %(organisation)s") % {"organisation": owner} if owner else _("The town hall's main number")
        )
    return str(step["label"])


def _reason(step: Document, document: Document) -> str:
    """Why to call it: the note that somebody has written, else what such a step is for."""
    if step.get("reason"):
        return str(step["reason"])
    match step["kind"]:
        case "fallback":
            return ""
        case "switchboard":
            name = document.get("name")
            return _("Ask for %(service)s") % {"service": name} if name else _("Ask for the family department")
        case "duty":
            return _("Acts for the municipality when it has closed")
        case _:
            return _("When it cannot wait")


def _schedule(step: Document) -> Schedule:
    """The hours of a step. Emergency numbers have none in the tables: they are answered day and night."""
    return DAY_AND_NIGHT if step["kind"] == "emergency" else Schedule.from_dict(step.get("schedule", {}))


def _without_duplicates(links: Iterable[_Link]) -> list[_Link]:
    """Each number once, where it stands first; it takes over the hours and the reason that it lacks.

    An emergency number is kept apart: it is answered when the same number as a local step is not.
    """
    kept: dict[tuple[str, bool], _Link] = {}
    for link in links:
        key = (link.number.href, link.is_emergency)
        first = kept.get(key)
        if first is None:
            kept[key] = link
        else:
            schedule = first.schedule if first.schedule.hours else link.schedule
            kept[key] = replace(first, schedule=schedule, reason=first.reason or link.reason)
    return list(kept.values())


def _without_closed_twins(judged: list[tuple[_Link, State]]) -> list[tuple[_Link, State]]:
    """Of a local step and an emergency number that are the same: the local one while it answers, else the other."""
    local = {link.number.href: now.kind for link, now in judged if not link.is_emergency}
    twins = local.keys() & {link.number.href for link, _now in judged if link.is_emergency}
    return [
        (link, now)
        for link, now in judged
        if link.number.href not in twins or link.is_emergency == (local[link.number.href] != "open")
    ]


def _step(link: _Link, now: State, at: datetime) -> Step:
    return Step(
        kind=link.kind,
        label=link.label,
        number=link.number,
        reason=link.reason or (_("Takes the calls when nobody answers here") if link.kind == "fallback" else ""),
        state=now.kind,
        # An emergency number is always there, and its note says so.
        state_text="" if link.is_emergency else opening_text(now, at),
        hours_text="" if link.is_emergency else hours_words(link.schedule.hours),
    )


def _last_resort(at: datetime) -> Step:
    """What is left when the tables hold no number at all: the emergency call, 112 in the whole EU."""
    number = number_of({"value": "112"})
    return _step(
        _Link("emergency", _("Emergency call"), number, _("When life is in danger"), DAY_AND_NIGHT), State("open"), at
    )
