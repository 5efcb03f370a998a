"""What is said while it can still be mended."""

from dataclasses import replace
from datetime import date

import pytest

from supervision.hours.notices import Code, Notice, course_notices, notices, roster_notices, supervisor_notices
from supervision.hours.rules import Counting, Rules
from supervision.hours.shapes import Course, State
from supervision.hours.statements import statement
from supervision.hours.words import sentence
from tests.supervision.hours.making import SUPERVISOR, TODAY, course, other, people, session

RULES = Rules()
LONG = tuple(session((6, 0)) for _ in range(7))  # 21 hours, 10.5 converted: long enough
AHEAD = replace(session((6, 0), state=State.PLANNED), present=())


def ahead(members: tuple[int, int]) -> Course:
    """A course that is long enough, and a meeting to come with so many members."""
    planned = session(members, (0, 0), state=State.PLANNED)
    empty = tuple(session((6, 0), state=State.CANCELLED) for _ in range(5))
    return course(*LONG, *empty, planned)


def codes(found: tuple[Notice, ...]) -> set[Code]:
    return {notice.code for notice in found}


def mine(one: Course, rules: Rules = RULES) -> set[Code]:
    return codes(notices(statement(one, "me", rules), today=TODAY))


def test_a_course_in_order_gives_no_notice() -> None:
    assert mine(course(*LONG)) == set()
    assert course_notices(course(*LONG), RULES, today=TODAY) == ()


def test_a_roster_of_twelve_is_fine_and_the_thirteenth_is_not() -> None:
    assert roster_notices(people(12), RULES) == ()
    assert codes(roster_notices(people(13), RULES)) == {Code.TOO_LARGE_SOON}


def test_a_roster_says_when_the_newcomer_takes_the_majority() -> None:
    assert roster_notices(people(3, 2), RULES) == ()
    assert codes(roster_notices([*people(3, 2), other(9)], RULES)) == {Code.NO_MAJORITY_SOON}
    assert roster_notices([*people(3, 2), other(9)], Rules(needs_majority=False)) == ()


def test_an_empty_roster_has_lost_no_majority() -> None:
    assert roster_notices([], RULES) == ()


@pytest.mark.parametrize(
    ("members", "code"), [((13, 0), Code.TOO_LARGE_SOON), ((4, 4), Code.NO_MAJORITY_SOON)], ids=["size", "majority"]
)
def test_a_meeting_to_come_is_warned_of_while_it_can_be_mended(members: tuple[int, int], code: Code) -> None:
    one = ahead(members)

    found = course_notices(one, RULES, today=TODAY)

    assert [(notice.code, notice.days, notice.can_be_mended) for notice in found] == [
        (code, (date(2026, 12, 10),), True)
    ]
    assert mine(one) == {code}


def test_a_meeting_held_with_thirteen_is_told_with_its_days() -> None:
    one = course(*LONG, session((13, 0)), session((14, 0)))

    (found,) = notices(statement(one, "me", RULES), today=TODAY)

    assert (found.code, len(found.days), found.size, found.can_be_mended) == (Code.TOO_LARGE, 2, 13, False)


def test_a_meeting_without_a_majority_is_told() -> None:
    assert mine(course(*LONG, session((4, 4)))) == {Code.NO_MAJORITY}
    assert mine(course(*LONG, session((4, 4))), Rules(needs_majority=False)) == set()


def test_a_course_without_a_majority_for_half_of_the_time_is_told() -> None:
    assert Code.COURSE_WITHOUT_MAJORITY in mine(course(*LONG[:4], *(session((4, 4)) for _ in range(4))))
    assert Code.COURSE_WITHOUT_MAJORITY not in mine(course(*LONG[:5], *(session((4, 4)) for _ in range(4))))


def test_the_majority_among_those_present_matters_when_they_are_counted() -> None:
    one = course(*LONG, session((6, 3), (2, 3)))

    assert mine(one) == set()
    assert mine(one, Rules(counting=Counting.PRESENT)) == {Code.NO_MAJORITY}


