"""What holds for every attendance history."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supervision.hours.rules import Counting, Rules
from supervision.hours.shapes import Attendance, Course, Session, State, Supervisee
from supervision.hours.sizes import minutes_of
from supervision.hours.statements import statements
from tests.supervision.hours.making import COPENHAGEN, course

FIRST = datetime(2026, 1, 8, 13, tzinfo=COPENHAGEN)
CROWD = [
    Supervisee(f"u{number}", f"N{number}", "psykolog" if number % 3 else "pædagog", is_psychologist=bool(number % 3))
    for number in range(16)
]
RULES = st.builds(
    Rules,
    full_size_max=st.integers(1, 3),
    small_size_max=st.integers(4, 6),
    large_size_max=st.integers(7, 13),
    small_share=st.fractions(Fraction(0), Fraction(1), max_denominator=7),
    large_share=st.fractions(Fraction(0), Fraction(1), max_denominator=7),
    counting=st.sampled_from(Counting),
    step_minutes=st.sampled_from([15, 30, 60]),
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    return Session(
        starts=FIRST,
        minutes=draw(st.integers(1, 400)),
        state=draw(st.sampled_from(State)),
        members=tuple(draw(st.lists(st.sampled_from(CROWD), unique=True))),
        present=tuple(
            Attendance(person, draw(st.integers(0, 500)))
            for person in draw(st.lists(st.sampled_from(CROWD), unique=True))
        ),
    )


THOROUGH = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COURSES = st.lists(sessions(), max_size=8).map(lambda found: course(*found))


@THOROUGH
@given(COURSES, RULES)
def test_the_minutes_of_the_bands_are_the_minutes_attended(one: Course, rules: Rules) -> None:
    for found in statements(one, rules):
        attended = sum(minutes_of(session, found.person.key) for session in one.sessions if session.state == State.HELD)

        assert found.by_members.minutes == found.by_present.minutes == attended
        assert sum(line.sessions for line in found.by_members.lines) == len(found.lines)


@THOROUGH
@given(COURSES, RULES)
def test_nothing_is_ever_rounded_up(one: Course, rules: Rules) -> None:
    for found in statements(one, rules):
        for line in (*found.by_members.lines, *found.by_present.lines):
            assert 0 <= line.converted <= line.minutes * line.band.share <= line.minutes
            assert line.minutes - rules.step_minutes < line.form_minutes <= line.minutes


@THOROUGH
@given(COURSES)
def test_counting_the_members_never_gives_more_than_counting_those_present(one: Course) -> None:
    for found in statements(one, Rules()):
        # One minute: each band is rounded down by itself.
        assert found.by_members.converted <= found.by_present.converted + 1


@THOROUGH
@given(COURSES, RULES, st.randoms())
def test_the_order_of_people_and_meetings_changes_nothing(one: Course, rules: Rules, shuffled: Random) -> None:
    def mixed[T](things: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(shuffled.sample(things, len(things)))

    turned = replace(
        one,
        sessions=mixed(
            tuple(
                replace(session, members=mixed(session.members), present=mixed(session.present))
                for session in one.sessions
            )
        ),
    )

    def results(of: Course) -> list[object]:
        return [
            (found.person, found.lines, found.by_members, found.by_present, found.compositions, found.period)
            for found in statements(of, rules)
        ]

    assert results(turned) == results(one)


@given(st.integers(1, 40), RULES)
def test_every_size_is_in_exactly_one_band(size: int, rules: Rules) -> None:
    inside = [band for band in rules.bands if band.least <= size and (band.most is None or size <= band.most)]

    assert inside == [rules.band(size)]
