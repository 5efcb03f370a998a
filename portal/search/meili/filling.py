"""Filling Meilisearch: bringing in what has changed, and building a new index beside the one that answers."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any
from uuid import uuid4

from meilisearch.errors import MeilisearchApiError
from meilisearch.index import Index as Reference
from meilisearch.models.task import TaskInfo

from portal.search import rows
from portal.search.meili import documents
from portal.search.meili.client import FEEDING, Place, UnavailableError, clients, code_of, in_plain_words
from portal.search.meili.documents import State
from portal.search.models import SearchRow

_AT_A_TIME = 500
_LONGEST_TASK = 120.0  # seconds
# An index beside ours that was written to so lately is being built by another process.
_STILL_BUILDING = timedelta(minutes=2)


class Filling:
    """What fills the index; it has time. For one thread."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._client = clients(place, FEEDING)
        self._mine: set[str] = set()  # indexes that this one began to build; what is left of them failed

    def check_key(self) -> None:
        """Refuse a key that may make keys.

        Raises:
            UnavailableError: with what is wrong.
        """
        with in_plain_words():
            if self._client().http.may_list_keys():
                raise UnavailableError(
                    "MEILISEARCH_KEY may do everything. Make one that may not, with manage.py search_key."
                )

    def state(self) -> State | None:
        """What stands in the index; None when there is none, or none that was finished."""
        with in_plain_words():
            if not any(index.uid == self._place.name for index in self._indexes()):
                return None
            question = documents.question_of_state(self._place.name)
            try:
                found = self._client().multi_search([question])["results"][0]
            except MeilisearchApiError as error:
                if code_of(error) == "invalid_search_filter":  # an index without our settings
                    return None
                raise
            return documents.state(found["hits"])

    def catch_up(self, state: State) -> State:
        """Bring in what has changed since; what stands in the index then.

        The rows are those that have changed since the marker, each as it stands when it is read. One that changes
        meanwhile is brought in newer than the new marker says, which no question minds.
        """
        version = rows.versions().rows
        changed = SearchRow.objects.filter(version__gt=state.version).order_by("version")
        keys = list(changed.values_list("key", flat=True))
        with in_plain_words():
            index = self._client().index(self._place.name)
            written = self._bring_in(index, keys, state.build, documents.marker(state.build, version))
            for start in range(0, max(len(written), 1), _AT_A_TIME):  # once at least, for the marker
                replaced = documents.superseded(written[start : start + _AT_A_TIME], state.build, version)
                self._finish(index.delete_documents(filter=replaced))
        return replace(state, version=version)

    def build(self, *, even_if_another_does: bool = False) -> int:
        """Build an index beside ours and put it in its place; the number of rows.

        Two processes that build at the same time do no harm, only the work twice; so the sign that another one is at
        it is no lock, only an index beside ours that has just been written to.

        Raises:
            UnavailableError: something has gone wrong, or another process is building.
        """
        name = f"{self._place.builds}{uuid4().hex[:12]}"
        with in_plain_words():
            self._clear(even_if_another_does=even_if_another_does)
            client = self._client()
            self._mine.add(name)
            self._finish(client.create_index(name, {"primaryKey": "id"}))
            index = client.index(name)
            self._finish(index.update_settings(documents.SETTINGS))
            brought = self._bring_in_all(index, name)
            if not any(index.uid == self._place.name for index in self._indexes()):
                self._finish(client.create_index(self._place.name, {"primaryKey": "id"}), may_exist=True)
            client.swap_indexes([{"indexes": [name, self._place.name]}])
            self._wait_for_build(name)
            self._finish(client.delete_index(name))
        return brought

    def every_document(self) -> Iterable[dict[str, Any]]:
        """All that stands in the index, a thousand at a time."""
        with in_plain_words():
            index = self._client().index(self._place.name)
            offset = 0
            while page := index.http.get(f"indexes/{index.uid}/documents?limit=1000&offset={offset}")["results"]:
                yield from page
                offset += len(page)

    def _bring_in_all(self, index: Reference, build: str) -> int:
        version = rows.versions().rows
        keys = list(SearchRow.objects.filter(deleted=False).order_by("key").values_list("key", flat=True))
        written = self._bring_in(index, keys, build, documents.marker(build, version), documents.build(build))
        brought = sum(not row.deleted for row in written)
        if index.get_stats().number_of_documents != brought + 2:
            raise UnavailableError("The new index does not hold every row.")
        return brought

    def _bring_in(
        self, index: Reference, keys: Sequence[str], build: str, *last: documents.Document
    ) -> list[documents.Written]:
        """Write rows, and when all the others are in, the last of them together with the `last` documents."""
        written: list[documents.Written] = []
        tasks: list[TaskInfo] = []
        batch: list[documents.Document] = []
        for portion in batched(keys, _AT_A_TIME):
            if batch:
                tasks.append(index.add_documents(batch))
            found = SearchRow.objects.filter(key__in=portion).only("key", "version", "deleted", "terms", "facets")
            read = list(found)
            batch = [documents.of_row(row, build) for row in read if not row.deleted]
            written += [documents.Written(row.key, row.version, row.deleted) for row in read]
        for task in tasks:
            self._finish(task)
        self._finish(index.add_documents([*batch, *last]))
        return written

    def _clear(self, *, even_if_another_does: bool) -> None:
        now = datetime.now(UTC)
        for index in self._indexes():
            if not index.uid.startswith(self._place.builds):
                continue
            written = index.updated_at.replace(tzinfo=UTC) if index.updated_at else now
            if index.uid in self._mine or now - written > _STILL_BUILDING:
                self._finish(self._client().delete_index(index.uid))
            elif not even_if_another_does:
                raise UnavailableError("Another process is building the index.")

    def _indexes(self) -> list[Reference]:
        found: list[Reference] = self._client().get_indexes({"limit": 1_000})["results"]
        return found

    def _wait_for_build(self, build: str) -> None:
        # The task of a swap may be looked up only with a key to everything, so its effect is awaited.
        deadline = time.monotonic() + _LONGEST_TASK
        while time.monotonic() < deadline:
            state = self.state()
            if state and state.build == build:
                return
            time.sleep(0.05)
        raise UnavailableError("Meilisearch has not put the new index in the place of the old one.")

    def _finish(self, task: TaskInfo, *, may_exist: bool = False) -> None:
        done = self._client().wait_for_task(task.task_uid, int(_LONGEST_TASK * 1000), 20)
        code = code_of(done.error)
        if done.status != "succeeded" and not (may_exist and code == "index_already_exists"):
            raise UnavailableError(
                f"Meilisearch has not been able to take in what has changed ({done.status}, {code})."
            )
