"""The answer by the plainest means: every row is looked at, every time. What the engines answer is measured by this."""

from collections import Counter

from portal.search.engine import Query
from portal.search.lexicon import Lexicon, Lexicons
from portal.search.models import SearchRow
from portal.search.scoring import least_words, score, strength

type Found = tuple[list[tuple[str, float, dict[str, float]]], int, dict[str, dict[str, int]]]


def find(query: Query, rows: list[SearchRow]) -> Found:
    """The hits of the page as (key, score, strength), how many rows match, and the counts of the facets."""
    seen = {term for row in rows for tier in query.tiers for term in row.terms.get(tier, {})}
    lexicons = Lexicons([(Lexicon(seen), lambda _term: True)])
    meanings = {word: lexicons.expand(word) for word in query.words}
    found = []
    for row in rows:
        if not all(set(values) & set(row.facets.get(facet, [])) for facet, values in query.filters.items()):
            continue
        strengths = {word: strength(row.terms, terms, query.tiers) for word, terms in meanings.items()}
        matched = {word: how_well for word, how_well in strengths.items() if how_well > 0}
        if len(matched) >= least_words(query):
            found.append((row, score(len(matched), sum(matched.values())), matched))
    counts = {
        facet: dict(Counter(value for row, _score, _matched in found for value in set(row.facets.get(facet, []))))
        for facet in query.facets
    }
    best = sorted(((row.key, worth, matched) for row, worth, matched in found), key=lambda hit: (-hit[1], hit[0]))
    return best[query.offset : query.offset + query.limit], len(found), counts
