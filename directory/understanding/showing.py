"""From what was found to what is shown: results, urgent numbers, and how the question was read."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from directory.contacts.ages import age_contains
from directory.contacts.card_maker import make_card
from directory.contacts.cards import Number
from directory.contacts.chain import make_chain
from directory.contacts.channels import display_number, tel_uri
from directory.understanding.answer import Chip, ChipKind, Result, UrgentHelp
from directory.understanding.ranking import Candidate
from directory.understanding.understand import Part, Understanding
from directory.understanding.vocabulary import MunicipalityFacts, NumberFacts, Vocabulary
from directory.understanding.wording import part_label
from portal.clock import COPENHAGEN
from portal.permissions import Tier

_CHIP_KINDS: dict[str, ChipKind] = {
    "place": "place",
    "age": "age",
    "when": "when",
    "unknown": "unmatched",
    "number": "unmatched",
}


class Shower:
    """Shows what was found as of a moment, to a reader of some tiers."""

    def __init__(self, question: Understanding, at: datetime, tiers: frozenset[Tier], *, in_full: bool) -> None:
        self.question = question
        self.in_full = in_full
        self.vocabulary: Vocabulary = question.vocabulary
        self.at = at
        self.tiers = tiers
        self.age = question.age.years if question.age else None

    @property
    def day(self) -> date:
        """The day it is shown for, in Copenhagen."""
        return self.at.astimezone(COPENHAGEN).date()

    def results(self, candidates: Iterable[Candidate], code: str = "") -> list[Result]:
        """The first in full, because it is the answer; the others as lines under it, unless a machine asks for all."""
        return [self.result(c, code, brief=index > 0) for index, c in enumerate(candidates)]

    def result(self, candidate: Candidate, code: str = "", *, brief: bool = True) -> Result:
        """A service as one line of the answer; `code` is the municipality it is shown for, when it covers several."""
        brief = brief and not self.in_full
        codes = candidate.document.get("codes", [])
        card = make_card(candidate.document, self.at, self.tiers, code=code if code in codes else "", brief=brief)
        code = code if code in codes else card.municipality_code
        facts = self.vocabulary.municipalities.get(code)
        return Result(
            title=card.title,
            url=card.url,
            organisation=card.organisation,
            municipality_code=code,
            municipality=facts.display_name if facts else "",
            card=card,
            number=card.number,
            chain=card.chain,
            matched=candidate.matched,
            unmatched=candidate.unmatched,
        )

    def bare_municipality(self, facts: MunicipalityFacts) -> Result:
        """A municipality without contacts: still never a dead end."""
        return Result(
            title=facts.name,
            url=reverse("contacts:organisation", args=[facts.slug]),
            organisation=facts.name,
            municipality_code=facts.code,
            municipality=facts.display_name,
            chain=make_chain(self._bare_document(facts), self.at, self.tiers),
            matched=tuple(part.text for part in self.question.of("place")),
            unmatched=tuple(part.text for part in self.question.content),
        )

    def _bare_document(self, facts: MunicipalityFacts) -> dict[str, Any]:
        """What a chain is made of (`directory.contacts.documents`), from memory: the main number, then the urgent."""
        region = facts.region(self.day)
        numbers = [n for n in self._numbers() if n.in_chain and n.region in ("", region)]
        steps: list[dict[str, Any]] = [
            {"kind": "emergency", "label": n.label, "numbers": [_channel(n.number)], "reason": n.note} for n in numbers
        ]
        if facts.switchboard:
            steps.insert(0, {"kind": "switchboard", "numbers": [_channel(facts.switchboard)]})
        return {"organisation": {"name": facts.name}, "codes": [facts.code], "steps": steps}

    def national_number(self, facts: NumberFacts) -> Result:
        """A national line as a line of the answer."""
        number = stored_number(facts.number)
        matched = tuple(part.text for part in self.question.content)
        return Result(title=facts.label, url=number.href, note=facts.note, number=number, matched=matched)

    def urgent_help(self, acute_units: Iterable[dict[str, Any]], codes: Sequence[str]) -> tuple[UrgentHelp, ...]:
        """The acute units for this age, then the urgent numbers; of the regions in question, when they are known."""
        regions = {self.vocabulary.municipalities[code].region(self.day) for code in codes} - {""}
        help_: list[UrgentHelp] = []
        for document in acute_units:
            if regions and regions.isdisjoint(regions_of(document, self.day) or regions):
                continue
            if self.age is None or age_contains(tuple(document["age"]), self.age):
                card = make_card(document, self.at, self.tiers, brief=True)
                if card.number:
                    help_.append(UrgentHelp(card.title, card.number, card.age_text))
        help_ += [
            UrgentHelp(facts.label, stored_number(facts.number), facts.note)
            for facts in sorted(self._numbers(), key=lambda number: not number.in_strip)
            if not facts.region or not regions or facts.region in regions
        ]
        return tuple(help_)

    def chips(self) -> tuple[Chip, ...]:
        """What was understood, piece by piece, each with the question without it."""
        return tuple(
            Chip(
                _CHIP_KINDS.get(part.kind) or _meaning_kind(part),
                part_label(part, self.question),
                self.question.without(part),
            )
            for part in self.question.parts
            if part.kind != "filler"
        )

    def _numbers(self) -> list[NumberFacts]:
        return sorted(self.vocabulary.numbers.values(), key=lambda number: number.rank)


def regions_of(document: dict[str, Any], day: date) -> set[str]:
    """The slugs of the regions that a document lies in on a day; regions merge."""
    regions = document.get("regions", [])
    return {
        slug for slug, starts, ends in regions if starts <= day.isoformat() and (not ends or day.isoformat() <= ends)
    }


def stored_number(stored: str) -> Number:
    """A `PhoneField`'s value as it is shown."""
    number, _separator, extension = stored.partition(";ext=")
    return Number(number, display_number(number, extension), tel_uri(number, extension))


def _channel(stored: str) -> dict[str, str]:
    number, _separator, extension = stored.partition(";ext=")
    return {"value": number, "extension": extension}


def _meaning_kind(part: Part) -> ChipKind:
    kinds = {meaning.kind for meaning in part.meanings}
    return "subject" if "subject" in kinds else "function" if "function" in kinds else "guide"
