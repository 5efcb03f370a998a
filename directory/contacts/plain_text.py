"""The card as plain text, to paste into a record or a message. It never holds anything about a patient."""

from django.utils.translation import gettext as _

from directory.contacts.cards import Card, Number, Step


def _own_number(number: Number) -> str:
    text = _("Tel. %(number)s") % {"number": number.display}
    return f"{text} ({number.label})" if number.label else text


def _step(number: int, step: Step) -> str:
    about = ". ".join(part.rstrip(".") for part in (step.hours_text, step.reason) if part)
    line = f"{number}. {step.label}, " + _("tel. %(number)s") % {"number": step.number.display}
    return f"{line} ({about})" if about else line


def _own_lines(card: Card) -> list[str]:
    """Whom it is for and how to reach it, without what is empty."""
    for_whom = ": ".join(part for part in (card.age_text, card.for_whom) if part)
    numbers = [card.number, *card.numbers] if card.number else list(card.numbers)
    secure = [*card.secure_emails, card.secure_note]
    return [
        _("For: %(text)s") % {"text": for_whom} if for_whom else "",
        _("Not for: %(text)s") % {"text": card.not_for} if card.not_for else "",
        *(_own_number(number) for number in numbers),
        _("Phone hours: %(hours)s") % {"hours": card.hours_text} if card.hours_text else "",
        *card.exceptions,
        card.paused,
        *(_("Write securely: %(address)s") % {"address": line} for line in secure if line),
    ]


def plain_text(card: Card) -> str:
    """A few lines that stay true on paper: weekly hours rather than "open now", the whole chain, the confirmation."""
    steps = [step for step in card.chain if step.kind != "primary"]
    lines = [
        f"{card.organisation}, {card.title}",
        *_own_lines(card),
        _("If nobody answers:"),
        *(_step(number, step) for number, step in enumerate(steps, start=1)),
        card.freshness.text,
        card.freshness.advice,
    ]
    return "\n".join(line for line in lines if line)
