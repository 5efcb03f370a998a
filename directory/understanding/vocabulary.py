"""Everything a question is understood with, read from the tables the coordinator keeps, once per version."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.contacts.models import (
    Alias,
    Channel,
    Function,
    Organisation,
    PostalCode,
    StandardText,
    Subject,
    UrgentNumber,
)
from directory.understanding.places import Gazetteer
from portal.danish import fold, phrase_key, words
from portal.permissions import Tier
from portal.search.analysis import STOP_WORDS, stem

MeaningKind = Literal["function", "subject", "guide", "number", "organisation"]
_SHORTEST_MISSPELT = 5
_SHORTEST_PART = 5


@dataclass(frozen=True, order=True)
class Meaning:
    """One thing an expression may mean; `value` is its key, slug or primary key."""

    kind: MeaningKind
    value: str


@dataclass(frozen=True)
class FunctionFacts:
    """What the answers need to know of a function."""

    key: str
    name: str
    level: str
    rank: int
    is_front_door: bool
    is_out_of_hours: bool
    is_mild: bool
    age_min: float | None
    age_max: float | None


@dataclass(frozen=True)
class SubjectFacts:
    """What the answers need to know of a subject."""

    slug: str
    name: str
    is_urgent: bool
    functions: frozenset[str]


@dataclass(frozen=True)
class GuideFacts:
    """What the answers show of a standard text."""

    key: str
    title: str
    summary: str
    placement: str
    url: str


@dataclass(frozen=True)
class NumberFacts:
    """An urgent number as the answers show it."""

    pk: int
    label: str
    number: str
    note: str
    region: str  # slug, "" everywhere
    rank: int
    in_chain: bool
    in_strip: bool


@dataclass(frozen=True)
class MunicipalityFacts:
    """A municipality as the answers name it."""

    code: str
    name: str
    display_name: str
    slug: str
    pk: int
    regions: tuple[tuple[str, date | None, date | None], ...]  # slug, from, to
    participations: tuple[tuple[date | None, date | None], ...]
    switchboard: str  # as a `PhoneField` stores it, "" when unknown

    def is_member(self, day: date) -> bool:
        """Whether it is a member of the network on that day."""
        return any(_covers(starts, ends, day) for starts, ends in self.participations)

    def region(self, day: date) -> str:
        """The slug of its region on that day; regions merge."""
        return next((slug for slug, starts, ends in self.regions if _covers(starts, ends, day)), "")


def _covers(starts: date | None, ends: date | None, day: date) -> bool:
    return (starts is None or starts <= day) and (ends is None or ends >= day)


class Expressions:
    """Words and expressions with what they mean: exact, by their stem, as part of a compound, misspelt or begun."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self.exact: dict[str, frozenset[Meaning]] = {}
        self._stems: dict[str, frozenset[Meaning]] = {}
        single: set[str] = set()
        for text, meaning in entries:
            key = phrase_key(text)
            if not key or key in STOP_WORDS:
                continue
            self.exact[key] = self.exact.get(key, frozenset()) | {meaning}
            if len(words(text)) == 1 and len(key) >= 4 and key.isalpha():
                single.add(key)
                stemmed = stem(text.strip())
                self._stems[stemmed] = self._stems.get(stemmed, frozenset()) | {meaning}
        self._single = sorted(single)
        self._long = [key for key in self.exact if len(key) >= _SHORTEST_MISSPELT and key.isalpha()]

    def stemmed(self, word: str) -> frozenset[Meaning]:
        """The meanings of another form of a word: "selvskaden"."""
        return self._stems.get(stem(word), frozenset()) if len(word) >= 4 else frozenset()

    def misspelt(self, key: str) -> tuple[frozenset[Meaning], int]:
        """The meanings of the nearest expression, one letter away (two from ten letters), and the distance."""
        if len(key) < _SHORTEST_MISSPELT or not key.isalpha():
            return frozenset(), 0
        furthest = 1 if len(key) < 10 else 2
        matches = process.extract(key, self._long, scorer=OSA.distance, score_cutoff=furthest, limit=5)
        if not matches:
            return frozenset(), 0
        nearest = min(distance for _key, distance, _index in matches)
        meanings = [self.exact[match] for match, distance, _index in matches if distance == nearest]
        return frozenset().union(*meanings), int(nearest)

    def part_of(self, key: str) -> frozenset[Meaning]:
        """The meanings of the longest word that a compound begins or ends with: "angstproblemer"."""
        for length in range(len(key) - 2, _SHORTEST_PART - 1, -1):
            for part in (key[:length], key[-length:]):
                if part in self.exact:
                    return self.exact[part]
        return frozenset()

    def begun(self, key: str) -> frozenset[Meaning]:
        """What a word that is still being typed will mean, when only one thing begins so."""
        if len(key) < 4:
            return frozenset()
        meanings = {self.exact[word] for word in self._single if word.startswith(key)}
        return next(iter(meanings)) if len(meanings) == 1 else frozenset()


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """One version of everything a question is understood with."""

    version: int
    gazetteer: Gazetteer
    expressions: Expressions
    municipalities: dict[str, MunicipalityFacts]
    functions: dict[str, FunctionFacts]
    subjects: dict[str, SubjectFacts]
    guides: dict[str, GuideFacts]
    numbers: dict[str, NumberFacts]
    organisations: dict[str, str]  # primary key -> name, of all that are no municipality


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def load(version: int) -> Vocabulary:
    """Read the vocabulary from the database; a handful of queries whatever its size."""
    entries: list[tuple[str, Meaning]] = []
    functions = {}
    for function in Function.objects.all():
        functions[function.key] = FunctionFacts(
            function.key,
            function.name,
            function.level,
            function.rank,
            function.is_front_door,
            function.is_out_of_hours,
            function.is_mild,
            _number(function.age_min),
            _number(function.age_max),
        )
        meaning = Meaning("function", function.key)
        entries += [(text, meaning) for text in (function.name, *_lines(function.words))]
    subjects = {}
    for subject in Subject.objects.prefetch_related("functions"):
        keys = frozenset(function.key for function in subject.functions.all())
        subjects[subject.slug] = SubjectFacts(subject.slug, subject.name, subject.is_urgent, keys)
        entries += [(text, Meaning("subject", subject.slug)) for text in (subject.name, *_lines(subject.words))]
    guides = {}
    for text in StandardText.objects.all():
        guides[text.key] = GuideFacts(text.key, text.title, text.summary, text.placement, text.get_absolute_url())
        entries += [(words_, Meaning("guide", text.key)) for words_ in _lines(text.words)]
    numbers = {}
    for row in UrgentNumber.objects.select_related("region"):
        region = row.region.slug if row.region else ""
        numbers[str(row.pk)] = NumberFacts(
            row.pk, row.label, row.number, row.note, region, row.rank, row.in_chain, row.in_strip
        )
        entries += [(words_, Meaning("number", str(row.pk))) for words_ in _lines(row.words)]
    municipalities, organisations = _organisations(entries)
    return Vocabulary(
        version,
        Gazetteer(
            [(m.code, m.name, m.display_name) for m in municipalities.values()],
            [
                (term, code, note, kind == Alias.Kind.SHORT)
                for term, code, note, kind in Alias.objects.filter(organisation__kind="municipality").values_list(
                    "term", "organisation__municipality_code", "note", "kind"
                )
            ],
            PostalCode.objects.values_list("postal_code", "town", "municipality__municipality_code", "is_main"),
        ),
        Expressions(entries),
        municipalities,
        functions,
        subjects,
        guides,
        numbers,
        organisations,
    )


