"""Writing and reading the search rows. Nothing else writes them."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError

from portal.search.models import SearchRow, SearchState

_VERSIONS = f"SELECT version, vocabulary FROM {SearchState._meta.db_table} WHERE id = 1"  # noqa: S608 - a constant

# Set by every commit of this process that has changed rows, for whoever brings them elsewhere.
changed = threading.Event()


@dataclass(frozen=True)
class Versions:
    """How new the rows and the vocabulary are."""

    rows: int
    vocabulary: int


def versions() -> Versions:
    """The newest versions, in one query. Every search begins with it, so it is spared the making of SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS)
        state = cursor.fetchone()
    return Versions(*state) if state else Versions(0, 0)


def _next(column: str) -> int:
    # The lock on this one row, held to the end of the transaction, makes the order of commits the order of versions:
    # a reader that has seen a version can never miss a row of it that is committed later.
    SearchState.objects.get_or_create(pk=1)
    SearchState.objects.filter(pk=1).update(**{column: F(column) + 1})
    transaction.on_commit(changed.set)
    return int(SearchState.objects.values_list(column, flat=True).get(pk=1))


def write(rows: Iterable[SearchRow], *, compare: bool = True) -> None:
    """Insert or replace rows, in the caller's transaction. Rows that say the same as before are left alone.

    `compare=False` writes them all: reading what stands costs more than writing, when most of it has changed.

    Raises:
        TransactionManagementError: outside a transaction, where a row and its thing could part.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("A search row is written in the transaction that writes its thing.")
    fresh = {row.key: row for row in rows}
    for row in _stored(fresh) if compare else ():
        new = fresh[row.key]
        if (row.deleted, row.terms, row.facets, row.document) == (False, new.terms, new.facets, new.document):
            del fresh[row.key]
    if not fresh:
        return
    version = _next("version")
    for row in fresh.values():
        row.version = version
    SearchRow.objects.bulk_create(
        fresh.values(),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["kind", "version", "deleted", "terms", "facets", "document"],
        batch_size=500,
    )


def _stored(keys: Iterable[str]) -> Iterable[SearchRow]:
    keys = list(keys)
    for start in range(0, len(keys), 500):
        yield from SearchRow.objects.filter(key__in=keys[start : start + 500])


def remove(keys: Iterable[str]) -> None:
    """Mark rows as gone, so that every reader sees it. Keys that have no row are left alone."""
    with transaction.atomic():
        rows = SearchRow.objects.filter(key__in=list(keys), deleted=False)
        if rows.exists():
            rows.update(deleted=True, version=_next("version"), terms={}, facets={}, document={})


def touch_vocabulary() -> None:
    """Tell every reader that the words questions are understood with have changed."""
    with transaction.atomic():
        _next("vocabulary")


def documents(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What is shown of these rows, as the database holds them now; rows that are gone are missing."""
    return dict(SearchRow.objects.filter(key__in=list(keys), deleted=False).values_list("key", "document"))
