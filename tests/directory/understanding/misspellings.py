"""How people misspell a place: every slip of one letter, and every way of writing the Danish letters out."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.contacts.models import Organisation, PostalCode
from portal.danish import phrase_key

_LETTERS = {"ø": ("ø", "o", "oe"), "æ": ("æ", "ae"), "å": ("å", "aa", "a"), "aa": ("aa", "å", "a")}


@dataclass(frozen=True)
class Named:
    """A municipality, or a town that lies in exactly one."""

    name: str
    code: str
    is_municipality: bool


def places() -> list[Named]:
    """All municipalities, then all towns of the postal codes with exactly one municipality, each name once."""
    found = {
        place.display_name: Named(place.display_name, place.municipality_code, is_municipality=True)
        for place in Organisation.objects.municipalities().order_by("municipality_code")
    }
    towns: dict[str, set[str]] = defaultdict(set)
    for town, code in PostalCode.objects.values_list("town", "municipality__municipality_code"):
        towns[town].add(code)
    for town, codes in sorted(towns.items()):
        if len(codes) == 1 and phrase_key(town) not in {phrase_key(name) for name in found}:
            found[town] = Named(town, *codes, is_municipality=False)
    return list(found.values())


def slips(name: str) -> Iterator[str]:
    """One letter left out, doubled, or swapped with the next."""
    for i, letter in enumerate(name):
        if not letter.isalpha():
            continue
        yield name[:i] + name[i + 1 :]
        yield name[:i] + letter + name[i:]
        if name[i + 1 : i + 2].isalpha():
            yield name[:i] + name[i + 1] + letter + name[i + 2 :]


def foldings(name: str) -> Iterator[str]:
    """Every combination of ways to write ø, æ, å and aa."""
    pieces: list[tuple[str, ...]] = []
    i = 0
    while i < len(name):
        length = 2 if name[i : i + 2] in _LETTERS else 1
        pieces.append(_LETTERS.get(name[i : i + length], (name[i],)))
        i += length
    return ("".join(choice) for choice in itertools.product(*pieces))


@dataclass
class Form:
    """A misspelt form with the place it was made of."""

    text: str
    place: Named
    also: set[str] = field(default_factory=set)  # codes of other places that the same form was made of
    near: set[str] = field(default_factory=set)  # codes of other places whose name is one letter away
    is_other: bool = False  # it is exactly another place's name

    @property
    def is_equally_near(self) -> bool:
        return bool(self.also | self.near)


def forms(named: Iterable[Named], neighbours: Iterable[tuple[str, tuple[str, ...]]]) -> list[Form]:
    """Every form of every place. `neighbours` are all names that there are with their codes, to judge what is near."""
    made: dict[tuple[str, Named], Form] = {}
    makers: dict[str, set[str]] = defaultdict(set)
    for place in named:
        lower = place.name.lower()
        for text in dict.fromkeys([*slips(lower), *foldings(lower)]):
            if text.strip() and text != lower:
                made[text, place] = Form(text, place)
                makers[phrase_key(text)].add(place.code)
    spellings: dict[str, set[str]] = defaultdict(set)
    exact: dict[str, set[str]] = defaultdict(set)
    for name, codes in neighbours:
        exact[phrase_key(name)].update(codes)
        for spelling in (phrase_key(name), "".join(filter(str.isalpha, name.lower()))):
            spellings[spelling].update(codes)
    listed = list(spellings)
    for form in made.values():
        key = phrase_key(form.text)
        form.also = makers[key] - {form.place.code}
        own = exact.get(key, set())
        form.is_other = bool(own) and form.place.code not in own
        for spelling in {key, "".join(filter(str.isalpha, form.text))}:
            for match, _d, _i in process.extract(spelling, listed, scorer=OSA.distance, score_cutoff=1, limit=None):
                form.near |= spellings[match] - {form.place.code}
    return list(made.values())
