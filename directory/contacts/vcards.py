"""A contact as a vCard 3.0 (RFC 2426), which every phone's address book takes, and Outlook; 4.0 many do not."""

import vobject
from django.utils.translation import gettext as _

from directory.contacts.cards import Card, Number


def vcard(card: Card, address: str) -> str:
    """The contact of a service: its numbers, addresses and hours, and where the living card stands.

    Only what the card's reader may see is on the card, so only that is here.

    Args:
        card: made for the reader who takes it away.
        address: the absolute address of the card.
    """
    vcf = vobject.vCard()
    name = f"{card.title}, {card.organisation_short}"
    vcf.add("fn").value = name
    vcf.add("n").value = vobject.vcard.Name(family=name)
    vcf.add("org").value = [card.organisation, card.title]
    for number in (card.number, *card.numbers):
        if number is not None:
            _add_number(vcf, number)
    for email in (*card.secure_emails, *card.emails):
        vcf.add("email").value = email
    vcf.add("url").value = address
    vcf.add("note").value = _note(card)
    if card.verified_on:
        vcf.add("rev").value = f"{card.verified_on:%Y%m%d}T000000Z"
    return str(vcf.serialize())


def _add_number(vcf: vobject.base.Component, number: Number) -> None:
    tel = vcf.add("tel")
    tel.value = number.href.removeprefix("tel:")
    tel.type_param = ["WORK", "VOICE"]


def _note(card: Card) -> str:
    """What an address book has no field for: when somebody answers, whom to call else, and how old this is."""
    instead = ", ".join(f"{step.label} {step.number.display}" for step in card.chain if step.kind != "primary")
    parts = (
        card.phone_note,
        _("Phone hours: %(hours)s") % {"hours": card.hours_text} if card.hours_text else "",
        *card.exceptions,
        _("If nobody answers: %(names)s") % {"names": instead} if instead else "",
        card.freshness.text,
        card.freshness.advice,
    )
    return "\n".join(part for part in parts if part)
