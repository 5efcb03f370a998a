"""What a reader sees of a service at one moment: plain values, ready for a page, the JSON answer, paper or a vCard."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

StateKind = Literal["open", "closed", "unknown"]
StepKind = Literal["primary", "deputy", "fallback", "switchboard", "duty", "emergency"]
FreshnessLevel = Literal["fresh", "older", "stale", "never"]


@dataclass(frozen=True)
class Number:
    """A telephone number: as stored (E.164 or short), as read aloud, and as a link (RFC 3966)."""

    number: str
    display: str
    href: str
    label: str = ""


@dataclass(frozen=True)
class Step:
    """One link of the fallback chain. `reason` says why to call it and when it answers."""

    kind: StepKind
    label: str
    number: Number
    reason: str
    state: StateKind
    state_text: str  # "Åben nu til 15.00", "Åbner i dag 15.00", "" when unknown
    hours_text: str  # for paper: "Hverdage 8-15"


@dataclass(frozen=True)
class ContactPerson:
    """A person on a card, with what this reader may see of them."""

    name: str
    title: str
    role: Literal["contact", "deputy"]
    numbers: tuple[Number, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True)
class Freshness:
    """When the contact was last confirmed, in words. Never hidden (directory: 90 days fresh, 180 days stale)."""

    level: FreshnessLevel
    text: str  # "Bekræftet 3. november 2026 af kommunens Livsmod-ansvarlige"
    advice: str  # "Nummeret kan være ændret. Brug hovednummeret, hvis ingen svarer." or ""


@dataclass(frozen=True)
class DayHours:
    """One line of the table of phone hours."""

    day: str  # "Mandag"
    text: str  # "10.00-14.00", "Lukket"
    is_today: bool


@dataclass(frozen=True)
class Card:
    """A service as it stands at one moment, for one reader."""

    id: int
    url: str
    organisation: str  # "Hillerød Kommune"
    organisation_short: str  # "Hillerød"
    organisation_slug: str
    organisation_kind: str
    municipality_code: str  # "" for regional and national services
    function: str  # key
    function_name: str
    is_danger: bool
    title: str  # the local name
    age: tuple[float | None, float | None]
    age_text: str  # "0-17 år", "fra 18 år", "til og med 17½ år", ""
    for_whom: str
    not_for: str
    description: str
    number: Number | None  # the number of the service itself; None when it has none that this reader may see
    phone_note: str
    state: StateKind
    state_text: str  # "Åben nu til 14.00", "Lukket, åbner torsdag 10.00", "Telefontiden er ikke oplyst"
    chain: tuple[Step, ...]  # whom to call now, first things first; begins with the service itself when it is open
    paused: str  # why it is paused, "" when it is not
    people: tuple[ContactPerson, ...]
    numbers: tuple[Number, ...]  # further numbers
    emails: tuple[str, ...]
    secure_emails: tuple[str, ...]
    web_addresses: tuple[str, ...]
    secure_note: str
    application_process: str
    fees: str
    legal_basis: tuple[str, str] | None  # title and address of the standard text
    expect: tuple[tuple[str, str], ...]  # ("24 timer", "Kommunen har vurderet, om det haster")
    have_ready: tuple[str, ...]
    subjects: tuple[str, ...]  # names
    week: tuple[DayHours, ...]  # Monday first, weekend only when it has hours; () when unknown
    hours_text: str  # for paper: "Mandag og tirsdag 10-14, torsdag 10-17"
    exceptions: tuple[str, ...]  # "Lukket 24. december til 1. januar"
    freshness: Freshness
    verified_on: date | None
    content_updated_on: date | None
    has_content: bool

    @property
    def call_instead(self) -> Step | None:
        """When the service itself does not answer now: the first link of the chain that does."""
        if self.state == "open" and not self.paused and self.number:
            return None
        # The chain begins with whoever most likely answers: in office hours perhaps somebody whose hours nobody knows.
        others = [step for step in self.chain if step.kind != "primary"]
        answers = (step for step in others if step.state == "open" or (step is others[0] and step.state == "unknown"))
        return next(answers, None)

    @property
    def fallback(self) -> tuple[Step, ...]:
        """The chain below the number in the green block."""
        shown = self.call_instead
        return tuple(step for step in self.chain if step.kind != "primary" and step is not shown)
