"""Keeps Meilisearch up to date and finds out whether it is well, so that no reader has to."""

import logging
import threading
import time

from django.db import connections

from portal.search import rows
from portal.search.engine import Health
from portal.search.meili import documents
from portal.search.meili.client import Place, UnavailableError
from portal.search.meili.filling import Filling

logger = logging.getLogger(__name__)

# Seconds between two looks at the index when nobody asks for one.
SWEEP = 60.0
# After trouble: the first wait, which doubles to the longest.
FIRST_WAIT, LONGEST_WAIT = 1.0, 10.0


class Feeder:
    """One per process: a thread that is woken by commits, by questions that find the index behind, and by time.

    Several processes feed the same index; why they may is said in `documents`. Only the feeder declares Meilisearch
    well. A question that finds otherwise says so, and no other question tries until the feeder has.
    """

    def __init__(self, place: Place) -> None:
        self._filling = Filling(place)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._trouble = "Meilisearch has not been looked at yet."
        self._wait = FIRST_WAIT
        self._key_is_checked = False
        self._version = 0  # that the index had when it was last seen
        self._behind_since: float | None = None

    @property
    def is_well(self) -> bool:
        """Whether questions may be put to Meilisearch."""
        return not self._trouble

    def start(self) -> None:
        """See to it that the thread runs; also in a process that has been forked from one where it ran."""
        if self._thread and self._thread.is_alive():
            return
        with self._lock:
            if self._stopping.is_set() or (self._thread and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._run, name="search-feeder", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread, at the latest after the call that it is in."""
        self._stopping.set()
        rows.changed.set()
        if self._thread:
            self._thread.join(30)

    def hurry(self) -> None:
        """Look at the index now: a question has found it behind."""
        rows.changed.set()

    def doubt(self, words: str) -> None:
        """A question has had trouble, in these words: nobody is to ask until the feeder has looked."""
        self._say(words)
        rows.changed.set()

    def step(self) -> float:
        """Look at the index and bring it up to date, now and in this thread; the seconds until the next look."""
        try:
            if not self._key_is_checked:
                self._filling.check_key()
                self._key_is_checked = True
            again = self._bring_up_to_date()
        except UnavailableError as error:
            return self._fail(str(error))
        except Exception:
            logger.exception("The search index could not be brought up to date.")
            return self._fail("The index could not be brought up to date; the log says where.")
        self._wait = FIRST_WAIT
        self._say("")
        return 0 if again else SWEEP

    def health(self, version: int, tolerated: float) -> Health:
        """How Meilisearch is, as far as is known, when the rows have this version; it may be behind so many seconds."""
        lag = max(0, version - self._version)
        if not lag:
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = time.monotonic()
        seconds = time.monotonic() - self._behind_since if self._behind_since is not None else 0.0
        if lag:
            self.hurry()
        trouble = self._trouble
        if not trouble and seconds > tolerated:
            trouble = "Meilisearch does not take in what has changed."
        if trouble:
            return Health("degraded", lag, seconds, f"{trouble} The engine in memory answers.")
        return Health("ok", lag, seconds)

    def _bring_up_to_date(self) -> bool:
        """True when the rows are to be looked at once more."""
        state = self._filling.state()
        version = rows.versions().rows  # read after the state: a marker that is ahead is of another history
        if state is None or state.settings != documents.SETTINGS_VERSION or state.version > version:
            self._version = 0
            self._filling.build()
            return True
        self._version = state.version
        if state.version < version:
            self._filling.catch_up(state)
            return True
        return False

    def _fail(self, words: str) -> float:
        self._key_is_checked = False
        self._say(words)
        wait, self._wait = self._wait, min(self._wait * 2, LONGEST_WAIT)
        return wait

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            logger.warning("Search: %s", trouble or "Meilisearch is well.")
        self._trouble = trouble

    def _run(self) -> None:
        while not self._stopping.is_set():
            rows.changed.clear()
            try:
                wait = self.step()
            finally:
                connections.close_all()  # this thread's
            if self.is_well:
                rows.changed.wait(wait)
                wait = FIRST_WAIT  # when a question has had trouble since, so that not each of them has it
            if not self.is_well:
                self._stopping.wait(wait)
