"""Writing to the directory: whatever changes, the search rows that show it change in the same transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.text import slugify

from directory.contacts import search_rows
from directory.contacts.models import (
    Function,
    Organisation,
    Person,
    PostalCode,
    Service,
    StandardText,
    Subject,
    UrgentNumber,
)

ON_EVERY_CARD = (Function, Subject, UrgentNumber)
IN_THE_VOCABULARY = (Organisation, StandardText, PostalCode)


def services_showing(thing: models.Model) -> set[int]:
    """The ids of the services on whose own cards `thing` stands, as the database is now."""
    match thing:
        case Service():
            shown = Q(pk=thing.pk)
        case Person():
            shown = Q(people__person=thing)
        case StandardText():
            shown = Q(legal_basis=thing)
        case _:
            return set()
    return set(Service.objects.filter(shown).values_list("pk", flat=True))


def organisations_showing(thing: models.Model) -> set[int]:
    """The ids of the organisations whose services may lead to `thing` when they do not answer."""
    match thing:
        case Service():
            related = Q(services=thing) | Q(covering_services=thing)
        case Organisation():
            related = Q(pk=thing.pk) | Q(children__organisation=thing)
        case _:
            return set()
    return set(Organisation.objects.filter(related).values_list("pk", flat=True))


@contextmanager
def search_rows_follow(thing: models.Model) -> Iterator[None]:
    """One transaction for what the block writes to `thing` and for the search rows that show it.

    What showed it before is written anew as well as what shows it afterwards: a service moved to another organisation,
    or a person taken off a card, leaves nothing behind.
    """
    with transaction.atomic():
        services, organisations = _showing(thing)
        yield
        services_after, organisations_after = _showing(thing)
        services |= services_after
        for organisation in Organisation.objects.filter(pk__in=organisations | organisations_after):
            search_rows.refresh_organisation(organisation)
        kept = list(Service.objects.filter(pk__in=services))
        search_rows.refresh(kept)
        search_rows.remove(services - {service.pk for service in kept})
        if isinstance(thing, ON_EVERY_CARD):
            search_rows.refresh_all()
        elif isinstance(thing, IN_THE_VOCABULARY):
            search_rows.refresh_vocabulary()


def _showing(thing: models.Model) -> tuple[set[int], set[int]]:
    if thing.pk is None:  # not written yet, or deleted by now
        return set(), set()
    return services_showing(thing), organisations_showing(thing)


def free_slug(name: str, taken: models.QuerySet[Any], max_length: int = 80) -> str:
    """An address made of a name, in ASCII: "Børnehuset på Åen" -> "bornehuset-pa-aen"; "-2" when it is taken."""
    stem = slugify(name.lower().translate({ord("ø"): "o", ord("æ"): "ae"}))[: max_length - 4].strip("-") or "kontakt"
    slugs = set(taken.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in slugs:
        slug, number = f"{stem}-{number}", number + 1
    return slug