def test_being_alone_is_asked_about() -> None:
    assert mine(course(*LONG, session((1, 0)))) == {Code.ALONE}


@pytest.mark.parametrize(
    ("held", "open_code", "closed_code"),
    [
        (7, None, None),
        (6, Code.COURSE_SHORT_SOON, Code.COURSE_SHORT),  # nine hours converted
        (4, Code.COURSE_SHORT_SOON, Code.COURSE_SHORT),  # six
        (3, Code.COURSE_TOO_SHORT_SOON, Code.COURSE_TOO_SHORT),  # four and a half
    ],
)
def test_the_converted_hours_say_whether_a_course_is_long_enough(
    held: int, open_code: Code | None, closed_code: Code | None
) -> None:
    running = course(*LONG[:held])

    assert mine(running) == ({open_code} if open_code else set())
    assert mine(replace(running, is_closed=True)) == ({closed_code} if closed_code else set())
    assert codes(course_notices(running, RULES, today=TODAY)) == ({open_code} if open_code else set())


def test_planned_meetings_count_towards_the_length_of_the_course_for_those_enrolled() -> None:
    held = tuple(session((6, 0)) for _ in range(6))
    empty = tuple(session((6, 0), state=State.CANCELLED) for _ in range(6))

    assert mine(course(*held, *empty, AHEAD)) == set()
    assert mine(course(*held, *empty, session((0, 6), (0, 0), state=State.PLANNED))) == {Code.COURSE_SHORT_SOON}


def test_a_meeting_behind_us_without_attendance_is_asked_for() -> None:
    one = course(*LONG, AHEAD)

    (found,) = course_notices(one, RULES, today=TODAY)

    assert (found.code, found.days, found.can_be_mended) == (Code.NOT_NOTED, (date(2026, 7, 23),), True)
    assert mine(one) == {Code.NOT_NOTED}


def test_who_is_no_psychologist_is_only_told_what_is_missing() -> None:
    one = course(*(session((2, 12)) for _ in range(2)), replace(AHEAD, members=people(2, 12)))

    assert codes(notices(statement(one, "o0", RULES), today=TODAY)) == {Code.NOT_NOTED}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"graduated_year": 2022, "authorised_year": 2025}, None),
        ({"graduated_year": 2023, "authorised_year": 2025}, Code.SUPERVISOR_CHECK_DATES),
        ({"graduated_year": 2024, "authorised_year": 2025}, Code.SUPERVISOR_TOO_NEW),
        ({"authorised_year": 2026}, Code.SUPERVISOR_CHECK_DATES),
        ({"authorised_year": 2027}, Code.SUPERVISOR_NOT_YET_AUTHORISED),
        ({"graduated_year": None}, Code.SUPERVISOR_YEARS_UNKNOWN),
        ({"authorised_year": None}, Code.SUPERVISOR_YEARS_UNKNOWN),
        ({"is_psychologist": False, "authorised_year": None}, Code.SUPERVISOR_OTHER_ACADEMIC),
        ({"is_psychologist": False, "is_academic": False}, Code.SUPERVISOR_NOT_ACADEMIC),
    ],
)
def test_whether_the_supervisors_hours_can_count(changes: dict[str, int | bool | None], code: Code | None) -> None:
    supervisor = replace(SUPERVISOR, **changes)  # type: ignore[arg-type]

    found = supervisor_notices(course(*LONG, supervisor=supervisor), RULES)

    assert codes(found) == ({code} if code else set())


@pytest.mark.parametrize("code", Code)
def test_every_notice_has_a_sentence_without_gaps(code: Code) -> None:
    found = sentence(Notice(code, RULES, days=(date(2026, 12, 10),), size=13, psychologists=6, minutes=540))

    assert found.endswith(".")
    assert "%" not in found