def _organisations(entries: list[tuple[str, Meaning]]) -> tuple[dict[str, MunicipalityFacts], dict[str, str]]:
    municipalities: dict[str, MunicipalityFacts] = {}
    organisations: dict[str, str] = {}
    phones = Channel.objects.filter(
        kind=Channel.Kind.PHONE, visibility=Tier.PUBLIC, organisation__kind=Organisation.Kind.MUNICIPALITY
    ).order_by("-rank", "-pk")
    switchboards = {
        pk: f"{value};ext={extension}" if extension else value
        for pk, value, extension in phones.values_list("organisation_id", "value", "extension")
    }
    for organisation in Organisation.objects.prefetch_related("parents__parent", "participations"):
        if organisation.kind == Organisation.Kind.MUNICIPALITY:
            municipalities[organisation.municipality_code] = MunicipalityFacts(
                organisation.municipality_code,
                organisation.name,
                organisation.display_name,
                organisation.slug,
                organisation.pk,
                tuple((row.parent.slug, row.starts, row.ends) for row in organisation.parents.all()),
                tuple((row.starts, row.ends) for row in organisation.participations.all()),
                switchboards.get(organisation.pk, ""),
            )
        else:
            organisations[str(organisation.pk)] = organisation.name
            meaning = Meaning("organisation", str(organisation.pk))
            entries += [(text, meaning) for text in (organisation.name, organisation.short_name) if fold(text)]
    others = Alias.objects.exclude(organisation__kind="municipality").values_list("term", "organisation_id")
    entries += [(term, Meaning("organisation", str(pk))) for term, pk in others]
    return municipalities, organisations


_lock = threading.Lock()
_current: Vocabulary | None = None


def forget() -> None:
    """Read the vocabulary anew at the next question: another database stands behind, as between two tests."""
    global _current  # noqa: PLW0603 - as in `current`
    _current = None


def current(version: int) -> Vocabulary:
    """The vocabulary of this version (`portal.search.rows.versions().vocabulary`), read anew when it has changed."""
    global _current  # noqa: PLW0603 - one per process, swapped as a whole
    vocabulary = _current
    if vocabulary is None or vocabulary.version != version:
        with _lock:
            vocabulary = _current
            if vocabulary is None or vocabulary.version != version:
                vocabulary = _current = load(version)
    return vocabulary
