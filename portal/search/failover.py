"""Meilisearch where it is set up, and the engine in memory whenever Meilisearch cannot answer as well.

Both answer the same: Meilisearch says which rows have the terms, and one rule puts them in order, in the copy of them
that each process holds anyway. Meilisearch is asked only while the feeder has found it well, and believed only when it
holds every row in the version that the copy has.
"""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTimeError
from dataclasses import replace

from portal.search import rows
from portal.search.embedded import EmbeddedEngine
from portal.search.engine import Health, Query, Results
from portal.search.meili.asking import Asking
from portal.search.meili.client import Place, UnavailableError
from portal.search.meili.documents import Question
from portal.search.meili.feeder import Feeder

logger = logging.getLogger(__name__)

# Seconds that a reader waits for Meilisearch, whatever takes so long: a name server has no timeout of its own.
PATIENCE = 0.4
# An answer that took so long is used, but no second one is waited for.
SLOW = 0.2
# Seconds behind the rows after which the monitor is told.
TOLERATED_LAG = 60.0


class FailoverEngine:
    """One per process; safe to ask from many threads."""

    name = "meilisearch"

    def __init__(self, place: Place, embedded: EmbeddedEngine) -> None:
        self._embedded = embedded
        self._asking = Asking(place)
        self.feeder = Feeder(place)
        # The calls run beside the reader's thread, so that none of them can hold it up.
        self._callers = ThreadPoolExecutor(8, thread_name_prefix="meilisearch")

    def search_all(self, queries: Sequence[Query], version: int | None = None) -> list[Results]:
        """The results of each query, all of the same moment, by whichever engine can give them."""
        self.feeder.start()
        snapshot = self._embedded.snapshot(version)
        readings = snapshot.readings(queries)
        questions = [Question(q, {word: readings[q.tiers].meaning(word) for word in q.words}) for q in queries]
        found = self._candidates(questions, snapshot.version)
        if found is None:
            return [replace(readings[query.tiers].find(query), degraded=True) for query in queries]
        answers = []
        for query, among in zip(queries, found, strict=True):
            results = readings[query.tiers].find(query, among)
            answers.append(results if among is None else replace(results, engine=self.name))
        return answers

    def search(self, query: Query, version: int | None = None) -> Results:
        """The rows that match, best first."""
        return self.search_all([query], version)[0]

    def health(self) -> Health:
        """What the feeder and the last questions know; Meilisearch itself is not asked."""
        self.feeder.start()
        return self.feeder.health(rows.versions().rows, TOLERATED_LAG)

    def close(self) -> None:
        """Stop the feeder; the engine is not asked any more."""
        self.feeder.stop()
        self._callers.shutdown(wait=False)

    def _candidates(self, questions: Sequence[Question], version: int) -> list[frozenset[str] | None] | None:
        if not self.feeder.is_well:
            return None
        started = time.monotonic()
        try:
            found = self._callers.submit(self._asking.candidates, questions, version).result(PATIENCE)
        except OutOfTimeError:
            self.feeder.doubt("Meilisearch does not answer in time.")
            return None
        except UnavailableError as error:
            self.feeder.doubt(str(error))
            return None
        except Exception:
            # A fault of ours is no reason to leave a reader without an answer.
            logger.exception("The question to Meilisearch has failed.")
            self.feeder.doubt("The question to Meilisearch has failed; the log says where.")
            return None
        if time.monotonic() - started > SLOW:
            self.feeder.doubt("Meilisearch answers slowly.")
        if found is None:
            self.feeder.hurry()
        return found
