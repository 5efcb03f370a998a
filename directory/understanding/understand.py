"""What a question says, before any engine sees it: the place, the age, what it is about, and the words left over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from directory.understanding.ages import AgeReading, read_ages
from directory.understanding.places import Reading
from directory.understanding.vocabulary import Meaning, Vocabulary
from portal.danish import fold, phrase_key
from portal.search.analysis import STOP_WORDS

When = Literal["", "now", "off"]
PartKind = Literal["place", "age", "meaning", "when", "number", "filler", "unknown"]

MOST_CHARACTERS = 300
_MOST_TOKENS = 60
_LONGEST_PHRASE = 6

# The moments a question may ask about. A closed class of the language, not something an editor adds to.
_MOMENTS: dict[When, str] = {
    "now": "nu|lige nu|nu her|akut nu|straks",
    "off": "aften|aftenen|i aften|nat|natten|i nat|weekend|weekenden|lørdag|søndag|helligdag|helligdage"
    "|uden for åbningstid|udenfor åbningstid|efter lukketid|når der er lukket",
}
_WHEN = {phrase_key(word): when for when, terms in _MOMENTS.items() for word in terms.split("|")}
# Said in nearly every question without deciding anything.
_FILLERS = frozenset(
    fold(word)
    for word in (
        """
        dag dags idag morgen imorgen ringe ringer ring kontakt kontakte kontakter kontakten nummer nummeret tlf telefon
        telefonnummer mobil mail email adresse hjælp akut akutte haster hurtigt info information søger finder find
        tak hej venligst brug skrive skriv hedder bor gammel gl sag person personen borger familie familien mor far
        forældre søn datter ven pårørende indlagt indlægges kørt kommet barnets den unges
        """.split()
    )
)
_PHONE = re.compile(r"(?<![\w§])(?:\+|00)?\d(?:[ .]?\d){4,13}(?![\w½])")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-zæøå]{2,}", re.IGNORECASE)
_TOKEN = re.compile(r"§\s*\d+[a-zæøå]?|\d+|[^\W\d_]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]+")


@dataclass(frozen=True)
class Part:
    """A stretch of the question and what it means."""

    kind: PartKind
    start: int
    end: int
    text: str
    place: Reading | None = None
    age: AgeReading | None = None
    meanings: frozenset[Meaning] = frozenset()
    when: When = ""
    certain: bool = True  # spelt right
    before: str = ""  # the word before it, folded

    @property
    def folded_words(self) -> tuple[str, ...]:
        """The words of this part as the engine is asked for them."""
        if self.kind == "number":
            return (fold(self.text),) if "@" in self.text else (re.sub(r"\D", "", self.text)[-8:],)
        tokens = (fold(match[0]) for match in _TOKEN.finditer(self.text))
        return tuple(word for word in tokens if word not in STOP_WORDS)


@dataclass(frozen=True)
class Understanding:
    """A question taken apart. `text` is what was read: without control characters, at most 300 characters."""

    text: str
    parts: tuple[Part, ...]
    suggestions: tuple[str, ...] = ()  # names of places an unknown word may have meant
    was_cut: bool = False
    vocabulary: Vocabulary = field(repr=False, kw_only=True)

    def of(self, kind: PartKind) -> tuple[Part, ...]:
        """The parts of one kind, in the order they were written."""
        return tuple(part for part in self.parts if part.kind == kind)

    def meant(self, kind: str) -> tuple[str, ...]:
        """The values of all meanings of a kind, in the order they were written."""
        return tuple(
            dict.fromkeys(m.value for part in self.of("meaning") for m in sorted(part.meanings) if m.kind == kind)
        )

    @property
    def places(self) -> tuple[Reading, ...]:
        """Every place that was named."""
        return tuple(part.place for part in self.of("place") if part.place)

    @property
    def age(self) -> AgeReading | None:
        """The first age that was written; an age with its unit goes before a bare number."""
        ages = [part.age for part in self.of("age") if part.age]
        return min(ages, key=lambda age: age.is_bare) if ages else None

    @property
    def when(self) -> When:
        """The moment asked about; "now" when both are said."""
        moments = {part.when for part in self.of("when")}
        return "now" if "now" in moments else "off" if moments else ""

    @property
    def is_urgent(self) -> bool:
        """Whether a subject is one of those that cannot wait."""
        return any(self.vocabulary.subjects[slug].is_urgent for slug in self.meant("subject"))

    @property
    def content(self) -> tuple[Part, ...]:
        """The parts that a contact can match by its own words."""
        return tuple(part for part in self.parts if part.kind in ("meaning", "number", "unknown") and part.folded_words)

    def without(self, part: Part) -> str:
        """The question when the reader takes this part away."""
        return re.sub(r"\s{2,}", " ", self.text[: part.start] + " " + self.text[part.end :]).strip(" ,")


@dataclass(frozen=True)
class _Token:
    text: str
    key: str
    start: int
    end: int


class _Reader:
    """Takes one question apart, the surest things first."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        tokens = [_Token(m[0], phrase_key(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text)]
        self.tokens = tokens[:_MOST_TOKENS]
        self.was_cut = len(tokens) > _MOST_TOKENS
        self.free = [True] * len(self.tokens)
        self.parts: list[Part] = []

    def read(self) -> Understanding:
        self._numbers()
        self._ages(bare=False)
        self._phrases()
        self._ages(bare=True)
        self._inflected()
        self._ambiguous_towns()
        self._fillers()
        self._guesses()
        suggestions = self._leftovers()
        parts = tuple(sorted(self.parts, key=lambda part: part.start))
        return Understanding(self.text, parts, suggestions, was_cut=self.was_cut, vocabulary=self.vocabulary)

    # Each step takes tokens that are still free and adds parts.

    def _take(self, first: int, last: int, kind: PartKind, **values: object) -> None:
        for index in range(first, last + 1):
            self.free[index] = False
        start, end = self.tokens[first].start, self.tokens[last].end
        before = self.tokens[first - 1].key if first else ""
        self.parts.append(Part(kind, start, end, self.text[start:end], before=before, **values))  # type: ignore[arg-type]

    def _span(self, start: int, end: int) -> tuple[int, int] | None:
        """The free tokens that lie in a stretch of the text."""
        inside = [i for i, token in enumerate(self.tokens) if token.start >= start and token.end <= end]
        return (inside[0], inside[-1]) if inside and all(self.free[i] for i in inside) else None

    def _numbers(self) -> None:
        for match in _EMAIL.finditer(self.text):
            if span := self._span(*match.span()):
                self._take(*span, "number")
        for match in _PHONE.finditer(self.text):
            digits = re.sub(r"\D", "", match[0])
            whole = len(digits) == 8 or (len(digits) in (10, 12) and digits[-10:-8] == "45")
            part_of_number = 5 <= len(digits) <= 7 and match[0].isdigit()
            urgent = digits in self.vocabulary.expressions.exact
            if (whole or part_of_number) and not urgent and (span := self._span(*match.span())):
                self._take(*span, "number")

    def _phrases(self) -> None:
        """Exact expressions, the longest first: places, functions, subjects, texts, moments."""
        gazetteer, exact = self.vocabulary.gazetteer, self.vocabulary.expressions.exact
        for length in range(min(_LONGEST_PHRASE, len(self.tokens)), 0, -1):
            if length == 1:
                self._long_names()
            for first in range(len(self.tokens) - length + 1):
                last = first + length - 1
                if not all(self.free[first : last + 1]):
                    continue
                key = "".join(token.key for token in self.tokens[first : last + 1])
                if key in exact:
                    self._take(first, last, "meaning", meanings=exact[key])
                elif key in _WHEN:
                    self._take(first, last, "when", when=_WHEN[key])
                elif length == 1 and (key in STOP_WORDS or key in gazetteer.ambiguous):
                    continue
                elif length == 1 and key.isdigit() and len(key) == 4:
                    self._postal_code(first, key)
                elif place := gazetteer.find(key):
                    self._take(first, last, "place", place=place)

    def _long_names(self) -> None:
        """Names of several words that are misspelt, before one of the words alone is taken for a place."""
        for length in (3, 2):
            for first in range(len(self.tokens) - length + 1):
                last = first + length - 1
                if all(self.free[first : last + 1]):
                    typed = self.text[self.tokens[first].start : self.tokens[last].end]
                    if place := self.vocabulary.gazetteer.guess_long(typed):
                        self._take(first, last, "place", place=place, certain=False)

    def _postal_code(self, index: int, key: str) -> None:
        """A postal code and the town written after it are one address; the code decides which municipalities."""
        place = self.vocabulary.gazetteer.find_postal(key)
        if place is None:
            return
        town = phrase_key(place.label[4:])
        written = ""
        last = index
        for offset, token in enumerate(self.tokens[index + 1 : index + 4], start=index + 1):
            written += token.key
            if written == town:
                last = offset
        for part in [p for p in self.parts if last > index and self.tokens[index + 1].start == p.start]:
            self.parts.remove(part)
        self._take(index, last, "place", place=place)

    def _ages(self, *, bare: bool) -> None:
        for reading in read_ages(self.text):
            if reading.is_bare == bare and (span := self._span(reading.start, reading.end)):
                self._take(*span, "age", age=reading)

    def _inflected(self) -> None:
        """Other forms of known words, and compounds with them."""
        expressions = self.vocabulary.expressions
        for index, token in self._free_words():
            meanings = expressions.stemmed(token.text)
            if meanings and not self._is_everyday(token.key):
                self._take(index, index, "meaning", meanings=meanings)

    def _ambiguous_towns(self) -> None:
        """Ringe and Give are towns only when no other place is named and the word stands as a name does."""
        gazetteer = self.vocabulary.gazetteer
        if any(part.kind == "place" for part in self.parts):
            return
        # "Ringe selvmordsforsøg 15 år" names the town; "ringe til ppr" is a sentence.
        is_sentence = any(self.free[i] for i in range(1, len(self.tokens)))
        for index, token in self._free_words():
            place = gazetteer.find(token.key) if token.key in gazetteer.ambiguous else None
            is_name = token.text[0].isupper() or (index and self.tokens[index - 1].key in ("i", "fra"))
            if place and (is_name or (index == 0 and not is_sentence)):
                self._take(index, index, "place", place=place)
                return

    def _fillers(self) -> None:
        for index, token in self._free_words():
            if token.key in STOP_WORDS or token.key in _FILLERS:
                self._take(index, index, "filler")

    def _guesses(self) -> None:
        """Misspelt, begun and compound words; a place only when none is spelt right."""
        has_place = any(part.kind == "place" for part in self.parts)
        for length in (3, 2, 1):
            for first in range(len(self.tokens) - length + 1):
                last = first + length - 1
                if all(self.free[first : last + 1]):
                    self._guess(first, last, may_be_place=not has_place)

    def _guess(self, first: int, last: int, *, may_be_place: bool) -> None:
        expressions = self.vocabulary.expressions
        typed = self.text[self.tokens[first].start : self.tokens[last].end]
        key = "".join(token.key for token in self.tokens[first : last + 1])
        is_last = last == len(self.tokens) - 1 and self.tokens[last].end == len(self.text)
        place = self.vocabulary.gazetteer.guess(typed, is_last=is_last) if may_be_place else None
        if place and first != last and place.how == "beginning":
            place = None
        meanings, distance = expressions.misspelt(key) if not self._is_everyday(key) else (frozenset(), 0)
        if place and not (meanings and distance == 1 and place.how == "beginning"):
            self._take(first, last, "place", place=place, certain=False)
        elif meanings:
            self._take(first, last, "meaning", meanings=meanings, certain=False)
        elif first == last and not self._is_everyday(key):
            meanings = (expressions.begun(key) if is_last else frozenset()) or expressions.part_of(key)
            if meanings:
                self._take(first, last, "meaning", meanings=meanings, certain=False)

    def _leftovers(self) -> tuple[str, ...]:
        has_place = any(part.kind == "place" for part in self.parts)
        suggestions: list[str] = []
        for index, token in self._free_words():
            if not has_place:
                suggestions += [place.label for place in self.vocabulary.gazetteer.suggest(token.text)]
            self._take(index, index, "unknown")
        return tuple(dict.fromkeys(suggestions))[:5]

    def _free_words(self) -> Iterable[tuple[int, _Token]]:
        return [(index, token) for index, token in enumerate(self.tokens) if self.free[index]]

    def _is_everyday(self, key: str) -> bool:
        return key in self.vocabulary.gazetteer.everyday or key in STOP_WORDS


def understand(text: str, vocabulary: Vocabulary) -> Understanding:
    """Take a question apart. Nothing is remembered of it.

    The text must have been through `portal.cpr.strip`.
    """
    clean = _CONTROL.sub(" ", text).strip()
    understanding = _Reader(clean[:MOST_CHARACTERS], vocabulary).read()
    if len(clean) <= MOST_CHARACTERS:
        return understanding
    return Understanding(
        understanding.text, understanding.parts, understanding.suggestions, was_cut=True, vocabulary=vocabulary
    )
