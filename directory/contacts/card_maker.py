"""Makes the card of a service out of its document: as it stands at one instant, for one reader."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from directory.contacts.ages import AgeRange, age_text
from directory.contacts.cards import Card, ContactPerson, DayHours, Freshness
from directory.contacts.chain import Tiers, is_visible, make_chain, visible_numbers
from directory.contacts.documents import Document
from directory.contacts.freshness import FRESH_DAYS, STALE_DAYS
from portal.clock import (
    COPENHAGEN,
    Schedule,
    State,
    change_texts,
    date_text,
    hours_words,
    state,
    state_text,
    week_table,
)


def document_schedule(document: Document) -> Schedule:
    """The service's phone hours."""
    return Schedule.from_dict(document.get("schedule", {}))


def document_state(document: Document, at: datetime) -> State:
    """Whether the service itself answers at an instant."""
    return state(document_schedule(document), at)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def freshness(verified_on: date | None, verified_by: str, today: date) -> Freshness:
    """How much a contact's last confirmation is worth on the day, in words."""
    changed = _("The number may have changed. Use the main number if nobody answers.")
    if verified_on is None:
        return Freshness("never", _("Not confirmed yet"), changed)
    words, days = {"date": date_text(verified_on), "by": verified_by}, (today - verified_on).days
    if days > STALE_DAYS:
        return Freshness("stale", _("Not confirmed since %(date)s") % words, changed)
    if days > FRESH_DAYS:
        mild = _("If the number is wrong, use the next one on the list.")
        return Freshness("older", _("Last confirmed %(date)s") % words, mild)
    text = _("Confirmed %(date)s by %(by)s") if verified_by else _("Confirmed %(date)s")
    return Freshness("fresh", text % words, "")


def _addresses(channels: Iterable[Document], kind: str, tiers: Tiers) -> tuple[str, ...]:
    return tuple(
        str(channel["value"]) for channel in channels if channel["kind"] == kind and is_visible(channel, tiers)
    )


def _person(person: Document, tiers: Tiers) -> ContactPerson:
    channels = person.get("channels", ())
    return ContactPerson(
        name=person["name"],
        title=person.get("title", ""),
        role=person["role"],
        numbers=visible_numbers(channels, tiers),
        emails=_addresses(channels, "email", tiers),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _expectation(line: str) -> tuple[str, str]:
    """One line of what to expect: "24 timer | Kommunen har vurderet ..." -> when, what."""
    when, separator, what = line.partition("|")
    return (when.strip(), what.strip()) if separator else ("", line)


def _legal_basis(document: Document) -> tuple[str, str] | None:
    if "legal_basis" not in document:
        return None
    title, address = document["legal_basis"]
    return title, address


def _age(document: Document) -> AgeRange:
    lowest, highest = document["age"]
    return lowest, highest


def make_card(document: Document, at: datetime, tiers: Tiers, *, code: str = "", brief: bool = False) -> Card:
    """The card of a service.

    Args:
        document: as `documents` makes it.
        at: the instant (aware) that the card is for.
        tiers: what the reader may see. Nothing else of the document reaches the card.
        code: the child's municipality, when the service covers several: it picks the duty in the chain.
        brief: for a line of a list: without the chain and the table of hours, which take most of the time.
    """
    organisation, function = document["organisation"], document["function"]
    channels = document.get("channels", ())
    today = at.astimezone(COPENHAGEN).date()
    schedule = document_schedule(document)
    now = state(schedule, at)
    number, *further = visible_numbers(channels, tiers) or (None,)
    verified_on = _day(document.get("verified_on"))
    is_paused = document["status"] != "active"
    return Card(
        id=document["id"],
        url=document["url"],
        organisation=organisation["name"],
        organisation_short=organisation["short"],
        organisation_slug=organisation["slug"],
        organisation_kind=organisation["kind"],
        municipality_code=organisation.get("code", ""),
        function=function["key"],
        function_name=function["name"],
        is_danger=function.get("is_danger", False),
        title=document["name"],
        age=_age(document),
        age_text=age_text(_age(document)),
        for_whom=document.get("for_whom", ""),
        not_for=document.get("not_for", ""),
        description=document.get("description", ""),
        number=number,
        phone_note=document.get("phone_note", ""),
        state=now.kind,
        state_text=state_text(now, at),
        chain=() if brief else make_chain(document, at, tiers, code=code),
        paused=document.get("status_note") or _("Nobody answers here for the time being") if is_paused else "",
        people=tuple(_person(person, tiers) for person in document.get("people", ())),
        numbers=tuple(further),
        emails=_addresses(channels, "email", tiers),
        secure_emails=_addresses(channels, "secure_email", tiers),
        web_addresses=_addresses(channels, "web", tiers),
        secure_note=document.get("secure_note", ""),
        application_process=document.get("application_process", ""),
        fees=document.get("fees", ""),
        legal_basis=_legal_basis(document),
        expect=tuple(_expectation(line) for line in _lines(document.get("expect", ""))),
        have_ready=_lines(document.get("have_ready", "")),
        subjects=tuple(subject["name"] for subject in document.get("subjects", ())),
        week=() if brief else tuple(DayHours(*line) for line in week_table(schedule, today)),
        hours_text=hours_words(schedule.hours),
        exceptions=() if brief else change_texts(schedule, today),
        freshness=freshness(verified_on, document.get("verified_by", ""), today),
        verified_on=verified_on,
        content_updated_on=_day(document.get("content_updated_on")),
        has_content=document.get("has_content", False),
    )
