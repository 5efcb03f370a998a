"""The embedded engine: the search rows of the project's own database, read into memory by every worker.

Always as new as the database: each search asks for the newest version and reads what has changed since.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.permissions import Tier
from portal.search import rows
from portal.search.engine import Health, Hit, Query, Results
from portal.search.lexicon import Lexicon, Lexicons
from portal.search.models import SearchRow
from portal.search.scoring import least_words, score

# Above this many changed rows the whole is read anew; below, they stand in a small segment of their own.
MOST_CHANGED = 2_000

type Indices = npt.NDArray[np.int32]
type Weights = npt.NDArray[np.float64]
type Mask = npt.NDArray[np.bool_]
type Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Facet:
    """The values of one facet: `rows[i]` has the value `values[of[i]]`."""

    values: list[str]
    rows: Indices
    of: Indices

    def count(self, mask: Mask) -> dict[str, int]:
        """How many of the rows of the mask have each value, as far as any has it."""
        counts = np.bincount(self.of[mask[self.rows]], minlength=len(self.values))
        return {self.values[index]: int(counts[index]) for index in np.flatnonzero(counts).tolist()}


class Segment:
    """An unchanging index over some rows."""

    def __init__(self, source: Iterable[SearchRow]) -> None:
        self.keys: list[str] = []
        facets: dict[str, dict[str, list[int]]] = {}
        terms: dict[Tier, dict[str, tuple[list[int], list[float]]]] = {tier: {} for tier in Tier}
        for index, row in enumerate(source):
            self.keys.append(row.key)
            for facet, values in row.facets.items():
                of_facet = facets.setdefault(facet, {})
                for value in dict.fromkeys(values):
                    of_facet.setdefault(value, []).append(index)
            for tier, weights in row.terms.items():
                postings = terms[Tier(tier)]
                for term, weight in weights.items():
                    indices, strengths = postings.setdefault(term, ([], []))
                    indices.append(index)
                    strengths.append(weight)
        self.index_of = {key: index for index, key in enumerate(self.keys)}
        self._place = np.zeros(len(self.keys), np.int32)  # of each row in the order of the keys
        self._place[sorted(range(len(self.keys)), key=self.keys.__getitem__)] = np.arange(len(self.keys))
        self._having = {
            (facet, value): np.array(indices, np.int32)
            for facet, values in facets.items()
            for value, indices in values.items()
        }
        self._facets = {facet: _facet(values) for facet, values in facets.items()}
        self._postings: dict[Tier, dict[str, tuple[Indices, Weights]]] = {
            tier: {term: (np.array(i, np.int32), np.array(w, np.float64)) for term, (i, w) in postings.items()}
            for tier, postings in terms.items()
        }
        self._lexicons = {tier: Lexicon(postings) for tier, postings in self._postings.items()}

    def allowed(self, filters: Mapping[str, tuple[str, ...]], hidden: Mask | None) -> Mask:
        """Which rows the filters let through."""
        mask = np.ones(len(self.keys), np.bool_) if hidden is None else ~hidden
        for facet, values in filters.items():
            named = np.zeros(len(self.keys), np.bool_)
            for value in values:
                named[self._having.get((facet, value), [])] = True
            mask &= named
        return mask

    def lexicon(self, tier: Tier, hidden: Mask | None) -> tuple[Lexicon, Callable[[str], bool]]:
        """The terms of a tier, and whether one of them still has a row that is not hidden."""
        postings = self._postings[tier]
        return self._lexicons[tier], lambda term: hidden is None or not hidden[postings[term][0]].all()

    def strengths(self, terms: Mapping[str, float], tiers: Iterable[Tier]) -> Weights:
        """How well each row matches a word, 0..1, by the terms that the word may mean."""
        strengths = np.zeros(len(self.keys), np.float64)
        for tier in tiers:
            postings = self._postings[tier]
            for term, quality in terms.items():
                if term in postings:
                    indices, weights = postings[term]
                    strengths[indices] = np.maximum(strengths[indices], weights * quality)
        return strengths

    def find(
        self, query: Query, strengths: Sequence[Weights], hidden: Mask | None, among: Iterable[str] | None = None
    ) -> tuple[list[Hit], int, Counts]:
        """The best `limit + offset` hits of this segment, ties by key, how many rows match, and their facets.

        `strengths` are how well each row matches each word of the query; rows that are not `among` the keys do not
        count.
        """
        mask = self.allowed(query.filters, hidden)
        if among is not None:
            named = np.zeros(len(self.keys), np.bool_)
            named[[self.index_of[key] for key in among if key in self.index_of]] = True
            mask &= named
        matched = np.zeros(len(self.keys), np.float64)
        sums = np.zeros(len(self.keys), np.float64)
        for of_word in strengths:
            matched += of_word > 0
            sums += of_word
        mask &= matched >= least_words(query)
        candidates = np.flatnonzero(mask)
        ranks = score(matched[candidates], sums[candidates])
        most = query.offset + query.limit
        total = len(candidates)
        if 0 < most < total:
            edge = np.partition(ranks, -most)[-most]
            candidates, ranks = candidates[ranks >= edge], ranks[ranks >= edge]
        # By key among equals, so that the answer does not depend on how the rows are stored.
        best = np.lexsort((self._place[candidates], -ranks))[:most]
        words = list(zip(query.words, strengths, strict=True))
        hits = [
            Hit(self.keys[i], rank, {word: float(s[i]) for word, s in words if s[i] > 0})
            for i, rank in zip(candidates[best].tolist(), ranks[best].tolist(), strict=True)
        ]
        facets = {name: self._facets[name].count(mask) for name in query.facets if name in self._facets}
        return hits, total, facets


def _facet(having: Mapping[str, list[int]]) -> Facet:
    values = list(having)
    of = np.repeat(np.arange(len(values), dtype=np.int32), [len(having[value]) for value in values])
    return Facet(values, np.array([row for value in values for row in having[value]], np.int32), of)


@dataclass(frozen=True)
class Snapshot:
    """What one moment's searches read: the whole, and over it the rows that have changed since."""

    base: Segment
    base_version: int
    overlay: Segment | None
    hidden: Mask | None
    version: int

    def find_all(self, queries: Sequence[Query]) -> list[Results]:
        """The results of each query. What a word means, and how well the rows match it, is settled once for all."""
        readings = self.readings(queries)
        return [readings[query.tiers].find(query) for query in queries]

    def readings(self, queries: Iterable[Query]) -> dict[frozenset[Tier], "Reading"]:
        """The snapshot as each kind of reader sees it who asks these queries."""
        return {tiers: Reading(self, tiers) for tiers in {query.tiers for query in queries}}

    def lexicons(self, tiers: frozenset[Tier]) -> Lexicons:
        """The terms that readers of these tiers may find."""
        return Lexicons([segment.lexicon(tier, hidden) for segment, hidden in self.segments() for tier in tiers])

    def segments(self) -> list[tuple[Segment, Mask | None]]:
        """Each segment with the rows of it that no longer count."""
        return [(self.base, self.hidden), *([(self.overlay, None)] if self.overlay else [])]


