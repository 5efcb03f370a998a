"""Which engine answers: the one place that knows there are several."""

import threading
from functools import lru_cache

from django.conf import settings

from portal.search.embedded import engine as embedded
from portal.search.engine import SearchEngine
from portal.search.failover import FailoverEngine
from portal.search.meili.client import Place

_making = threading.Lock()  # two threads that ask first must not make two engines


def current() -> SearchEngine:
    """The engine that answers now: Meilisearch when it is set up, with the one in memory behind it."""
    place = meilisearch()
    if not place:
        return embedded
    with _making:
        return _with_meilisearch(place)


def meilisearch() -> Place | None:
    """Where Meilisearch is, when it is set up."""
    if not settings.MEILISEARCH_URL:
        return None
    return Place(settings.MEILISEARCH_URL, settings.MEILISEARCH_KEY, settings.MEILISEARCH_INDEX)


@lru_cache(maxsize=1)
def _with_meilisearch(place: Place) -> FailoverEngine:
    return FailoverEngine(place, embedded)
