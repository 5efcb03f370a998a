"""What the editors' screens show: cards as readers meet them, and the history of one contact."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry

from directory.contacts.card_maker import make_card
from directory.contacts.cards import Card
from directory.contacts.documents import documents
from directory.contacts.models import Organisation, Service
from directory.upkeep.editing.actions import Entry, write_service
from directory.upkeep.editing.own import Editor
from directory.upkeep.editing.seen import Change
from portal.danish import sort_key
from portal.permissions import Tier

READER = frozenset({Tier.PUBLIC, Tier.PROFESSIONAL})
FEW_ORGANISATIONS = 8  # more than these are a list of links
NEWEST_ENTRIES = 50


@dataclass(frozen=True)
class Group:
    """An organisation and its contacts; without them where there are many organisations."""

    organisation: Organisation
    cards: list[Card]
    count: int
    unconfirmed: int


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened: when, who, what, and which values it changed."""

    at: datetime
    who: str
    what: str
    changes: list[Change]


def cards_by_organisation(editor: Editor, now: datetime, only: int | None = None) -> list[Group]:
    """The editor's organisations in Danish order, each with its contacts as they stand now.

    For an editor of few organisations also those without a contact; the coordinators are spared the empty ones.
    """
    organisations = editor.organisations().filter(pk=only) if only else editor.organisations()
    services = Service.objects.filter(pk__in=editor.services().values("pk"), organisation__in=organisations)
    cards: dict[int, list[Card]] = defaultdict(list)
    owner = dict(services.values_list("pk", "organisation_id"))
    for pk, document in documents(services.order_by("function__rank", "name", "pk")).items():
        cards[owner[pk]].append(make_card(document, now, READER, brief=True))
    rows = sorted(organisations, key=lambda row: sort_key(row.display_name))
    shown = [row for row in rows if row.pk in cards or len(rows) <= FEW_ORGANISATIONS]
    return [_group(row, cards[row.pk], shows_cards=len(shown) <= FEW_ORGANISATIONS) for row in shown]


def _group(organisation: Organisation, cards: list[Card], *, shows_cards: bool) -> Group:
    unconfirmed = sum(card.freshness.level != "fresh" for card in cards)
    return Group(organisation, cards if shows_cards else [], len(cards), unconfirmed)


def saved_card(service: Service, now: datetime) -> Card:
    """The card as professionals see it."""
    return make_card(documents(Service.objects.filter(pk=service.pk))[service.pk], now, READER)


def preview_card(service: Service, entry: Entry, now: datetime) -> Card:
    """The card as it would be with what was typed. It is written, read, and rolled back."""
    with transaction.atomic():
        row = Service.objects.get(pk=service.pk)
        write_service(row, entry, timezone.localdate(now))
        card = saved_card(row, now)
        transaction.set_rollback(True)
    return card


def history_of(service: Service) -> list[HistoryEntry]:
    """What happened to a contact, newest first."""
    entries = registry.get_logs_for_instance(service).select_related("user").order_by("-timestamp")[:NEWEST_ENTRIES]
    return [HistoryEntry(row.timestamp, str(row.user or ""), row.message, _changes(row.data)) for row in entries]


def _changes(data: dict[str, Any]) -> list[Change]:
    return [Change(*values) for values in data.get("changes", [])]
