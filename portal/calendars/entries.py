"""What every calendar is made of, whoever made it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar. Nothing secret belongs in it: people share their calendars with whole teams.

    `starts` and `ends` are instants; of whole days (`is_all_day`) only the dates in Copenhagen are shown, and the last
    one is no longer part of it. `sequence` rises when time, place or state change, `changed_at` with every word.
    Who takes part is busy meanwhile (`blocks_time`); who only follows what there is, is not.
    """

    uid: str
    title: str
    starts: datetime
    ends: datetime
    changed_at: datetime
    sequence: int = 0
    place: str = ""
    url: str = ""
    description: str = ""
    categories: tuple[str, ...] = field(default=())
    is_cancelled: bool = False
    is_tentative: bool = False
    is_private: bool = False
    is_all_day: bool = False
    blocks_time: bool = True
