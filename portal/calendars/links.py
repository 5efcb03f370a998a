"""Links by which a reader's own calendar takes one entry, or follows a feed. Only for what everybody may know."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from portal.calendars.entries import Entry
from portal.clock import COPENHAGEN

_GOOGLE = "https://calendar.google.com/calendar/render"
_OUTLOOK = "https://outlook.office.com/calendar"


@dataclass(frozen=True)
class FeedLinks:
    """The ways to follow one feed: its address, the same for calendar programs, and two calendars on the web."""

    address: str
    webcal: str
    google: str
    outlook: str


@dataclass(frozen=True)
class EntryLinks:
    """The ways to have one entry: followed, as a file, or as a filled-in form in two web calendars."""

    webcal: str
    file: str
    google: str
    outlook: str


def webcal(address: str) -> str:
    """The feed's address in the scheme that calendar programs have made their own."""
    return urlunsplit(urlsplit(address)._replace(scheme="webcal"))


def feed_links(address: str, name: str) -> FeedLinks:
    """How to follow a public feed. Never for a secret address: these calendars would be told it by the link."""
    return FeedLinks(
        address=address,
        webcal=webcal(address),
        google=f"{_GOOGLE}?{urlencode({'cid': webcal(address)})}",
        outlook=f"{_OUTLOOK}/0/addfromweb?{urlencode({'url': address, 'name': name})}",
    )


def entry_links(entry: Entry, file: str) -> EntryLinks:
    """How to have one entry; `file` is the address of its .ics. Only what is followed moves by itself."""
    details = "\n\n".join(part for part in (entry.description, entry.url) if part)
    starts, ends = _written(entry, entry.starts), _written(entry, entry.ends)
    compact = [one.replace("-", "").replace(":", "") for one in (starts, ends)]
    google = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": "/".join(compact),
        "ctz": COPENHAGEN.key,
        "details": details,
        "location": entry.place,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": starts,
        "enddt": ends,
        "allday": str(entry.is_all_day).lower(),
        "body": details,
        "location": entry.place,
    }
    return EntryLinks(
        webcal=webcal(file),
        file=file,
        google=f"{_GOOGLE}?{urlencode(google)}",
        outlook=f"{_OUTLOOK}/0/deeplink/compose?{urlencode(outlook)}",
    )


def _written(entry: Entry, at: datetime) -> str:
    """The instant in UTC, "2026-12-03T08:00:00Z"; of a whole day the date, "2026-12-03"."""
    if entry.is_all_day:
        day: date = at.astimezone(COPENHAGEN).date()
        return day.isoformat()
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
