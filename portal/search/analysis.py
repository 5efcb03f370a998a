"""From Danish text to the terms that are indexed and asked for. Every engine shares it."""

from functools import lru_cache

import snowballstemmer

from portal.danish import fold, words

STEM_MARK = "~"  # a stem is a term of its own, so that it never meets a word by accident
_STEMMER = snowballstemmer.stemmer("danish")

# Carry no meaning of their own, neither in a text nor in a question.
STOP_WORDS = frozenset(
    fold(word)
    for word in (
        """
    af alle alt at da de dem den denne der deres det dette dig din dit do du efter eller en end er et for fra få
    ham han hans har hende her hun hvad hvem hvilke hvilken hvis hvor hvordan hvornår i ind ja jeg kan kommer man
    med men mig mit må nej nogen noget når og om op os over på se selv sig sin sit skal skulle som så til ud under
    var ved vi vil være været år ung unge barn børn barnet kommune kommunen kommunes pige dreng patient
    """.split()
    )
)


@lru_cache(maxsize=20_000)
def _indexed(word: str) -> tuple[str, str] | None:
    """A word of our own texts, folded, and the term of its stem; None when it carries no meaning of its own."""
    folded = fold(word)
    if len(folded) < 2 or folded in STOP_WORDS:
        return None
    return folded, STEM_MARK + fold(str(_STEMMER.stemWord(word.lower())))


def stem(word: str) -> str:
    """The term of the word's stem: "selvmordsforsøgene" -> "~selvmordsforsog". The word is not remembered."""
    return STEM_MARK + fold(str(_STEMMER.stemWord(word.lower())))


@lru_cache(maxsize=50_000)
def _indexed_words(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(found for word in words(text) if (found := _indexed(word)))


def text_terms(text: str, weight: float) -> dict[str, float]:
    """The terms of a text with its weight, 0..1; a stem weighs a little less than the word itself."""
    terms: dict[str, float] = {}
    of_stem = round(weight * 0.9, 3)
    for folded, stemmed in _indexed_words(text):
        terms[folded] = weight
        terms.setdefault(stemmed, of_stem)
    return terms


def merge_terms(*parts: dict[str, float]) -> dict[str, float]:
    """Several texts of one thing: each term with its highest weight."""
    merged: dict[str, float] = {}
    for part in parts:
        for term, weight in part.items():
            if weight > merged.get(term, 0.0):
                merged[term] = weight
    return merged
