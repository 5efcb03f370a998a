"""How a row that was found is judged. Every engine asks here, so that they put the same rows in the same order."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from portal.permissions import Tier
from portal.search.engine import Query

# More than all words of a question can be worth together, so that one word more always goes first.
_PER_WORD = 100.0


def least_words(query: Query) -> int:
    """How many words of the query a row must match."""
    return {"all": len(query.words), "some": min(1, len(query.words)), "any": 0}[query.match]


def score[Number: (float, npt.NDArray[np.float64])](matched: Number, strength: Number) -> Number:
    """What a row is worth: the words it matches, then the sum of their strengths. Numbers, or arrays of them.

    The strengths are summed in the order of the words and not rounded: what is equal is equal in every engine.
    Among equals the key decides.
    """
    return matched * _PER_WORD + strength


def strength(terms: Mapping[str, Mapping[str, float]], meanings: Mapping[str, float], tiers: Iterable[Tier]) -> float:
    """How well one row matches a word, 0..1: by the best of the terms the word may mean that these tiers may see.

    `terms` are the row's own, by tier; `meanings` the terms that the word may mean, each with its quality.
    """
    of_tiers = [terms[tier] for tier in tiers if tier in terms]
    return max((own[term] * meanings[term] for own in of_tiers for term in meanings if term in own), default=0.0)
