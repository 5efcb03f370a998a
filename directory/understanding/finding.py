"""Finding contacts for one question: the engine names rows, the database says what they hold now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from directory.understanding.ranking import Candidate, rank
from directory.understanding.understand import Understanding
from portal.permissions import Tier
from portal.search import rows
from portal.search.embedded import engine
from portal.search.engine import Hit, Query

type Document = dict[str, Any]
_MOST_OF_A_MUNICIPALITY = 60
_MOST_WORDS = 12


class Finder:
    """Collects the rows that a question may be answered with, and reads each of them once."""

    def __init__(self, question: Understanding, at: datetime, tiers: frozenset[Tier], version: int) -> None:
        self.question = question
        self.at = at
        self.tiers = tiers
        self.version = version
        words = (word for part in question.content for word in part.folded_words)
        self.words = tuple(dict.fromkeys(words))[:_MOST_WORDS]
        self._acute = self._search(filters={"acute": ("yes",)}, limit=6)
        self._strengths: dict[str, dict[str, float]] = {}
        self._documents: dict[str, Document | None] = {}

    def in_municipalities(self, codes: Sequence[str], *, everything: bool = False) -> dict[str, list[Candidate]]:
        """Each municipality's services in the order they answer the question: those that may, or all of them."""
        functions = tuple(self._functions())
        subjects = self.question.meant("subject")
        for code in codes:
            place = {"municipality": (code,)}
            self._add(self._search(filters=place | {"function": functions}, limit=20))
            if subjects:
                self._add(self._search(filters=place | {"subject": subjects}, limit=10))
            if self.words:
                self._add(self._search(filters=place, words=self.words, match="some", limit=10))
            if everything:
                self._add(self._search(filters=place, limit=_MOST_OF_A_MUNICIPALITY))
        # A unit of the region may cover the municipality; it is not one of its doors.
        documents = [d for d in self._read() if d["function"]["level"] == "municipality"]
        return {code: self._ranked([d for d in documents if code in d.get("codes", [])], [code]) for code in codes}

    def where(self, filters: Mapping[str, tuple[str, ...]], codes: Sequence[str] = ()) -> list[Candidate]:
        """The services that the filters name, in the order they answer the question."""
        self._add(self._search(filters=filters, limit=30))
        self._add(self._search(filters=filters, words=self.words, limit=10))
        return self._ranked(self._read(), codes)

    def by_own_words(self, limit: int) -> list[Candidate]:
        """Services that all the words name: by their own name, a person's name or a number."""
        self._add(self._search(words=self.words, match="all", limit=limit))
        return self._ranked(self._read(), ())

    def acute_units(self) -> list[Document]:
        """The acute units that are open for business, whatever the question."""
        self._read()
        found = (self._documents.get(hit.key) for hit in self._acute)
        return [document for document in found if document and document["status"] == "active"]

    def _functions(self) -> set[str]:
        """The functions that a question may lead to: named, taking its subjects, the front doors, and the duty."""
        vocabulary = self.question.vocabulary
        functions = set(self.question.meant("function"))
        for slug in self.question.meant("subject"):
            functions |= vocabulary.subjects[slug].functions
        for key, facts in vocabulary.functions.items():
            if facts.is_front_door or facts.is_out_of_hours:
                functions.add(key)
        return functions

    def _search(self, **query: Any) -> tuple[Hit, ...]:
        asked = Query(tiers=self.tiers, **{"match": "any", **query})
        return engine.search(asked, version=self.version).hits

    def _add(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            self._strengths.setdefault(hit.key, {}).update(hit.strength)

    def _read(self) -> list[Document]:
        """The documents of what was found, as the database holds them now."""
        wanted = dict.fromkeys([*self._strengths, *(hit.key for hit in self._acute)])
        missing = [key for key in wanted if key not in self._documents]
        if missing:
            found = rows.documents(missing)
            self._documents |= {key: found.get(key) for key in missing}
        return [document for key in self._strengths if (document := self._documents[key])]

    def _ranked(self, documents: Iterable[Document], codes: Sequence[str]) -> list[Candidate]:
        return rank(self.question, documents, self._strengths, codes=frozenset(codes), at=self.at)
