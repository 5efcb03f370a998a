"""Attendance histories with results that were worked out by hand from the rules in docs/supervision-hours.md."""

from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from supervision.hours.rules import Counting, Rules
from supervision.hours.shapes import Session, State
from supervision.hours.statements import Tally, statement
from tests.supervision.hours.making import course, session

PAIR, SMALL, LARGE, BEYOND, ALONE = 2, 3, 6, 13, 1


@dataclass(frozen=True)
class History:
    """Sessions, and what they come to: minutes by the least size of the band, converted, and for the form."""

    name: str
    sessions: tuple[Session, ...]
    members: dict[int, int]
    present: dict[int, int]
    converted: tuple[int, int]
    form: int
    lost: int = 0
    rules: Rules = field(default_factory=Rules)


HISTORIES = [
    # Each band, everybody there.
    History("a pair counts in full", (session((2, 0)),), {PAIR: 180}, {PAIR: 180}, (180, 180), 180),
    History("three count two thirds", (session((3, 0)),), {SMALL: 180}, {SMALL: 180}, (120, 120), 180),
    History("five count two thirds", (session((5, 0)),), {SMALL: 180}, {SMALL: 180}, (120, 120), 180),
    History("six count half", (session((6, 0)),), {LARGE: 180}, {LARGE: 180}, (90, 90), 180),
    History("twelve count half", (session((12, 0)),), {LARGE: 180}, {LARGE: 180}, (90, 90), 180),
    History("thirteen count nothing", (session((13, 0)),), {BEYOND: 180}, {BEYOND: 180}, (0, 0), 180),
    History("alone counts in full", (session((1, 0)),), {ALONE: 180}, {ALONE: 180}, (180, 180), 180),
    # Counted both ways.
    History("eight of whom five came", (session((8, 0), (5, 0)),), {LARGE: 180}, {SMALL: 180}, (90, 120), 180),
    History("six of whom two came", (session((6, 0), (2, 0)),), {LARGE: 180}, {PAIR: 180}, (90, 180), 180),
    History("six of whom only one came", (session((6, 0), (1, 0)),), {LARGE: 180}, {ALONE: 180}, (90, 180), 180),
    History("thirteen of whom twelve came", (session((13, 0), (12, 0)),), {BEYOND: 180}, {LARGE: 180}, (0, 90), 180),
    History("five members and a guest", (session((5, 0), (6, 0)),), {LARGE: 180}, {LARGE: 180}, (90, 90), 180),
    # Mixed bands are never mixed up.
    History(
        "large, small, large",
        (session((6, 0)), session((5, 0)), session((7, 0))),
        {LARGE: 360, SMALL: 180},
        {LARGE: 360, SMALL: 180},
        (180 + 120, 180 + 120),
        540,
    ),
    History(
        "one in every band",
        (session((2, 0)), session((3, 0)), session((6, 0)), session((13, 0))),
        {PAIR: 180, SMALL: 180, LARGE: 180, BEYOND: 180},
        {PAIR: 180, SMALL: 180, LARGE: 180, BEYOND: 180},
        (180 + 120 + 90, 180 + 120 + 90),
        720,
    ),
    History(
        "the same members, sometimes few there",
        (session((9, 0), (9, 0)), session((9, 0), (4, 0)), session((9, 0), (5, 0))),
        {LARGE: 540},
        {LARGE: 180, SMALL: 360},
        (270, 90 + 240),
        540,
    ),
    History(
        "eight meetings of three hours in a group of nine",
        tuple(session((7, 2)) for _ in range(8)),
        {LARGE: 1440},
        {LARGE: 1440},
        (720, 720),
        1440,
    ),
    # Late comers and early leavers.
    History("came forty minutes late", (session((6, 0), mine=140),), {LARGE: 140}, {LARGE: 140}, (70, 70), 120),
    History("stayed one minute", (session((6, 0), mine=1),), {LARGE: 1}, {LARGE: 1}, (0, 0), 0),
    History("was away", (session((6, 0), mine=0),), {}, {}, (0, 0), 0),
    History(
        "was away once and late once",
        (session((6, 0)), session((6, 0), mine=0), session((6, 0), mine=165)),
        {LARGE: 345},
        {LARGE: 345},
        (172, 172),
        330,
    ),
    History("more minutes than it lasted", (session((6, 0), mine=240),), {LARGE: 180}, {LARGE: 180}, (90, 90), 180),
    # Who joins and who leaves.
    History(
        "joined with the third meeting",
        (session((0, 5)), session((0, 5)), session((6, 5)), session((6, 5))),
        {LARGE: 360},
        {LARGE: 360},
        (180, 180),
        360,
    ),
    History(
        "left after two meetings",
        (session((6, 0)), session((6, 0)), session((0, 5)), session((0, 5))),
        {LARGE: 360},
        {LARGE: 360},
        (180, 180),
        360,
    ),
    History(
        "the group grew past twelve",
        (session((12, 0)), session((13, 0))),
        {LARGE: 180, BEYOND: 180},
        {LARGE: 180, BEYOND: 180},
        (90, 90),
        360,
    ),
    History(
        "the group shrank to five",
        (session((6, 0)), session((5, 0))),
        {LARGE: 180, SMALL: 180},
        {LARGE: 180, SMALL: 180},
        (90 + 120, 90 + 120),
        360,
    ),
    # The majority: the minutes stay, and are told apart.
    History("half is no majority", (session((4, 4)),), {LARGE: 180}, {LARGE: 180}, (90, 90), 180, lost=180),
    History("one more than half is one", (session((5, 4)),), {LARGE: 180}, {LARGE: 180}, (90, 90), 180),
    History("one psychologist of three", (session((1, 2)),), {SMALL: 180}, {SMALL: 180}, (120, 120), 180, lost=180),
    History(
        "the majority is lost at one of two",
        (session((6, 3)), session((4, 5), mine=100)),
        {LARGE: 280},
        {LARGE: 280},
        (140, 140),
        270,
        lost=100,
    ),
    History(
        "the members have it, those there do not",
        (session((6, 3), (2, 3)),),
        {LARGE: 180},
        {SMALL: 180},
        (90, 120),
        180,
    ),
    History(
        "counted by those there, they do not",
        (session((6, 3), (2, 3)),),
        {LARGE: 180},
        {SMALL: 180},
        (90, 120),
        180,
        lost=180,
        rules=Rules(counting=Counting.PRESENT),
    ),
    # What is rounded is rounded once for each band, and down.
    History("a hundred minutes in three", (session((3, 0), mine=100),), {SMALL: 100}, {SMALL: 100}, (66, 66), 90),
    History(
        "three times fifty minutes are two and a half hours",
        tuple(session((6, 0), lasts=50) for _ in range(3)),
        {LARGE: 150},
        {LARGE: 150},
        (75, 75),
        150,
    ),
    History(
        "each band is rounded by itself",
        (session((6, 0), lasts=80), session((3, 0), lasts=100)),
        {LARGE: 80, SMALL: 100},
        {LARGE: 80, SMALL: 100},
        (40 + 66, 40 + 66),
        60 + 90,
    ),
    History(
        "rounded to whole hours",
        (session((6, 0), lasts=119),),
        {LARGE: 119},
        {LARGE: 119},
        (59, 59),
        60,
        rules=Rules(step_minutes=60),
    ),
    History(
        "rounded to quarters",
        (session((6, 0), lasts=119),),
        {LARGE: 119},
        {LARGE: 119},
        (59, 59),
        105,
        rules=Rules(step_minutes=15),
    ),
    # What was not held.
    History(
        "a cancelled meeting is nothing",
        (session((6, 0)), session((6, 0), state=State.CANCELLED)),
        {LARGE: 180},
        {LARGE: 180},
        (90, 90),
        180,
    ),
    History(
        "a planned meeting is nothing yet",
        (session((6, 0)), session((6, 0), state=State.PLANNED)),
        {LARGE: 180},
        {LARGE: 180},
        (90, 90),
        180,
    ),
    # Other numbers in the setting.
    History(
        "pairs up to three",
        (session((3, 0)), session((4, 0))),
        {PAIR: 180, 4: 180},
        {PAIR: 180, 4: 180},
        (180 + 120, 180 + 120),
        360,
        rules=Rules(full_size_max=3),
    ),
    History(
        "large groups count a third",
        (session((10, 0)),),
        {LARGE: 180},
        {LARGE: 180},
        (60, 60),
        180,
        rules=Rules(large_share=Fraction(1, 3)),
    ),
]


def minutes(tally: Tally) -> dict[int, int]:
    return {line.band.least: line.minutes for line in tally.lines}


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.name)
def test_the_hours_are_those_worked_out_by_hand(history: History) -> None:
    found = statement(course(*history.sessions), "me", history.rules)

    assert minutes(found.by_members) == history.members
    assert minutes(found.by_present) == history.present
    assert (found.by_members.converted, found.by_present.converted) == history.converted
    assert found.tally.form_minutes == history.form
    assert found.tally.without_majority == history.lost


def test_there_are_at_least_thirty_histories_and_no_two_have_the_same_name() -> None:
    names = {history.name for history in HISTORIES}

    assert len(names) == len(HISTORIES) >= 30
