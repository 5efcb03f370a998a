"""The seam: what a search engine is asked and what it answers. It knows rows, terms and facets; no municipality."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from portal.permissions import PUBLIC_ONLY, Tier


@dataclass(frozen=True)
class Query:
    """What is looked for.

    `words` are folded (`portal.danish.fold`) and without stop words. `filters` must hold: one of the values of each
    facet. With `match="any"` a row needs no word; the words then only decide the order.
    """

    words: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tiers: frozenset[Tier] = PUBLIC_ONLY
    match: Literal["all", "any", "some"] = "some"
    limit: int = 10
    offset: int = 0


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
    """The hits, best first, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int
    engine: str
    degraded: bool = False


@dataclass(frozen=True)
class Health:
    """How an engine is. `lag` counts the versions it is behind the rows."""

    status: Literal["ok", "degraded", "down"]
    lag: int = 0
    detail: str = ""


class SearchEngine(Protocol):
    """An engine finds rows that the caller then reads from the database, where they are checked again."""

    name: str

    def search(self, query: Query) -> Results:
        """The rows that match, best first."""

    def health(self) -> Health:
        """Whether it answers, and how far behind it is."""