class Reading:
    """A snapshot as readers of some tiers see it, for as long as one batch of queries takes."""

    def __init__(self, snapshot: Snapshot, tiers: frozenset[Tier]) -> None:
        self._segments = snapshot.segments()
        self._lexicons = snapshot.lexicons(tiers)
        self._tiers = tiers
        self._meanings: dict[str, Mapping[str, float]] = {}
        self._strengths: dict[str, list[Weights]] = {}

    def meaning(self, word: str) -> Mapping[str, float]:
        """The terms that a word may mean, each with its quality."""
        if word not in self._meanings:
            self._meanings[word] = self._lexicons.expand(word)
        return self._meanings[word]

    def find(self, query: Query, among: Iterable[str] | None = None) -> Results:
        """The results of a query; `among` are the keys that another engine has found, when one has."""
        for word in query.words:
            if word not in self._strengths:
                terms = self.meaning(word)
                self._strengths[word] = [segment.strengths(terms, self._tiers) for segment, _hidden in self._segments]
        hits: list[Hit] = []
        total = 0
        facets: Counts = {facet: {} for facet in query.facets}
        for number, (segment, hidden) in enumerate(self._segments):
            strengths = [self._strengths[word][number] for word in query.words]
            some, count, counts = segment.find(query, strengths, hidden, among)
            hits += some
            total += count
            for facet, values in counts.items():
                for value, of_value in values.items():
                    facets[facet][value] = facets[facet].get(value, 0) + of_value
        hits.sort(key=lambda hit: (-hit.score, hit.key))
        page = tuple(hits[query.offset : query.offset + query.limit])
        return Results(page, total, EmbeddedEngine.name, facets=facets)


def _read_all() -> Snapshot:
    version = rows.versions().rows
    fields = ("key", "terms", "facets")
    # A row written meanwhile is newer than `version`: it is read here, and read again as a change by the next search.
    source = SearchRow.objects.filter(deleted=False).only(*fields).order_by("key")
    return Snapshot(Segment(source.iterator(chunk_size=1_000)), version, None, None, version)


def _read_changes(snapshot: Snapshot, version: int) -> Snapshot:
    changed = list(
        SearchRow.objects.filter(version__gt=snapshot.base_version)
        .only("key", "deleted", "terms", "facets", "version")
        .order_by("key")[: MOST_CHANGED + 1]
    )
    if len(changed) > MOST_CHANGED:
        return _read_all()
    hidden = np.zeros(len(snapshot.base.keys), np.bool_)
    for row in changed:
        index = snapshot.base.index_of.get(row.key)
        if index is not None:
            hidden[index] = True
    overlay = Segment(row for row in changed if not row.deleted)
    # A writer may have committed between the two queries; what was read is at least as new as `version`.
    return Snapshot(snapshot.base, snapshot.base_version, overlay, hidden, version)


class EmbeddedEngine:
    """One per process; safe to ask from many threads."""

    name = "embedded"

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    def search_all(self, queries: Sequence[Query], version: int | None = None) -> list[Results]:
        """The results of each query, all of the same moment."""
        return self.snapshot(version).find_all(queries)

    def search(self, query: Query, version: int | None = None) -> Results:
        """The rows that match, best first."""
        return self.search_all([query], version)[0]

    def snapshot(self, version: int | None = None) -> Snapshot:
        """The rows as they stand now. `version` spares the query for it when the caller has just asked.

        A worker that asks for it as it starts has read everything before its first reader comes.
        """
        return self._current(rows.versions().rows if version is None else version)

    def forget(self) -> None:
        """Read everything anew at the next search: another database stands behind, as between two tests."""
        self._snapshot = None

    def health(self) -> Health:
        """Always well while the database is: it reads what it is behind before it answers."""
        return Health("ok")

    def _current(self, version: int) -> Snapshot:
        snapshot = self._snapshot
        if snapshot is not None and snapshot.version == version:
            return snapshot
        with self._lock:
            snapshot = self._snapshot
            version = rows.versions().rows  # another thread may have waited here with an older one, or brought a newer
            if snapshot is None or version < snapshot.base_version:  # a restored or emptied database
                snapshot = _read_all()
            elif snapshot.version != version:
                snapshot = _read_changes(snapshot, version)
            self._snapshot = snapshot
            return snapshot


engine = EmbeddedEngine()
