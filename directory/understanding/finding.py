"""Finding contacts for one question: the engine names rows, the database says what they hold now."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from directory.understanding.ranking import Candidate, rank
from directory.understanding.understand import Understanding
from portal.permissions import Tier
from portal.search import engines, rows
from portal.search.engine import Hit, Query

type Document = dict[str, Any]
_MOST_OF_A_MUNICIPALITY = 60
_MOST_WORDS = 12
type _Key = tuple[Hashable, ...]


class Finder:
    """Collects the rows that a question may be answered with, and reads each of them once.

    What belongs together is asked together: an engine may stand at the other end of a network.
    """

    def __init__(self, question: Understanding, at: datetime, tiers: frozenset[Tier], version: int) -> None:
        self.question = question
        self.at = at
        self.tiers = tiers
        self.version = version
        words = (word for part in question.content for word in part.folded_words)
        self.words = tuple(dict.fromkeys(words))[:_MOST_WORDS]
        self._acute = self._query(filters={"acute": ("yes",)}, limit=6)
        self._answered: dict[_Key, tuple[Hit, ...]] = {}
        self._strengths: dict[str, dict[str, float]] = {}
        self._documents: dict[str, Document | None] = {}

    def in_municipalities(self, codes: Sequence[str], *, everything: bool = False) -> dict[str, list[Candidate]]:
        """Each municipality's services in the order they answer the question: those that may, or all of them."""
        functions = tuple(sorted(self._functions()))
        question = self.question
        subjects = question.meant("subject")
        names_no_matter = not (question.of("meaning") or question.age or question.when)
        wanted, later = [], []
        for code in codes:
            place = {"municipality": (code,)}
            wanted.append(self._query(filters=place | {"function": functions}, limit=20))
            if subjects:
                wanted.append(self._query(filters=place | {"subject": subjects}, limit=10))
            if self.words:
                wanted.append(self._query(filters=place, words=self.words, match="some", limit=10))
            whole = self._query(filters=place, limit=_MOST_OF_A_MUNICIPALITY)
            if everything:
                wanted.append(whole)
            elif len(codes) == 1 and names_no_matter:
                later.append(whole)
        self._find(wanted, later)
        # A unit of the region may cover the municipality; it is not one of its doors.
        documents = [d for d in self._read() if d["function"]["level"] == "municipality"]
        return {code: self._ranked([d for d in documents if code in d.get("codes", [])], [code]) for code in codes}

    def where(self, filters: Mapping[str, tuple[str, ...]], codes: Sequence[str] = ()) -> list[Candidate]:
        """The services that the filters name, in the order they answer the question."""
        self._find([self._query(filters=filters, limit=30), self._query(filters=filters, words=self.words, limit=10)])
        return self._ranked(self._read(), codes)

    def by_own_words(self, limit: int) -> list[Candidate]:
        """Services that all the words name: by their own name, a person's name or a number."""
        self._find([self._query(words=self.words, match="all", limit=limit)])
        return self._ranked(self._read(), ())

    def acute_units(self) -> list[Document]:
        """The acute units that are open for business, whatever the question."""
        self._find([])
        self._read()
        found = (self._documents.get(hit.key) for hit in self._answered[_key(self._acute)])
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

    def _query(self, **query: Any) -> Query:
        return Query(tiers=self.tiers, **{"match": "any", **query})

    def _find(self, wanted: Sequence[Query], later: Sequence[Query] = ()) -> None:
        """Take in what these queries find. What is probably wanted `later` is asked along, and the acute units are."""
        queries = {_key(query): query for query in (self._acute, *wanted, *later)}
        new = {key: query for key, query in queries.items() if key not in self._answered}
        if new:
            results = engines.current().search_all(list(new.values()), version=self.version)
            self._answered |= {key: found.hits for key, found in zip(new, results, strict=True)}
        for query in wanted:
            for hit in self._answered[_key(query)]:
                self._strengths.setdefault(hit.key, {}).update(hit.strength)

    def _read(self) -> list[Document]:
        """The documents of what was found, as the database holds them now."""
        wanted = dict.fromkeys([*self._strengths, *(hit.key for hit in self._answered[_key(self._acute)])])
        missing = [key for key in wanted if key not in self._documents]
        if missing:
            found = rows.documents(missing)
            self._documents |= {key: found.get(key) for key in missing}
        return [document for key in self._strengths if (document := self._documents[key])]

    def _ranked(self, documents: Iterable[Document], codes: Sequence[str]) -> list[Candidate]:
        return rank(self.question, documents, self._strengths, codes=frozenset(codes), at=self.at)


def _key(query: Query) -> _Key:
    """What tells the queries of one question apart."""
    return tuple(query.filters.items()), query.words, query.match, query.limit
