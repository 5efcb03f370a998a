"""The gazetteer: municipalities by every name people use, and what to do when a name is misspelt or means several.

A closed list, so a misspelling can be judged against all of it. A name near one place is applied and said; near two it
is the reader's choice (the wrong municipality is the dangerous error).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.danish import fold, phrase_key, words

How = Literal["name", "alias", "short", "town", "postal", "misspelt", "beginning"]

# First words of towns that say nothing alone: "Store" is not Store Heddinge.
_GENERIC_FIRST_WORDS = frozenset(
    ["norre", "sonder", "vester", "oster", "store", "lille", "kirke", "hvide", "munke", "kongens", "ruds", "rask", "gl"]
)
_SHORTEST_MISSPELT = 3
_SHORTEST_OF_SEVERAL = 4
_MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Place:
    """One name and the municipalities it may mean."""

    label: str
    codes: tuple[str, ...]
    how: How
    notes: tuple[tuple[str, str], ...] = ()  # code -> which part of the town


@dataclass(frozen=True)
class Reading:
    """What one expression of a question means as a place."""

    label: str  # the name as it is spelt right, or as typed when it means several
    codes: tuple[str, ...]
    how: How
    labels: tuple[str, ...] = ()  # the names it may be, when it was misspelt
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def is_guess(self) -> bool:
        """Whether the reader wrote something else than the name."""
        return self.how in ("misspelt", "beginning")


def everyday_words() -> frozenset[str]:
    """Danish words and first names that are never a misspelt place, folded."""
    return _word_file("everyday_words.txt") | _word_file("first_names.txt")


def ambiguous_towns() -> frozenset[str]:
    """Towns whose name is an everyday word, folded: Ringe, Give, Them."""
    return _word_file("ambiguous_towns.txt")


def _word_file(name: str) -> frozenset[str]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


class Gazetteer:
    """Every name of every municipality, read once per version of the vocabulary."""

    def __init__(
        self,
        municipalities: Iterable[tuple[str, str, str]],
        aliases: Iterable[tuple[str, str, str, bool]],
        postal_codes: Iterable[tuple[str, str, str, bool]],
    ) -> None:
        """Take (code, name, short name), (term, code, note, is short form), (postal code, town, code, is main)."""
        self.everyday = everyday_words()
        self.ambiguous = ambiguous_towns()
        self.exact: dict[str, Place] = {}
        self.postal: dict[str, Place] = {}
        self._spellings: dict[str, list[str]] = {}  # lower-case or folded spelling -> keys of `exact`
        self._name_keys: set[str] = set()
        self._add_municipalities(municipalities)
        self._add_aliases(aliases)
        self._add_postal_codes(postal_codes)
        self._spelling_list = list(self._spellings)
        self._several_words = [key for key, place in self.exact.items() if len(words(place.label)) > 1]

    def _add(self, key: str, place: Place, *spellings: str) -> None:
        if not key or key in self.exact:
            return
        self.exact[key] = place
        for spelling in {key, *spellings}:
            self._spellings.setdefault(spelling, []).append(key)

    def _add_municipalities(self, municipalities: Iterable[tuple[str, str, str]]) -> None:
        for code, name, short_name in municipalities:
            label = short_name or name.removesuffix(" Kommune")
            for spelling in {label, name, name.removesuffix(" Kommune")}:
                key = phrase_key(spelling)
                self._add(key, Place(label, (code,), "name"), _plain(spelling))
                self._name_keys.add(key)

    def _add_aliases(self, aliases: Iterable[tuple[str, str, str, bool]]) -> None:
        grouped: dict[str, list[tuple[str, str, str, bool]]] = {}
        for alias in aliases:
            grouped.setdefault(phrase_key(alias[0]), []).append(alias)
        for key, rows in grouped.items():
            term, _code, _note, is_short = rows[0]
            codes = tuple(dict.fromkeys(code for _term, code, _note, _short in rows))
            notes = tuple((code, note) for _term, code, note, _short in rows if note)
            self._add(key, Place(term, codes, "short" if is_short else "alias", notes), _plain(term))

    def _add_postal_codes(self, postal_codes: Iterable[tuple[str, str, str, bool]]) -> None:
        by_code: dict[str, list[str]] = {}
        by_town: dict[str, tuple[str, list[str], list[str]]] = {}
        town_of: dict[str, str] = {}
        for postal_code, town, code, is_main in sorted(postal_codes, key=lambda row: not row[3]):
            by_code.setdefault(postal_code, []).append(code)
            town_of[postal_code] = town
            _town, everywhere, main = by_town.setdefault(phrase_key(town), (town, [], []))
            everywhere.append(code)
            if is_main:
                main.append(code)
        for postal_code, codes in by_code.items():
            label = f"{postal_code} {town_of[postal_code]}"
            self.postal[postal_code] = Place(label, tuple(dict.fromkeys(codes)), "postal")
        beginnings: dict[str, tuple[str, list[str]]] = {}
        for key, (town, everywhere, main) in by_town.items():
            codes = list(dict.fromkeys(main or everywhere))
            first, *rest = words(town)
            first_key = fold(first)
            if first_key in self._name_keys and all(len(word) <= 2 for word in rest):
                # "København V" as it is; a misspelt "København" is the municipality and no part of it.
                self.exact.setdefault(key, Place(town, tuple(codes), "town"))
                continue
            self._add(key, Place(town, tuple(codes), "town"), _plain(town))
            if rest and len(first_key) > 3 and first_key not in _GENERIC_FIRST_WORDS | self.everyday:
                beginnings.setdefault(first_key, (first, []))[1].extend(codes)
        for key, (label, codes) in beginnings.items():
            self._add(key, Place(label, tuple(dict.fromkeys(codes)), "town"), _plain(label))

    def find(self, key: str) -> Reading | None:
        """The place of exactly this name (a key of `portal.danish.phrase_key`), also in the genitive."""
        place = self.exact.get(key) or (self.exact.get(key[:-1]) if len(key) > 4 and key.endswith("s") else None)
        return Reading(place.label, place.codes, place.how, notes=place.notes) if place else None

    def find_postal(self, postal_code: str) -> Reading | None:
        """The municipalities of a postal code: several rows are a choice, whichever is the main one."""
        place = self.postal.get(postal_code)
        return Reading(place.label, place.codes, "postal") if place else None

    def shared_postal_code(self, reading: Reading) -> str:
        """The postal code that a town's municipalities share, "" when there is none or more than one."""
        town = phrase_key(reading.label.lstrip("0123456789 "))
        codes = {
            postal_code
            for postal_code, place in self.postal.items()
            if set(place.codes) >= set(reading.codes) and phrase_key(place.label[4:]) == town
        }
        return codes.pop() if len(codes) == 1 else ""

    def guess(self, typed: str, *, is_last: bool) -> Reading | None:
        """The places that an unknown expression may mean: misspelt by one letter, or only begun.

        None when nothing is near, when too much is, or when it is an everyday word.
        """
        key = phrase_key(typed)
        # "køe" folds to two letters, but three were typed.
        if max(len(key), len(_plain(typed))) < _SHORTEST_MISSPELT or key in self.everyday or not key.isalpha():
            return None
        near = self._near(key, _plain(typed))
        begun = self._begun(key, shortest=3 if is_last else 4)
        if near:
            return self._reading(typed, [*near, *(k for k in begun if k in self._name_keys)], "misspelt")
        return self._reading(typed, begun, "beginning") if begun else None

    def suggest(self, typed: str) -> list[Place]:
        """Places two letters away, for "Did you mean": never applied."""
        key = phrase_key(typed)
        if len(key) < 6 or key in self.everyday or not key.isalpha():
            return []
        matches = process.extract(key, self._spelling_list, scorer=OSA.distance, score_cutoff=2, limit=8)
        keys = dict.fromkeys(k for spelling, _distance, _index in matches for k in self._spellings[spelling])
        return list({self.exact[k].codes: self.exact[k] for k in keys}.values())[:_MOST_CANDIDATES]

    def guess_long(self, typed: str) -> Reading | None:
        """The name of several words that is one letter away: "Søndr Stenderup" is not Stenderup."""
        if any(len(word) < _SHORTEST_OF_SEVERAL for word in words(typed)):
            return None
        key = phrase_key(typed)
        matches = process.extract(key, self._several_words, scorer=OSA.distance, score_cutoff=1, limit=None)
        return self._reading(typed, [match for match, _distance, _index in matches], "misspelt") if matches else None

    def _near(self, key: str, plain: str) -> list[str]:
        """The names one letter away, the likeliest only.

        Municipalities and postal towns go before other names; then those that keep the first letter, which is the one
        that people get right, before those where it was replaced.
        """
        found: dict[tuple[bool, bool], dict[str, None]] = {}
        for spelling in {key, plain}:
            for match, _distance, _index in process.extract(
                spelling, self._spelling_list, scorer=OSA.distance, score_cutoff=1, limit=None
            ):
                # One letter of three is another word ("øre" is not Ærø); one too many, or two swapped, is a slip.
                if len(match) > _SHORTEST_MISSPELT or len(spelling) > len(match) or set(match) == set(spelling):
                    for name in self._spellings[match]:
                        is_other_name = self.exact[name].how not in ("name", "town")
                        likelihood = (is_other_name, _has_other_start(spelling, match))
                        found.setdefault(likelihood, {})[name] = None
        return list(found[min(found)]) if found else []

    def _begun(self, key: str, shortest: int) -> list[str]:
        if len(key) < shortest:
            return []
        return [k for k, place in self.exact.items() if place.how in ("name", "town") and k.startswith(key)]

    def _reading(self, typed: str, keys: list[str], how: How) -> Reading | None:
        places = [self.exact[key] for key in dict.fromkeys(keys)]
        codes = tuple(dict.fromkeys(code for place in places for code in place.codes))
        if len(codes) > _MOST_CANDIDATES:
            return None
        labels = tuple(dict.fromkeys(place.label for place in places))
        notes = tuple(note for place in places for note in place.notes)
        return Reading(labels[0] if len(codes) == 1 else typed, codes, how, labels, notes)


def _has_other_start(typed: str, name: str) -> bool:
    """Whether the first letter was replaced or put in front, rather than left out, doubled or swapped."""
    return typed[0] != name[0] and typed != name[1:] and typed[:2] != name[1::-1]


def _plain(text: str) -> str:
    """Lower case without hyphens and spaces, but with the Danish letters: the second way to count a misspelling."""
    return "".join(word.lower() for word in words(text))
