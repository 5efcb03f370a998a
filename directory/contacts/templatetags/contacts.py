"""What the directory contributes to any template: the strip, the members, the standard texts."""

import re
from collections.abc import Sequence
from typing import Protocol

from django import template
from django.urls import Resolver404, resolve
from django.utils import timezone

from directory.contacts.cards import Card, Number, Step, StepKind
from directory.contacts.channels import display_number, tel_uri
from directory.contacts.models import Channel, Organisation, StandardText
from directory.contacts.plain_text import plain_text
from directory.contacts.urgent import Strip, strip
from portal.danish import sort_key

register = template.Library()
ORDER_ON_PAPER: tuple[StepKind, ...] = ("primary", "deputy", "fallback", "switchboard", "duty", "emergency")
_RANGE = re.compile(r"(?<=\d)-(?=\d)")


class HasCard(Protocol):
    """A result of the look-up, as far as this room knows it."""

    @property
    def card(self) -> Card | None:
        """The contact's card, when it is one."""


@register.simple_tag
def urgency_strip() -> Strip:
    """The numbers at the top of every page."""
    return strip()


@register.simple_tag
def member_municipalities() -> list[Organisation]:
    """The municipalities of the network today, in Danish order."""
    rows = Organisation.objects.municipalities().participating(timezone.localdate())
    return sorted(rows, key=lambda row: sort_key(row.display_name))


@register.simple_tag
def standard_texts() -> dict[str, StandardText | None]:
    """The texts that stand on many cards, by their place; the first of each. One query."""
    texts: dict[str, StandardText | None] = dict.fromkeys(StandardText.Placement.values)
    for text in StandardText.objects.exclude(placement=StandardText.Placement.GUIDE).order_by("placement", "pk"):
        texts[text.placement] = texts[text.placement] or text
    return texts


@register.simple_tag
def guide_steps(url: str) -> list[str]:
    """The steps of the guide at this address; none when it is another page."""
    try:
        match = resolve(url)
    except Resolver404:
        return []
    if match.view_name != "contacts:guide":
        return []
    text = StandardText.objects.filter(key=match.kwargs["key"]).first()
    return lines(text.steps) if text else []


@register.simple_tag
def plain_card(card: Card) -> str:
    """The card as plain text, to copy."""
    return plain_text(card)


@register.filter
def in_groups(results: Sequence[HasCard]) -> list[tuple[str, list[HasCard]]]:
    """The results of a municipality as its page groups them: "danger", "help", "beyond"; no group is empty."""
    groups: dict[str, list[HasCard]] = {"danger": [], "help": [], "beyond": []}
    for result in results:
        card = result.card
        is_local = card is not None and card.municipality_code
        groups["beyond" if not is_local else "danger" if card and card.is_danger else "help"].append(result)
    return [(name, rows) for name, rows in groups.items() if rows]


@register.filter
def for_paper(chain: Sequence[Step]) -> list[Step]:
    """The chain in the order that holds all week: on the screen whoever answers now stands first."""
    steps = [step for step in chain if step.kind != "primary"]
    return sorted(steps, key=lambda step: ORDER_ON_PAPER.index(step.kind))


@register.filter
def tight(text: str) -> str:
    """Hours, ages and paragraphs that do not break across lines: "10-17", "§ 153"."""
    return _RANGE.sub("\N{WORD JOINER}-\N{WORD JOINER}", text).replace("§ ", "§\N{NO-BREAK SPACE}")


@register.filter
def audience(card: Card) -> str:
    """Who a service is for, in one run: the ages are said once, in the words of the municipality when it says them."""
    says_ages = any(character.isdigit() for character in card.for_whom)
    parts = [card.for_whom] if says_ages else [card.age_text, run_in(card.for_whom)]
    return tight(": ".join(part for part in parts if part))


@register.filter
def bare_address(address: str) -> str:
    """A web address as people read it: "hillerod.dk/underretning"."""
    return address.split("://", 1)[-1].removeprefix("www.").rstrip("/")


@register.filter
def run_in(text: str) -> str:
    """A sentence as it goes on after a word: "Unge, der ..." -> "unge, der ..."; "PPR" and "BUC" stay."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


@register.filter
def as_number(channel: Channel) -> Number:
    """A phone of the tables as it is shown."""
    return Number(
        channel.value,
        display_number(channel.value, channel.extension),
        tel_uri(channel.value, channel.extension),
        channel.label,
    )


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a text, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
