"""Calendars that have tripped others: the week the clock changes, whole days, odd letters, none and two hundred."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.calendars import Entry, feed

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CHANGED = datetime(2026, 9, 1, 12, 0, tzinfo=COPENHAGEN)
ODD = "Æblet, søen; ådalen\\ \N{HUGGING FACE}\r\nny linje\x07\x0b\u2028slut: " + "blåbærgrød \N{FAMILY} " * 12


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)


def entry(uid: str = "1a", starts: datetime | None = None, hours: float = 6.5, **fields: Any) -> Entry:
    starts = starts or local(2026, 12, 10, 9)
    values = {
        "title": "Efter selvmordsforsøget",
        "changed_at": CHANGED,
        "place": "Kulturhuset, Havnegade 1, 9999 Opdigtet",
        "url": "https://portal.example/temadage/dagen/",
        "description": "De første 14 dage.",
        "categories": ("Selvmordsforsøg", "Skole, fritid"),
    }
    return Entry(uid=uid, starts=starts, ends=starts + timedelta(hours=hours), **values | fields)


CASES: dict[str, list[Entry]] = {
    "empty": [],
    "one": [entry()],
    # The clock goes back in the night to Sunday the 25th.
    "clock goes back": [
        entry("1a", local(2026, 10, 24, 9)),
        entry("1b", local(2026, 10, 24, 20), 24),
        entry("1c", local(2026, 10, 26, 9)),
    ],
    "clock goes forward": [entry("1a", local(2027, 3, 27, 20), 24), entry("1b", local(2027, 3, 29, 9))],
    "whole day": [Entry("1a", "Hele dagen", local(2026, 10, 25), local(2026, 10, 26), CHANGED, is_all_day=True)],
    "cancelled": [entry(is_cancelled=True, sequence=3)],
    "tentative and private": [entry(is_tentative=True, is_private=True)],
    "only followed": [entry(blocks_time=False)],
    "odd letters": [entry(title=ODD, place=ODD, description=ODD, categories=(ODD, "b"))],
    "two hundred": [entry(f"{n:03}", local(2026, 1, 1, 9) + timedelta(days=n), title=f"Dag {n}") for n in range(200)],
}


def written(entries: list[Entry]) -> bytes:
    return feed(
        entries,
        key="themedays",
        name="Temadage, alle; hele\nnetværket \N{FAMILY}",
        url="https://portal.example/temadage/",
        source="https://portal.example/temadage/kalender.ics",
    )
