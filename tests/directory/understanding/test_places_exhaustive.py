"""Every slip of one letter in every municipality and town: the wrong municipality is the dangerous error.

`tests/benchmarks/test_places.py` asks the same through whole answers, in many situations.
"""

from collections import Counter

import pytest

from directory.understanding import vocabulary as vocabularies
from directory.understanding.understand import Understanding, understand
from directory.understanding.vocabulary import Vocabulary
from portal.search import rows
from tests.directory.understanding.misspellings import Form, forms, places

pytestmark = pytest.mark.django_db


@pytest.fixture
def vocabulary() -> Vocabulary:
    return vocabularies.current(rows.versions().vocabulary)


def _neighbours(vocabulary: Vocabulary) -> list[tuple[str, tuple[str, ...]]]:
    return [(place.label, place.codes) for place in vocabulary.gazetteer.exact.values()]


def judge(form: Form, question: Understanding) -> str:
    """How a form was read: "right", "asked" (a choice with it), "nothing", "wrong", "wrong choice"."""
    codes = {code for reading in question.places for code in reading.codes}
    if codes == {form.place.code}:
        return "right"
    if form.place.code in codes:
        return "right" if form.is_equally_near else "asked"
    if not codes:
        return "nothing"
    return "wrong" if len(codes) == 1 else "wrong choice"


def test_misspelt_places_are_read_right_and_hardly_ever_as_another(vocabulary: Vocabulary) -> None:
    made = [form for form in forms(places(), _neighbours(vocabulary)) if not form.is_other]

    counts = Counter(judge(form, understand(f"{form.text} selvskade", vocabulary)) for form in made)

    total = sum(counts.values())
    assert total > 9_000
    assert counts["right"] / total >= 0.97, counts
    assert (counts["wrong"] + counts["wrong choice"]) / total <= 0.005, counts
