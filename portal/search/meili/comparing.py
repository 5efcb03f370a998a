"""Holding the index in Meilisearch against the rows, document by document."""

from dataclasses import dataclass, field

from portal.search.meili import documents
from portal.search.meili.filling import Filling
from portal.search.models import SearchRow


@dataclass
class Differences:
    """The keys of rows that Meilisearch does not hold as they are, and the ids of documents that are of no row."""

    missing: list[str] = field(default_factory=list)
    superfluous: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.superfluous)


def differences(filling: Filling) -> Differences:
    """Bring the index up to date, then compare; what is written while this runs is left to the next time.

    Raises:
        UnavailableError: Meilisearch does not answer.
    """
    state = filling.state()
    if state is None:
        return Differences(missing=sorted(SearchRow.objects.filter(deleted=False).values_list("key", flat=True)))
    state = filling.catch_up(state)
    held = {document["id"]: document for document in filling.every_document() if document["part"] == "row"}
    found = Differences()
    newer: set[str] = set()  # written since: whichever document of them stands there is right
    rows = SearchRow.objects.only("key", "version", "deleted", "terms", "facets").order_by("key")
    for row in rows.iterator(chunk_size=1_000):
        expected = documents.of_row(row, state.build)
        if row.version > state.version:
            newer.add(row.key)
        elif not row.deleted and held.pop(expected["id"], None) != expected:
            found.missing.append(row.key)
    found.superfluous = sorted(id_ for id_, document in held.items() if document["key"] not in newer)
    return found
