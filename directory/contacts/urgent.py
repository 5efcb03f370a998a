"""The numbers for when it cannot wait: the strip at the top of every page."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from directory.contacts.cards import Number
from directory.contacts.channels import display_number, tel_uri
from directory.contacts.models import Channel, Service, UrgentNumber
from portal.permissions import Tier

ACUTE_UNIT = "buc-akut"  # the function whose number stands beside 112


@dataclass(frozen=True)
class StripNumber:
    """One number of the strip: said in full on a wide page, in a word on a phone."""

    label: str
    short_label: str
    number: Number
    verified_on: date | None


@dataclass(frozen=True)
class Strip:
    """The strip: its numbers, and since when all of them are known to be right (None: not all are)."""

    numbers: tuple[StripNumber, ...]
    verified_on: date | None


def strip() -> Strip:
    """What stands at the top of every page. Two queries."""
    numbers = strip_numbers()
    days = [number.verified_on for number in numbers if number.verified_on]
    return Strip(numbers, min(days) if days and len(days) == len(numbers) else None)


def strip_numbers() -> tuple[StripNumber, ...]:
    """112 and the like first, then the acute unit when it has a public number. Two queries."""
    numbers = [
        _strip_number(row.label, row.short_label or row.label, row.number, row.verified_on)
        for row in UrgentNumber.objects.filter(in_strip=True)
    ]
    channel = _acute_channel()
    if channel is not None and channel.service is not None:
        service = channel.service
        label = _("%(name)s, day and night") % {"name": service.name} if service.hours == "døgn" else service.name
        stored = f"{channel.value};ext={channel.extension}" if channel.extension else channel.value
        numbers.append(_strip_number(label, _("Psychiatry"), stored, service.verified_on))
    return tuple(numbers)


def _acute_channel() -> Channel | None:
    """The public number of the acute unit that the network leads to."""
    return (
        Channel.objects.filter(
            kind=Channel.Kind.PHONE,
            visibility=Tier.PUBLIC,
            service__status=Service.Status.ACTIVE,
            service__function__is_acute_unit=True,
            service__function__key=ACUTE_UNIT,
        )
        .select_related("service")
        .order_by("service__pk", "rank", "pk")
        .first()
    )


def _strip_number(label: str, short_label: str, stored: str, verified_on: date | None) -> StripNumber:
    value, _separator, extension = stored.partition(";ext=")
    number = Number(value, display_number(value, extension), tel_uri(value, extension))
    return StripNumber(label, short_label, number, verified_on)
