"""Hours and states as people read them."""

from datetime import date, datetime

import pytest

from portal.clock import (
    COPENHAGEN,
    HoursChange,
    Interval,
    Schedule,
    canonical_hours,
    change_texts,
    date_text,
    hours_words,
    opening_text,
    state,
    state_text,
    week_table,
)

OWN_DAYS = ((24, 12), (31, 12), (5, 6))
OFFICE = Schedule("man-tir 10:00-14:00; tor 10:00-17:00; fre 10:00-12:00", "closed", OWN_DAYS)
DUTY = Schedule("man-fre 15:00-08:00; lør-søn 08:00-08:00", "sunday", OWN_DAYS)
CHRISTMAS = HoursChange(date(2026, 12, 24), date(2027, 1, 1), (), "juleferie")
REBUILDING = HoursChange(date(2026, 1, 1), date(2027, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("schedule", "moment", "words"),
    [
        (OFFICE, "2026-11-24T11:00", "Åben nu til 14.00"),
        (OFFICE, "2026-11-25T11:00", "Lukket, åbner torsdag 10.00"),
        (OFFICE, "2026-11-26T08:00", "Lukket, åbner 10.00"),
        (OFFICE, "2026-12-24T11:00", "Lukket (juleaften), åbner mandag 28. december 10.00"),
        (OFFICE, "2026-05-14T11:00", "Lukket (Kristi himmelfartsdag), åbner fredag 15. maj 10.00"),
        (Schedule("man 10:30-14:00"), "2026-11-23T15:00", "Lukket, åbner mandag 30. november 10.30"),
        (DUTY, "2026-11-24T14:00", "Lukket, åbner 15.00"),
        (DUTY, "2026-11-24T16:00", "Åben nu til i morgen 8.00"),
        (DUTY, "2026-11-25T02:00", "Åben nu til 8.00"),
        (DUTY, "2026-11-27T16:00", "Åben nu til mandag 8.00"),
        (Schedule("man-tir 08:00-24:00"), "2026-11-23T12:00", "Åben nu til 24.00"),
        (Schedule("lør-søn 00:00-24:00"), "2026-11-28T12:00", "Åben nu til i morgen 24.00"),
        (Schedule("døgn"), "2026-12-24T12:00", "Åben nu, døgnet rundt"),
        (Schedule("døgn", changes=(CHRISTMAS,)), "2026-11-24T12:00", "Åben nu, døgnet rundt"),
        (Schedule("døgn", changes=(CHRISTMAS,)), "2026-12-22T12:00", "Åben nu til i morgen 24.00"),
        (Schedule(), "2026-11-24T11:00", "Telefontiden er ikke oplyst"),
        (
            Schedule("man 9-10", changes=(HoursChange(date(2026, 1, 1), date(2027, 12, 31)),)),
            "2026-11-24T11:00",
            "Lukket",
        ),
    ],
)
def test_the_state_in_words(schedule: Schedule, moment: str, words: str) -> None:
    assert plain(state_text(state(schedule, at(moment)), at(moment))) == words


@pytest.mark.parametrize(
    ("schedule", "moment", "words"),
    [
        (OFFICE, "2026-11-24T11:00", "Åben nu til 14.00"),
        (OFFICE, "2026-11-24T09:00", "Åbner i dag 10.00"),
        (OFFICE, "2026-11-25T11:00", "Åbner torsdag 10.00"),
        (Schedule(), "2026-11-25T11:00", ""),
        (Schedule("", changes=(CHRISTMAS,)), "2026-12-24T11:00", "Lukket"),
    ],
)
def test_the_opening_of_a_step_in_words(schedule: Schedule, moment: str, words: str) -> None:
    assert opening_text(state(schedule, at(moment)), at(moment)) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (OFFICE.hours, "Mandag og tirsdag 10-14, torsdag 10-17, fredag 10-12"),
        ("man-fre 08:00-15:00", "Hverdage 8-15"),
        ("døgn", "Hele døgnet"),
        ("", ""),
        (DUTY.hours, "Hverdage 15-8 og hele weekenden"),
        ("man-fre 15-8; lør-søn 0-24", "Hverdage 15-8 og hele weekenden"),
        ("man, tir, ons, fre 8.30-12, 13-15; tor 8-24", "Mandag-onsdag og fredag 8.30-12 og 13-15, torsdag 8-24"),
        ("alle dage 8-20", "Alle dage 8-20"),
        ("lør 0-24", "Lørdag hele døgnet"),
        ("man-fre 8-15; lør-søn 10-12", "Hverdage 8-15, weekend 10-12"),
    ],
)
def test_weekly_hours_for_paper(hours: str, words: str) -> None:
    assert hours_words(canonical_hours(hours)) == words


def test_the_table_has_the_weekend_only_when_it_has_hours() -> None:
    assert [line[0] for line in week_table(OFFICE, date(2026, 11, 24))] == [
        "Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag",
    ]  # fmt: skip
    assert len(week_table(DUTY, date(2026, 11, 24))) == 7


def test_the_table_shows_what_is_today() -> None:
    table = week_table(OFFICE, date(2026, 11, 25))

    assert table[1:3] == (("Tirsdag", "10.00-14.00", False), ("Onsdag", "Lukket", True))


def test_the_table_tells_of_a_holiday_today() -> None:
    assert week_table(OFFICE, date(2026, 12, 24))[3] == ("Torsdag", "Lukket (juleaften)", True)
    assert week_table(DUTY, date(2026, 12, 24))[3] == ("Torsdag", "8.00-8.00", True)


def test_there_is_no_table_when_the_hours_are_unknown() -> None:
    assert week_table(Schedule(), date(2026, 11, 24)) == ()


def test_a_date_stays_on_one_line() -> None:
    assert date_text(date(2026, 11, 3)) == "3.\N{NO-BREAK SPACE}november\N{NO-BREAK SPACE}2026"
    assert plain(date_text(date(2026, 11, 3), with_year=False)) == "3. november"


def test_changes_are_told_from_now_on_in_order() -> None:
    short = HoursChange(date(2026, 12, 4), date(2026, 12, 4), (Interval(600, 720),), "kursus")
    past = HoursChange(date(2026, 11, 2), date(2026, 11, 3))
    far = HoursChange(date(2027, 7, 1), date(2027, 7, 31))

    texts = change_texts(Schedule("man-fre 9-15", changes=(CHRISTMAS, short, past, far)), date(2026, 11, 24))

    assert [plain(text) for text in texts] == [
        "4. december 10.00-12.00 (kursus)",
        "Lukket 24. december til 1. januar (juleferie)",
    ]
