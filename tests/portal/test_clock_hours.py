"""The grammar of opening hours: what is typed, and the one spelling that is stored."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.clock import HoursError, canonical_hours, is_day_and_night, parse_closed_days, parse_hours, parse_intervals

times = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda time: f"{time[0]:02}:{time[1]:02}")
spans = st.lists(st.tuples(times, times).map("-".join), min_size=1, max_size=3).map(", ".join)
weekdays = st.sampled_from(["man", "tir", "ons", "tor", "fre", "lør", "søn"])
days = st.lists(weekdays, min_size=1, max_size=2).map("-".join)
clauses = st.lists(st.tuples(days, spans).map(" ".join), max_size=5)
hours_texts = clauses.map("; ".join) | st.just("døgn")


@settings(deadline=None)
@given(hours_texts)
def test_the_one_spelling_of_hours_is_its_own_spelling(text: str) -> None:
    once = canonical_hours(text)

    assert canonical_hours(once) == once


@settings(deadline=None)
@given(hours_texts)
def test_the_one_spelling_of_hours_means_the_same_as_what_was_typed(text: str) -> None:
    week, typed = parse_hours(canonical_hours(text)), parse_hours(text)

    assert week == typed or (week and typed and is_day_and_night(week) and is_day_and_night(typed))


@settings(deadline=None)
@given(st.text(alphabet="mantiro 0123456789:.,;-–døgnhverkl\n", max_size=40))
def test_whatever_is_typed_is_hours_or_a_sentence_about_them(text: str) -> None:
    with suppress(HoursError):
        assert canonical_hours(text) is not None


def test_more_than_a_day_and_a_night_keeps_all_its_hours() -> None:
    text = canonical_hours("man 08:00-20:00, 10:00-09:00")

    assert parse_hours(text) == parse_hours("man 08:00-20:00, 10:00-09:00")


def test_closed_days_are_read_as_day_and_month() -> None:
    assert parse_closed_days("24/12, 31/12, 5/6, 29/2") == ((24, 12), (31, 12), (5, 6), (29, 2))


@pytest.mark.parametrize("text", ["31/2", "24.december", "12/24", "jul"])
def test_a_closed_day_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(HoursError, match=text):
        parse_closed_days(text)


def test_an_empty_change_has_no_intervals() -> None:
    assert parse_intervals("") == ()
