"""Asking over contacts that are nobody's: every one is made in the test that needs it."""

from datetime import datetime

from directory.contacts import search_rows
from directory.contacts.models import Function, Organisation, Service, Subject
from directory.understanding.answer import Answer
from directory.understanding.answering import answer
from portal.permissions import PUBLIC_ONLY, Tier
from tests.conftest import NU
from tests.factories import make_municipality, make_participation, make_service


def function(key: str) -> Function:
    return Function.objects.get(key=key)


def subject(slug: str) -> Subject:
    return Subject.objects.get(slug=slug)


def member(short_name: str) -> Organisation:
    municipality = make_municipality(short_name)
    make_participation(municipality)
    return municipality


def service(organisation: Organisation, key: str = "modtagelse", name: str = "", **fields: object) -> Service:
    """A service of a function, with a number of its own."""
    return make_service(organisation, function(key), name=name or f"{key} her", phone="00 12 34 56", **fields)  # type: ignore[arg-type]


def ask(text: str, *, at: datetime = NU, tiers: frozenset[Tier] = PUBLIC_ONLY) -> Answer:
    """Ask after the search rows have been written, as whoever changes a contact does."""
    search_rows.refresh_all()
    return answer(text, at=at, tiers=tiers)


def functions(found: Answer) -> list[str]:
    return [result.card.function if result.card else "" for result in found.results]


def places(found: Answer) -> list[str]:
    return [result.municipality for result in found.results]
