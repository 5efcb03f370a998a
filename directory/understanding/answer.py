"""The shape of an answer. `answering` makes it; the page, the fragment and the JSON show it."""

from dataclasses import dataclass, field
from typing import Literal

from directory.contacts.cards import Card, Number, Step

Kind = Literal[
    "card",
    "choice",
    "municipality",
    "did_you_mean",
    "outside",
    "regional",
    "national",
    "guide",
    "privacy",
    "empty",
]


ChipKind = Literal["place", "age", "function", "subject", "guide", "when", "unmatched"]


@dataclass(frozen=True)
class Chip:
    """One thing we understood, shown under the box. `without` is the query when the reader takes it away."""

    kind: ChipKind
    label: str
    without: str


@dataclass(frozen=True)
class Suggestion:
    """A question the reader may have meant."""

    label: str
    query: str


@dataclass(frozen=True)
class UrgentHelp:
    """A number for when it cannot wait."""

    label: str
    number: Number
    note: str = ""


@dataclass(frozen=True)
class Result:
    """One line of the answer: a service's card, a guide, a national number, or a municipality without contacts."""

    title: str
    url: str
    organisation: str = ""
    municipality_code: str = ""
    municipality: str = ""  # "Hillerød"; heading of a choice
    note: str = ""  # which part of a town lies there; what a guide says in one sentence
    card: Card | None = None
    number: Number | None = None
    chain: tuple[Step, ...] = ()
    matched: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the reader gets for a question. `results[0]` is the answer; the rest are other ways on."""

    kind: Kind
    query: str  # as typed, without anything private
    urgent: bool = False
    message: str = ""  # one or two sentences, first on the page; "" when the card says it all
    heading: str = ""  # "Kokkedal ligger i to kommuner"
    municipalities: tuple[str, ...] = ()  # understood: codes
    age: float | None = None
    subjects: tuple[str, ...] = ()  # understood: slugs
    subject_names: tuple[str, ...] = ()  # the same in words, as "selvmordsforsøg"
    chips: tuple[Chip, ...] = ()
    results: tuple[Result, ...] = ()
    urgent_help: tuple[UrgentHelp, ...] = ()
    did_you_mean: tuple[Suggestion, ...] = ()
    unmatched: tuple[str, ...] = ()  # words that nothing on the page answers
    is_private: bool = False  # something like a CPR number was taken out
    placed_child: bool = False
    discharge: bool = False  # the list before the discharge stands open
    extra: dict[str, str] = field(default_factory=dict)
