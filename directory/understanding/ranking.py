"""Which of a municipality's services answers a question: the doors in order, never a mild offer when it is urgent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any

from directory.contacts.ages import age_contains
from directory.contacts.card_maker import document_state
from directory.understanding.understand import Understanding, understand
from directory.understanding.vocabulary import FunctionFacts, Vocabulary

# From this strength on a word names the service itself: its local name, another name, a person, a number.
NAMES_IT = 0.7


class Door(IntEnum):
    """Why a service stands where it does; the lowest goes first."""

    ASKED_FOR = 0  # by function, by its own name, by the person behind it, or by the hour
    FRONT_DOOR_URGENT = 1
    SUBJECT = 2  # the service says that it takes this
    FUNCTION = 3  # its function takes this
    FRONT_DOOR = 4
    MENTIONED = 5
    OTHER = 6
    WRONG_AGE = 7
    EXCLUDED = 8  # it says that it does not take this


@dataclass(frozen=True)
class Candidate:
    """A service with its place in the order and the words of the question that it answers."""

    document: dict[str, Any]
    door: Door
    age_fits: bool
    matched: tuple[str, ...]
    unmatched: tuple[str, ...]
    order: tuple[object, ...] = field(repr=False)


def rank(
    question: Understanding,
    documents: Iterable[dict[str, Any]],
    strengths: Mapping[str, Mapping[str, float]],
    *,
    codes: frozenset[str],
    at: datetime,
) -> list[Candidate]:
    """The services in the order they answer the question; `strengths` are the engine's words of each row, by key."""
    judge = _Judge(question, codes, at)
    candidates = [judge.candidate(document, strengths.get(document["key"], {})) for document in documents]
    return sorted(candidates, key=lambda candidate: candidate.order)


class _Judge:
    def __init__(self, question: Understanding, codes: frozenset[str], at: datetime) -> None:
        self.question = question
        self.vocabulary = question.vocabulary
        self.codes = codes
        self.at = at
        self.age = question.age.years if question.age else None
        self.functions = frozenset(question.meant("function"))
        self.subjects = frozenset(question.meant("subject"))
        self.is_urgent = question.is_urgent
        facts = [self.vocabulary.subjects[slug] for slug in self.subjects]
        functions = self.vocabulary.functions
        self._front_doors = frozenset(key for key, facts in functions.items() if facts.is_front_door)
        self._duties = frozenset(key for key, facts in functions.items() if facts.is_out_of_hours)
        self.subject_functions = frozenset[str]().union(*(subject.functions for subject in facts))

    def candidate(self, document: dict[str, Any], strengths: Mapping[str, float]) -> Candidate:
        age_fits = self.age is None or age_contains(tuple(document["age"]), self.age)
        door = self._door(document, strengths, age_fits=age_fits)
        matched, unmatched = self._words(document, strengths, age_fits=age_fits)
        order = (
            door,
            document["status"] != "active",
            -sum(strengths.values()),
            not age_fits,
            document["function"]["rank"],
            not document.get("verified_on"),
            document["name"],
            document["id"],
        )
        return Candidate(document, door, age_fits, matched, unmatched, order)

    def _door(self, document: dict[str, Any], strengths: Mapping[str, float], *, age_fits: bool) -> Door:
        """The first of these that holds. Safety goes before wishes: no mild offer for what cannot wait."""
        function = self.vocabulary.functions[document["function"]["key"]]
        asked = function.key in self.functions
        doors = (
            (Door.EXCLUDED, (self.is_urgent and function.is_mild) or (self._is_excluded(document) and not asked)),
            (Door.ASKED_FOR, self._is_named(strengths) or (asked and age_fits)),
            (Door.WRONG_AGE, not age_fits),
            (Door.ASKED_FOR, not self.functions and self._fits_the_hour(document)),
            (Door.FRONT_DOOR_URGENT, self.is_urgent and function.is_front_door),
            (Door.SUBJECT, not self.is_urgent and self._takes_a_subject(document, function)),
            (Door.FRONT_DOOR, function.is_front_door),
            (Door.FUNCTION, function.key in self.subject_functions),
            (Door.MENTIONED, bool(strengths)),
        )
        return next((door for door, holds in doors if holds), Door.OTHER)

    def _takes_a_subject(self, document: dict[str, Any], function: FunctionFacts) -> bool:
        """Whether the service says that it takes a subject. A mild offer needs its function to take it as well."""
        own = self.subjects & {subject["slug"] for subject in document.get("subjects", [])}
        if not function.is_mild:
            return bool(own)
        return any(function.key in self.vocabulary.subjects[slug].functions for slug in own)

    def _is_excluded(self, document: dict[str, Any]) -> bool:
        """Whether the service itself refuses this. Who refuses one urgent matter refuses them all."""
        refused = _named_subjects(document.get("not_for", ""), self.vocabulary)
        urgent = any(self.vocabulary.subjects[slug].is_urgent for slug in refused)
        return bool(self.subjects & refused) or (self.is_urgent and urgent)

    def _is_named(self, strengths: Mapping[str, float]) -> bool:
        """Whether the words that are left, all of them, are the service's own."""
        words = [word for part in self.question.content if part.kind != "meaning" for word in part.folded_words]
        return bool(words) and all(strengths.get(word, 0.0) >= NAMES_IT for word in words)

    def _fits_the_hour(self, document: dict[str, Any]) -> bool:
        """Only a question about now, or about the hours when others have closed, lets the clock decide."""
        function = self.vocabulary.functions[document["function"]["key"]]
        if self.question.when == "off":
            return function.is_out_of_hours
        if self.question.when == "now" and (function.is_front_door or function.is_out_of_hours):
            return document["status"] == "active" and document_state(document, self.at).kind == "open"
        return False

    def _words(
        self, document: dict[str, Any], strengths: Mapping[str, float], *, age_fits: bool
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The parts of the question that this service answers, and those it does not; no word is dropped silently."""
        matched: list[str] = []
        unmatched: list[str] = []
        for part in self.question.parts:
            if part.kind in ("filler", "when"):
                continue
            if part.kind == "place":
                fits = bool(self.codes & set(document.get("codes", []))) or not document.get("codes")
            elif part.kind == "age":
                fits = age_fits
            elif part.kind == "meaning":
                fits = self._means(part.meanings, document) or all(word in strengths for word in part.folded_words)
            else:
                fits = all(word in strengths for word in part.folded_words)
            (matched if fits else unmatched).append(part.text)
        return tuple(matched), tuple(unmatched)

    def _means(self, meanings: Iterable[Any], document: dict[str, Any]) -> bool:
        function = self.vocabulary.functions[document["function"]["key"]]
        own = {subject["slug"] for subject in document.get("subjects", [])}
        for meaning in meanings:
            if meaning.kind == "function" and meaning.value == function.key:
                return True
            if meaning.kind == "organisation" and meaning.value == str(document["organisation"]["id"]):
                return True
            if meaning.kind == "guide" and function.is_front_door:
                return True
            if meaning.kind == "subject":
                takers = self.vocabulary.subjects[meaning.value].functions
                # The duty acts for the front door when that has closed: it takes what the front door takes.
                takers |= self._duties if self._front_doors & takers else frozenset()
                if meaning.value in own or function.key in takers or (not takers and function.is_front_door):
                    return True
        return False


@lru_cache(maxsize=4096)
def _named_subjects(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The subjects that a service's own "not for" names. The coordinator's text, never a reader's."""
    return frozenset(understand(text, vocabulary).meant("subject")) if text else frozenset()
