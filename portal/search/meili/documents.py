"""What stands in Meilisearch: how a row becomes a document, and a query a filter.

A document is never changed. Its id holds the row's key and version, so whichever of two processes writes last, nothing
newer is lost; what has been superseded is removed afterwards, and until then does no harm, because the rows that
Meilisearch finds are looked at again. Beside the rows stand a `build` (which index this is, and made with which
settings) and `marker`s: every row up to this version stands in this build. Markers too are only added, so the greatest
holds. A row or a marker is removed only once a newer one stands there.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from portal.permissions import Tier
from portal.search.engine import Query
from portal.search.models import SearchRow

# More rows than this are not fetched for one query; the engine in memory answers it.
MOST_CANDIDATES = 2_000

# Meilisearch guesses nothing: it compares terms, and `portal.search.lexicon` says which terms a word may mean.
SETTINGS: dict[str, Any] = {
    "searchableAttributes": ["key"],
    "filterableAttributes": ["part", "build", "key", "version", "terms", "facets"],
    "rankingRules": [],
    "typoTolerance": {"enabled": False},
    "prefixSearch": "disabled",
    "facetSearch": False,
    "proximityPrecision": "byAttribute",
    "faceting": {"maxValuesPerFacet": MOST_CANDIDATES + 1},
    "pagination": {"maxTotalHits": MOST_CANDIDATES + 1},
}
_SHAPE = 1  # of the documents; raise it when `of_row` changes
SETTINGS_VERSION = f"{_SHAPE}-{hashlib.sha256(json.dumps(SETTINGS, sort_keys=True).encode()).hexdigest()[:12]}"

_PLAIN = re.compile(r"[a-z0-9~_.@+-]{1,200}")
_SAFE_ID = re.compile(r"[a-z0-9_-]{1,100}")

type Document = dict[str, Any]


@dataclass(frozen=True)
class State:
    """Which index it is, the settings it was built with, and the version that it holds every row of."""

    build: str
    settings: str
    version: int


class Question(NamedTuple):
    """A query, and the terms that each word of it may mean."""

    query: Query
    meanings: Mapping[str, Mapping[str, float]]


class Written(NamedTuple):
    """A row that was brought in, and in which version."""

    key: str
    version: int
    deleted: bool


def of_row(row: SearchRow, build: str) -> Document:
    """A row as it stands in this version."""
    return {
        "id": f"{row.key if _SAFE_ID.fullmatch(row.key) else row.key.encode().hex()}--{row.version}",
        "part": "row",
        "build": build,
        "key": row.key,
        "version": row.version,
        "terms": sorted(_token(tier, term) for tier, terms in row.terms.items() for term in terms),
        "facets": sorted({_token(facet, value) for facet, values in row.facets.items() for value in values}),
    }


def build(build: str) -> Document:
    """What says which index this is. An index without it is not finished."""
    return {"id": "build", "part": "build", "build": build, "settings": SETTINGS_VERSION}


def marker(build: str, version: int) -> Document:
    """What says that all rows of this version and before are there."""
    return {"id": f"marker-{build}-{version}", "part": "marker", "build": build, "version": version}


def state(hits: Iterable[Mapping[str, Any]]) -> State | None:
    """What the build and its markers say; None when nothing was ever finished here."""
    hits = list(hits)
    builds = [hit for hit in hits if hit["part"] == "build"]
    if not builds:
        return None
    name = builds[0]["build"]
    versions = (hit["version"] for hit in hits if hit["part"] == "marker" and hit["build"] == name)
    return State(name, builds[0]["settings"], max(versions, default=-1))


def question_of_state(index: str) -> Document:
    """The search that `state` reads."""
    return {"indexUid": index, "filter": 'part IN ["build", "marker"]', "limit": 1_000}


def question(index: str, asked: Question) -> Document:
    """The search for the keys that may answer a query, as values of a facet: many times as fast as documents."""
    query, meanings = asked
    parts: list[str] = ['part = "row"']
    for facet, values in query.filters.items():
        parts.append(_one_of("facets", (_token(facet, value) for value in values)))
    if query.match != "any":
        each = [sorted(_token(tier, term) for tier in query.tiers for term in meanings[word]) for word in query.words]
        parts += _words(each, together=query.match == "some")
    return {"indexUid": index, "filter": parts, "limit": 0, "facets": ["key"]}


def keys(result: Mapping[str, Any]) -> frozenset[str] | None:
    """The keys that a search found; None when there are more than it says."""
    found = result["facetDistribution"].get("key", {})
    return frozenset(found) if len(found) <= MOST_CANDIDATES else None


def superseded(rows: Iterable[Written], build: str, version: int) -> list[Any]:
    """The filter of what these rows and this version's marker have replaced."""
    replaced = [f'part = "marker" AND version < {version}']
    by_version: dict[int, list[str]] = {}
    for row in rows:
        by_version.setdefault(row.version + row.deleted, []).append(row.key)
    for below, some in by_version.items():
        replaced.append(f'part = "row" AND version < {below} AND {_one_of("key", some)}')
    return [f'build = "{build}"', replaced]


def _words(each: Sequence[Sequence[str]], *, together: bool) -> Iterable[str]:
    if together and each:
        return [_one_of("terms", sorted({term for terms in each for term in terms}))]
    return [_one_of("terms", terms) for terms in each]


def _one_of(attribute: str, values: Iterable[str]) -> str:
    return f"{attribute} IN [{', '.join(json.dumps(value, ensure_ascii=False) for value in values)}]"


def _token(kind: Tier | str, value: str) -> str:
    """A value that Meilisearch compares as we do: it folds letters of its own accord and cuts long ones."""
    plain = value if _PLAIN.fullmatch(value) else f"#{hashlib.sha256(value.encode()).hexdigest()}"
    return f"{kind}:{plain}"
