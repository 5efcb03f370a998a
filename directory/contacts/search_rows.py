"""What the search engines know of a service. Written in the transaction that writes the service."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from directory.contacts.documents import documents
from directory.contacts.models import Organisation, Service
from directory.contacts.tree import family_of
from portal.danish import fold
from portal.permissions import Tier
from portal.search import rows
from portal.search.analysis import merge_terms, text_terms
from portal.search.models import SearchRow

_AT_A_TIME = 5_000  # what the documents share is read once for all of these


def key(service_id: int) -> str:
    """The key of a service's row."""
    return f"service-{service_id}"


def all_rows() -> Iterator[SearchRow]:
    """The rows of every service that is shown, as the tables stand now."""
    ids = list(Service.objects.shown().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _AT_A_TIME):
        yield from _rows(ids[start : start + _AT_A_TIME])


def refresh(services: Iterable[Service], *, compare: bool = True) -> None:
    """Write the search rows of these services anew, in the caller's transaction (`rows.write` says what compares)."""
    ids = services.values_list("pk", flat=True) if isinstance(services, QuerySet) else (s.pk for s in services)
    _refresh_ids(list(ids), compare=compare)


def refresh_organisation(organisation: Organisation) -> None:
    """Write the rows of everything that shows this organisation: its services and those whose chain may use it."""
    family = family_of([organisation.pk])
    services = Service.objects.filter(Q(organisation__in=family) | Q(areas__in=family))
    _refresh_ids(list(services.order_by("pk").values_list("pk", flat=True).distinct()))
    rows.touch_vocabulary()


def refresh_all() -> None:
    """Write every row anew: a function, a subject or an urgent number has changed, and many cards show it."""
    _refresh_ids(list(Service.objects.order_by("pk").values_list("pk", flat=True)))
    rows.touch_vocabulary()


def refresh_vocabulary() -> None:
    """Tell every worker that places, words or texts have changed."""
    rows.touch_vocabulary()


def remove(service_ids: Iterable[int]) -> None:
    """Mark the rows of services that are gone."""
    rows.remove(key(pk) for pk in service_ids)


def _refresh_ids(ids: list[int], *, compare: bool = True) -> None:
    with transaction.atomic():
        for start in range(0, len(ids), _AT_A_TIME):
            some = ids[start : start + _AT_A_TIME]
            fresh = list(_rows(some))
            rows.write(fresh, compare=compare)
            gone = {key(pk) for pk in some} - {row.key for row in fresh}
            if gone:
                rows.remove(gone)


def _rows(ids: list[int]) -> Iterator[SearchRow]:
    services = Service.objects.shown().filter(pk__in=ids)
    for pk, document in documents(services).items():
        yield SearchRow(
            key=key(pk),
            kind="service",
            deleted=False,
            terms=_terms(document),
            facets=_facets(document),
            document=document,
        )


def _facets(document: dict[str, Any]) -> dict[str, list[str]]:
    function = document["function"]
    facets = {
        "municipality": list(document.get("codes", [])),
        "function": [function["key"]],
        "level": [function["level"]],
        "organisation": [str(document["organisation"]["id"])],
        "kind": [document["organisation"]["kind"]],
        "subject": [subject["slug"] for subject in document.get("subjects", [])],
        "acute": ["yes"] if function.get("is_acute_unit") else [],
        "out_of_hours": ["yes"] if function.get("is_out_of_hours") else [],
    }
    return {facet: values for facet, values in facets.items() if values}


def _terms(document: dict[str, Any]) -> dict[str, dict[str, float]]:
    organisation = document["organisation"]
    public = [
        text_terms(document["name"], 1.0),
        text_terms(document.get("also_called", ""), 1.0),
        text_terms(organisation["name"], 0.8),
        text_terms(document["function"]["name"], 0.7),
        *(text_terms(subject["name"], 0.5) for subject in document.get("subjects", [])),
        text_terms(document.get("for_whom", ""), 0.4),
        text_terms(document.get("description", ""), 0.3),
    ]
    for person in document.get("people", []):
        public += [text_terms(person["name"], 1.0), text_terms(person.get("title", ""), 0.6)]
    terms = {Tier.PUBLIC.value: merge_terms(*public)}
    for channel in _channels(document):
        tier = terms.setdefault(channel.get("visibility", Tier.PUBLIC.value), {})
        tier[_channel_term(channel)] = 1.0
    return terms


def _channels(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from document.get("channels", [])
    for person in document.get("people", []):
        yield from person.get("channels", [])


def _channel_term(channel: dict[str, Any]) -> str:
    """A number as its last eight digits, an address folded: found however it is typed."""
    value = str(channel["value"])
    return value.lstrip("+")[-8:] if channel["kind"] == "phone" else fold(value)
