"""Holding the search rows against the tables they are made from, and writing anew what differs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import batched

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from portal.search import rows
from portal.search.models import SearchRow

_AT_A_TIME = 500


@dataclass
class Differences:
    """The keys of rows that are missing, that say something else than the tables, and whose thing is gone."""

    missing: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.other or self.gone)


def differences() -> Differences:
    """Hold every row against the tables, as they stand now; nothing is written."""
    found = Differences()
    seen: set[str] = set()
    for portion in batched(_fresh_rows(), _AT_A_TIME):
        stored = SearchRow.objects.filter(deleted=False).in_bulk([row.key for row in portion])
        for row in portion:
            seen.add(row.key)
            old = stored.get(row.key)
            if old is None:
                found.missing.append(row.key)
            elif (old.terms, old.facets, old.document) != (row.terms, row.facets, row.document):
                found.other.append(row.key)
    found.gone = sorted(_stored_keys() - seen)
    return found


def write_anew() -> tuple[int, int]:
    """Write the rows that differ and remove those whose thing is gone: how many there are, how many were removed.

    In portions, so that nobody waits long for the write lock.
    """
    seen: set[str] = set()
    for portion in batched(_fresh_rows(), _AT_A_TIME):
        seen.update(row.key for row in portion)
        with transaction.atomic():
            rows.write(portion)
    gone = _stored_keys() - seen
    for some in batched(sorted(gone), _AT_A_TIME):
        rows.remove(some)
    rows.touch_vocabulary()
    return len(seen), len(gone)


def _fresh_rows() -> Iterator[SearchRow]:
    for path in settings.SEARCH_ROW_SOURCES:
        yield from import_string(path)()


def _stored_keys() -> set[str]:
    return set(SearchRow.objects.filter(deleted=False).values_list("key", flat=True))
