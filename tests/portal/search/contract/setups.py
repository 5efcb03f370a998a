"""The engines as they are set up: the embedded one on the suite's own database, and a real Meilisearch."""

import time
from collections.abc import Sequence
from typing import Any

from portal.danish import fold
from portal.search.embedded import EmbeddedEngine
from portal.search.engine import Query, Results, SearchEngine
from portal.search.failover import FailoverEngine
from portal.search.meili.client import Place
from portal.search.meili.filling import Filling


class SetUp:
    """The embedded engine: it reads what it is behind before it answers, so nothing needs to be done for it."""

    def __init__(self) -> None:
        self.engine: SearchEngine = EmbeddedEngine()

    def feed(self) -> None:
        """Bring what the engine keeps up to the rows."""

    def answers(self, queries: Sequence[Query]) -> list[Results]:
        """What the engine itself answers, not the one that stands in for it."""
        return self.engine.search_all(queries)

    def rebuild(self) -> None:
        """Make anew what the engine keeps."""
        assert isinstance(self.engine, EmbeddedEngine)
        self.engine.forget()

    def end(self) -> None:
        """Leave nothing behind."""

    def search(self, text: str = "", *, words: Sequence[str] | None = None, **query: Any) -> Results:
        """The answer to a text, folded, or to these very words."""
        asked = tuple(fold(word) for word in text.split()) if words is None else tuple(words)
        return self.engine.search(Query(asked, **query))

    def keys(self, text: str = "", **query: Any) -> list[str]:
        """The keys that a search finds, best first."""
        return [hit.key for hit in self.search(text, **query).hits]


class MeilisearchSetUp(SetUp):
    """Meilisearch over the same rows. The test feeds it: a thread of its own would not see the test's transaction."""

    def __init__(self, place: Place) -> None:
        self.meilisearch = FailoverEngine(place, EmbeddedEngine())
        self.engine = self.meilisearch
        self.place = place
        self.meilisearch.feeder.stop()

    def feed(self) -> None:
        deadline = time.monotonic() + 120  # a busy machine may need some attempts
        while self.meilisearch.feeder.step() == 0 or not self.meilisearch.feeder.is_well:
            assert time.monotonic() < deadline, self.meilisearch.health()

    def answers(self, queries: Sequence[Query]) -> list[Results]:
        for _attempt in range(5):
            results = self.engine.search_all(queries)
            if not any(of_query.degraded for of_query in results):
                return results
            self.feed()  # a busy machine answers late, and is not asked again before it has been looked at
        raise AssertionError(f"Meilisearch does not answer: {self.engine.health()}")

    def rebuild(self) -> None:
        Filling(self.place).build(even_if_another_does=True)

    def end(self) -> None:
        self.meilisearch.close()
