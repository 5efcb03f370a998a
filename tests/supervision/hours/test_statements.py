"""What a statement says besides the sums: who counts, with whom, from when to when."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from supervision.hours.rules import Counting, Rules
from supervision.hours.shapes import Attendance, Supervisee
from supervision.hours.statements import UnknownSuperviseeError, statement, statements
from tests.supervision.hours.making import COPENHAGEN, ME, SUPERVISOR, course, other, people, session

RULES = Rules()


def test_the_supervisor_is_no_supervisee_whatever_the_roster_says() -> None:
    herself = Supervisee(SUPERVISOR.key, SUPERVISOR.name, "psykolog", is_psychologist=True)
    there = session((5, 0))
    with_her = replace(
        there, members=(*there.members, herself), present=(*there.present, Attendance(herself, there.minutes))
    )

    found = statement(course(with_her), "me", RULES)

    assert (found.lines[0].members.size, found.lines[0].present.size) == (5, 5)
    assert SUPERVISOR.key not in {one.person.key for one in statements(course(with_her), RULES)}
    with pytest.raises(UnknownSuperviseeError):
        statement(course(with_her), SUPERVISOR.key, RULES)


def test_somebody_who_was_never_in_the_course_has_no_statement() -> None:
    with pytest.raises(UnknownSuperviseeError):
        statement(course(session((6, 0))), "nobody", RULES)


def test_a_member_who_never_came_has_a_statement_without_hours() -> None:
    found = statement(course(session((6, 0), mine=0)), "me", RULES)

    assert (found.tally.minutes, found.period, found.compositions) == (0, None, ())


def test_somebody_noted_with_no_minutes_was_not_there() -> None:
    found = statement(course(session((6, 0), mine=0)), "p1", RULES)

    assert found.lines[0].present.size == 5


def test_somebody_noted_twice_is_one_person() -> None:
    there = session((2, 0))
    twice = replace(there, present=(*there.present, there.present[1]), members=(*there.members, there.members[0]))

    found = statement(course(twice), "me", RULES)

    assert (found.lines[0].members.size, found.lines[0].present.size) == (2, 2)


def test_the_period_goes_from_the_first_to_the_last_meeting_the_person_was_at() -> None:
    joined = course(session((0, 5)), session((6, 5)), session((6, 5)), session((6, 5), mine=0))

    assert statement(joined, "me", RULES).period == (date(2026, 2, 5), date(2026, 3, 5))


def test_a_meeting_late_in_the_evening_lies_on_its_day_in_copenhagen() -> None:
    late = replace(session((6, 0)), starts=datetime(2026, 7, 1, 0, 30, tzinfo=COPENHAGEN))

    found = statement(replace(course(), sessions=(late,)), "me", RULES)

    assert found.period == (date(2026, 7, 1), date(2026, 7, 1))


def test_the_composition_is_told_at_the_start_and_at_each_change() -> None:
    changing = course(session((6, 0)), session((6, 0), (3, 0)), session((6, 2)), session((5, 2)), session((5, 2)))

    found = statement(changing, "me", RULES).compositions

    assert [(one.day, one.group.professions) for one in found] == [
        (date(2026, 1, 8), (("psykolog", 6),)),
        (date(2026, 3, 5), (("psykolog", 6), ("socialrådgiver", 2))),
        (date(2026, 4, 2), (("psykolog", 5), ("socialrådgiver", 2))),
    ]


def test_a_composition_with_another_person_of_the_same_profession_is_no_change() -> None:
    first = session((5, 2))
    second = replace(first, members=(*people(5), other(7), other(8)), present=first.present[:5])

    assert len(statement(course(first, second), "me", RULES).compositions) == 1


def test_psychologists_come_first_among_the_professions() -> None:
    nurse = Supervisee("n", "Bo", "anæstesisygeplejerske")
    there = session((3, 0))
    mixed = replace(there, members=(*there.members, nurse))

    assert statement(course(mixed), "me", RULES).compositions[0].group.professions == (
        ("psykolog", 3),
        ("anæstesisygeplejerske", 1),
    )


def test_a_profession_counts_as_it_was_at_the_time() -> None:
    before = replace(ME, profession="stud.psych.", is_psychologist=False)
    there = session((3, 2))
    early = replace(
        there,
        members=(before, *there.members[1:]),
        present=(Attendance(before, 180), *there.present[1:]),
    )

    found = statement(course(early, there), "me", RULES)

    assert [line.members.psychologists for line in found.lines] == [2, 3]
    assert found.person == ME


def test_the_setting_says_which_count_comes_first() -> None:
    group = course(session((8, 0), (5, 0)))

    assert statement(group, "me", RULES).tally.counting == Counting.MEMBERS
    assert statement(group, "me", Rules(counting=Counting.PRESENT)).tally.counting == Counting.PRESENT


def test_meetings_online_are_told_apart() -> None:
    found = statement(course(session((6, 0)), session((6, 0), is_remote=True, mine=100)), "me", RULES)

    assert (found.tally.minutes, found.remote_minutes) == (280, 100)


def test_everybody_has_a_statement_by_name() -> None:
    found = statements(course(session((2, 1)), session((3, 1))), RULES)

    assert [one.person.name for one in found] == ["Marie Holm", "Psykolog 1", "Psykolog 2", "Socialrådgiver 0"]


@pytest.mark.parametrize(
    "wrong",
    [{"small_size_max": 2}, {"large_size_max": 5}, {"full_size_max": 0}, {"step_minutes": 20}, {"small_share": 2}],
)
def test_rules_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"size|step|share"):
        Rules(**wrong)  # type: ignore[arg-type]


def test_a_group_of_nobody_has_no_band() -> None:
    with pytest.raises(ValueError, match="at least one"):
        RULES.band(0)
