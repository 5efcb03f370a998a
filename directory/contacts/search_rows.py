"""What the search engines know of a service. Written in the transaction that writes the service."""

from collections.abc import Iterable

from directory.contacts.models import Organisation, Service


def refresh(services: Iterable[Service]) -> None:
    """Write the search rows of these services anew, in the caller's transaction."""


def refresh_organisation(organisation: Organisation) -> None:
    """Write the search rows of everything that shows this organisation: its services and those whose chain uses it."""


def refresh_vocabulary() -> None:
    """Tell every worker that places, words, functions or texts have changed."""


def remove(service_ids: Iterable[int]) -> None:
    """Mark the rows of services that are gone."""
