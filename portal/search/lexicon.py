"""Which terms a typed word may mean, and how well: exact, stem, beginning, part of a compound, misspelt."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.search.analysis import STEM_MARK, stem

EXACT, STEM, PREFIX, PART, MISSPELT = 1.0, 0.92, 0.8, 0.6, 0.7
_MOST_PREFIXES = 64
_MOST_MISSPELT = 8


class Lexicon:
    """The sorted terms of one segment of rows."""

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = frozenset(terms)
        self._sorted = sorted(term for term in self.terms if term[0] != STEM_MARK)
        self._spellable = [term for term in self._sorted if len(term) >= 4 and term.isalpha()]
        self._backwards = sorted(term[::-1] for term in self._sorted if term.isdigit())

    def beginning(self, word: str) -> list[str]:
        """The terms that begin with a word, in order."""
        return _those_beginning(self._sorted, word)

    def ending(self, digits: str) -> list[str]:
        """The numbers that end with these digits."""
        return [term[::-1] for term in _those_beginning(self._backwards, digits[::-1])]

    def near(self, word: str, distance: int) -> list[str]:
        """The terms that are so many letters away."""
        matches = process.extract(word, self._spellable, scorer=OSA.distance, score_cutoff=distance, limit=None)
        return [term for term, found, _index in matches if found == distance]


def _those_beginning(terms: list[str], beginning: str) -> list[str]:
    start = bisect_left(terms, beginning)
    return terms[start : bisect_left(terms, beginning + "\U0010ffff", lo=start)]


class Lexicons:
    """Several segments' terms read as one, without those whose rows have all changed since.

    What a word means depends on what else there is (it is misspelt only when it is nowhere spelt right), so it is
    settled over all segments together: a row answers the same from a small new segment as from the whole.
    """

    def __init__(self, sources: Sequence[tuple[Lexicon, Callable[[str], bool]]]) -> None:
        """Take each lexicon with the question whether one of its terms still has a row."""
        self._sources = sources

    def expand(self, word: str) -> dict[str, float]:
        """The terms that a folded word may mean, each with a quality 0..1. Empty when it is unknown."""
        found = dict.fromkeys(self._known(word), EXACT)
        found |= dict.fromkeys(self._known(stem(word)), STEM)
        if word.isdigit():
            # The end of a telephone number, from five digits, finds the number.
            endings = self._those(lambda lexicon: lexicon.ending(word)) if len(word) >= 5 else []
            return found | dict.fromkeys(endings, PART)
        if len(word) >= 3:
            beginnings = self._those(lambda lexicon: lexicon.beginning(word))
            found = dict.fromkeys(beginnings[:_MOST_PREFIXES], PREFIX) | found
        # A word is misspelt or put together of others; an address is right or wrong.
        if not found and len(word) >= 5 and word.isalpha():
            found = dict.fromkeys(self._near(word), MISSPELT)
        if not found and len(word) >= 8 and word.isalpha():
            found = dict.fromkeys(self._parts(word), PART)
        return found

    def _those(self, find: Callable[[Lexicon], Iterable[str]]) -> list[str]:
        """What every lexicon finds, in order, as far as it still has rows."""
        return sorted({term for lexicon, has_rows in self._sources for term in find(lexicon) if has_rows(term)})

    def _known(self, *terms: str) -> list[str]:
        return self._those(lambda lexicon: lexicon.terms.intersection(terms))

    def _near(self, word: str) -> list[str]:
        for distance in range(1, 2 if len(word) < 9 else 3):
            if near := self._those(lambda lexicon, distance=distance: lexicon.near(word, distance)):  # type: ignore[misc]
                return near[:_MOST_MISSPELT]
        return []

    def _parts(self, word: str) -> list[str]:
        """The longest term that a compound begins or ends with: "skolepsykologen" has "skole"."""
        for length in range(len(word) - 2, 4, -1):
            if parts := self._known(word[:length], word[-length:]):
                return parts
        return []
