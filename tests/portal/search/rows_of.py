"""Search rows of nothing in particular: the engines know no municipality."""

from collections.abc import Iterable

from django.db import transaction

from portal.permissions import Tier
from portal.search import rows
from portal.search.analysis import text_terms
from portal.search.models import SearchRow


def row(key: str, text: str = "", *, professional: str = "", weight: float = 1.0, **facets: str) -> SearchRow:
    """A row with the words of a text for everybody, and those of another for professionals only."""
    terms = {Tier.PUBLIC.value: text_terms(text, weight)}
    if professional:
        terms[Tier.PROFESSIONAL.value] = text_terms(professional, weight)
    return SearchRow(
        key=key,
        kind="thing",
        terms=terms,
        facets={facet: value.split() for facet, value in facets.items()},
        document={"key": key, "text": text},
    )


def write(*some: SearchRow) -> None:
    """Write them in a transaction of their own."""
    write_all(some)


def write_all(some: Iterable[SearchRow]) -> None:
    with transaction.atomic():
        rows.write(some)
