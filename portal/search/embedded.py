"""The embedded engine: the search rows of the project's own database, read into memory by every worker.

Always as new as the database: each search asks for the newest version and reads what has changed since.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.permissions import Tier
from portal.search import rows
from portal.search.engine import Health, Hit, Query, Results
from portal.search.lexicon import Lexicon, Lexicons
from portal.search.models import SearchRow

# Above this many changed rows the whole is read anew; below, they stand in a small segment of their own.
MOST_CHANGED = 2_000

type Indices = npt.NDArray[np.int32]
type Weights = npt.NDArray[np.float32]
type Mask = npt.NDArray[np.bool_]


class Segment:
    """An unchanging index over some rows."""

    def __init__(self, source: Iterable[SearchRow]) -> None:
        self.keys: list[str] = []
        facets: dict[tuple[str, str], list[int]] = {}
        terms: dict[Tier, dict[str, tuple[list[int], list[float]]]] = {tier: {} for tier in Tier}
        for index, row in enumerate(source):
            self.keys.append(row.key)
            for facet, values in row.facets.items():
                for value in values:
                    facets.setdefault((facet, value), []).append(index)
            for tier, weights in row.terms.items():
                postings = terms[Tier(tier)]
                for term, weight in weights.items():
                    indices, strengths = postings.setdefault(term, ([], []))
                    indices.append(index)
                    strengths.append(weight)
        self.index_of = {key: index for index, key in enumerate(self.keys)}
        self._place = np.zeros(len(self.keys), np.int32)  # of each row in the order of the keys
        self._place[sorted(range(len(self.keys)), key=self.keys.__getitem__)] = np.arange(len(self.keys))
        self._facets: dict[tuple[str, str], Indices] = {key: np.array(v, np.int32) for key, v in facets.items()}
        self._postings: dict[Tier, dict[str, tuple[Indices, Weights]]] = {
            tier: {term: (np.array(i, np.int32), np.array(w, np.float32)) for term, (i, w) in postings.items()}
            for tier, postings in terms.items()
        }
        self._lexicons = {tier: Lexicon(postings) for tier, postings in self._postings.items()}

    def allowed(self, filters: Mapping[str, tuple[str, ...]], hidden: Mask | None) -> Mask:
        """Which rows the filters let through."""
        mask = np.ones(len(self.keys), np.bool_) if hidden is None else ~hidden
        for facet, values in filters.items():
            named = np.zeros(len(self.keys), np.bool_)
            for value in values:
                named[self._facets.get((facet, value), [])] = True
            mask &= named
        return mask

    def lexicon(self, tier: Tier, hidden: Mask | None) -> tuple[Lexicon, Callable[[str], bool]]:
        """The terms of a tier, and whether one of them still has a row that is not hidden."""
        postings = self._postings[tier]
        return self._lexicons[tier], lambda term: hidden is None or not hidden[postings[term][0]].all()

    def strengths(self, terms: Mapping[str, float], tiers: Iterable[Tier]) -> Weights:
        """How well each row matches a word, 0..1, by the terms that the word may mean."""
        strengths = np.zeros(len(self.keys), np.float32)
        for tier in tiers:
            postings = self._postings[tier]
            for term, quality in terms.items():
                if term in postings:
                    indices, weights = postings[term]
                    strengths[indices] = np.maximum(strengths[indices], weights * quality)
        return strengths

    def find(
        self, query: Query, meanings: Mapping[str, Mapping[str, float]], hidden: Mask | None
    ) -> tuple[list[Hit], int]:
        """The best `limit + offset` hits of this segment, ties by key, and how many rows match in all.

        `meanings` are the terms that each word of the query may mean.
        """
        mask = self.allowed(query.filters, hidden)
        words = [(word, self.strengths(meanings[word], query.tiers)) for word in query.words]
        matched = np.zeros(len(self.keys), np.float32)
        score = np.zeros(len(self.keys), np.float32)
        for _word, strengths in words:
            matched += strengths > 0
            score += strengths
        least = {"all": len(words), "some": min(1, len(words)), "any": 0}[query.match]
        candidates = np.flatnonzero(mask & (matched >= least))
        ranks = matched[candidates] * 10 + score[candidates]
        most = query.offset + query.limit
        total = len(candidates)
        if total > most:
            edge = np.partition(ranks, -most)[-most]
            candidates, ranks = candidates[ranks >= edge], ranks[ranks >= edge]
        # By key among equals, so that the answer does not depend on how the rows are stored.
        best = np.lexsort((self._place[candidates], -ranks))[:most]
        candidates, ranks = candidates[best], ranks[best]
        hits = [
            Hit(self.keys[i], float(rank), {word: float(s[i]) for word, s in words if s[i] > 0})
            for i, rank in zip(candidates.tolist(), ranks.tolist(), strict=True)
        ]
        return hits, total


@dataclass(frozen=True)
class Snapshot:
    """What one moment's searches read: the whole, and over it the rows that have changed since."""

    base: Segment
    base_version: int
    overlay: Segment | None
    hidden: Mask | None
    version: int

    def find(self, query: Query) -> tuple[list[Hit], int]:
        """The best hits in order, at least `limit + offset` when there are so many, and how many there are in all."""
        segments = [(self.base, self.hidden), *([(self.overlay, None)] if self.overlay else [])]
        lexicons = Lexicons([segment.lexicon(tier, hidden) for segment, hidden in segments for tier in query.tiers])
        meanings = {word: lexicons.expand(word) for word in query.words}
        found = [segment.find(query, meanings, hidden) for segment, hidden in segments]
        hits = [hit for some, _total in found for hit in some]
        hits.sort(key=lambda hit: (-hit.score, hit.key))
        return hits, sum(total for _some, total in found)


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

    def search(self, query: Query, version: int | None = None) -> Results:
        """The rows that match, best first. `version` spares the query for it when the caller has just asked."""
        snapshot = self._current(rows.versions().rows if version is None else version)
        hits, total = snapshot.find(query)
        return Results(tuple(hits[query.offset : query.offset + query.limit]), total, self.name)

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
