"""Ages on cards: who is within a range, and how it reads."""

import pytest

from directory.contacts.ages import AgeRange, age_contains, age_text


@pytest.mark.parametrize(
    ("age_range", "age", "fits"),
    [
        ((0, 17), 0, True),
        ((0, 17), 17.99, True),
        ((0, 17), 18, False),
        ((None, 17.5), 17.9, True),
        ((None, 17.5), 18, False),
        ((18, 29), 17.9, False),
        ((18, 29), 29.5, True),
        ((18, None), 80, True),
        ((None, None), 5, True),
        ((6.5, None), 6.4, False),
    ],
)
def test_the_last_year_of_a_range_is_whole(age_range: AgeRange, age: float, fits: bool) -> None:
    assert age_contains(age_range, age) is fits


@pytest.mark.parametrize(
    ("age_range", "text"),
    [
        ((0.0, 17.0), "0-17 år"),
        ((18.0, None), "fra 18 år"),
        ((None, 17.5), "til og med 17½ år"),
        ((0.0, 17.5), "0-17½ år"),
        ((15.0, 15.0), "15 år"),
        ((None, None), ""),
    ],
)
def test_a_range_in_words(age_range: AgeRange, text: str) -> None:
    assert age_text(age_range) == text
