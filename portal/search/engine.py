"""The seam: what a search engine is asked and what it answers. It knows rows, terms and facets; no municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from portal.permissions import PUBLIC_ONLY, Tier


@dataclass(frozen=True)
class Query:
    """What is looked for.

    `words` are folded (`portal.danish.fold`) and without stop words. `filters` must hold: one of the values of each
    facet. With `match="any"` a row needs no word; the words then only decide the order. `facets` are those whose values
    are to be counted among all that match, whatever the page.
    """

    words: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tiers: frozenset[Tier] = PUBLIC_ONLY
    match: Literal["all", "any", "some"] = "some"
    limit: int = 10
    offset: int = 0
    facets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """One row that was found: `score` counts matched words first, then how well.

    `strength` is how well each word matched, 0..1.
    """

    key: str
    score: float
    strength: Mapping[str, float]


@dataclass(frozen=True)
class Results:
    """The hits of the page, best first; how many there are in all; and how many of them have each value of each facet.

    `degraded` says that another engine than the one that was set up has answered.
    """

    hits: tuple[Hit, ...]
    total: int
    engine: str
    degraded: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Health:
    """How an engine is. `lag` counts the versions it is behind the rows, `lag_seconds` for how long it has been."""

    status: Literal["ok", "degraded", "down"]
    lag: int = 0
    lag_seconds: float = 0.0
    detail: str = ""


class SearchEngine(Protocol):
    """An engine finds rows that the caller then reads from the database, where they are checked again."""

    name: str

    def search_all(self, queries: Sequence[Query], version: int | None = None) -> list[Results]:
        """The results of each query, asked together; `version` spares reading it when the caller has just done so."""

    def search(self, query: Query, version: int | None = None) -> Results:
        """The rows that match, best first."""

    def health(self) -> Health:
        """Whether it answers, and how far behind it is."""
