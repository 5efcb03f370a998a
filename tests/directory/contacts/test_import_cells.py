"""What one cell may say."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from directory.contacts.imports import cells
from portal.spreadsheets import cells as sheet_cells
from portal.spreadsheets.xlsx import Value
from tests.directory.contacts.sheets import TODAY


@pytest.mark.parametrize(
    ("typed", "number", "extension"),
    [
        ("00 48 20 31", "+4500482031", ""),
        ("00482031", "+4500482031", ""),
        ("12 34 56 78 lok. 9", "+4512345678", "9"),
        ("+45 00 48 20 31", "+4500482031", ""),
        ("112", "112", ""),
        ("114", "114", ""),
        ("1813", "1813", ""),
        ("116 111", "116111", ""),
        (12345678.0, "+4512345678", ""),
        (112.0, "112", ""),
    ],
)
def test_a_phone_is_kept_in_one_spelling(typed: Value, number: str, extension: str) -> None:
    assert cells.phone(typed) == (number, extension)


@pytest.mark.parametrize("typed", [482031.0, "482031", "4820", "1234567890123456", "ring", "١٢٣٤٥٦٧٨"])
def test_a_phone_with_too_few_or_other_digits_is_refused(typed: Value) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        cells.phone(typed)


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("17", "17"),
        (17.0, "17"),
        (17.5, "17.5"),
        ("17,5", "17.5"),
        ("17½", "17.5"),
        ("½", "0.5"),
        ("0", "0"),
        ("120", "120"),
    ],
)
def test_an_age_is_whole_or_half_years(typed: Value, years: str) -> None:
    assert cells.age(typed) == Decimal(years)


@pytest.mark.parametrize("typed", ["17,25", "121", "-1", "17 år", "120,5", "", "٣", date(2026, 5, 17)])
def test_other_ages_are_refused(typed: Value) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        cells.age(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-03", "3.11.2026", "03-11-2026", "3/11/2026", "3. november 2026", "3 nov. 2026", "03.11.2026",
        date(2026, 11, 3), datetime(2026, 11, 3, 12, 0),  # noqa: DTZ001  (as a spreadsheet gives it)
    ],
)  # fmt: skip
def test_a_date_may_be_written_in_every_danish_way(typed: Value) -> None:
    assert cells.day(typed, TODAY) == date(2026, 11, 3)


@pytest.mark.parametrize(
    "typed", ["22.11.2026", "31.2.2026", "3.11.26", "november", "3.11-2026", 46329.0, "3. abc 2026"]
)
def test_other_dates_and_future_ones_are_refused(typed: Value) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        cells.day(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("man-tir 10:00-14:00; tor 10:00-17:00", "man-tir 10:00-14:00; tor 10:00-17:00"),
        ("døgn", "døgn"),
        ("fre 22-06", "fre 22:00-06:00"),
        ("man 8-24:00", "man 08:00-24:00"),
        ("man 8-12; man 10-14", "man 08:00-14:00"),
    ],
)
def test_hours_are_kept_in_one_spelling(typed: str, hours: str) -> None:
    assert cells.hours(typed) == hours


@pytest.mark.parametrize("typed", ["man 25-26", "altid", ";", "man", time(10, 0), 10.0])
def test_other_hours_are_refused(typed: Value) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        cells.hours(typed)


@pytest.mark.parametrize(("typed", "code"), [("0219", "0219"), ("219", "0219"), (219.0, "0219"), (219, "0219")])
def test_a_municipality_code_gets_its_zero_back(typed: Value, code: str) -> None:
    assert cells.municipality_code(typed) == code


@pytest.mark.parametrize(("typed", "said"), [("ja", True), ("Nej", False), (True, True), (False, False)])
def test_member_is_ja_or_nej(typed: Value, said: bool) -> None:
    assert cells.yes_or_no(typed) is said


def test_several_words_are_told_once_each() -> None:
    assert sheet_cells.many(" sorg | angst||sorg ", 80) == ("sorg", "angst")


@pytest.mark.parametrize("typed", ["#REF!", "#I/T", date(2026, 5, 17)])
def test_what_the_spreadsheet_has_spoilt_is_refused(typed: Value) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        cells.plain(typed)
