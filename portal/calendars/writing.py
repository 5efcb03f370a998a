"""Calendars that real clients accept: feeds to subscribe to, and invitations by mail (RFC 5545, 5546, 7986).

A feed has no METHOD and nobody's name. A mail has one receiver, and the mailbox that it comes from as its organiser.
The same entries give the same bytes, always: a reader who asks again is told that nothing has changed.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import Literal
from urllib.parse import quote
from uuid import UUID, uuid5

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from portal.calendars.entries import Entry
from portal.clock import COPENHAGEN
from portal.mail import Calendar

_PRODUCT = "-//Brobygger//Kalender//DA"
_FEEDS = UUID("6f1e4c0a-6b0f-4d0c-9a55-2b1d0d6a7c11")  # what the feeds' own UIDs are made from
_LOOK_AGAIN = timedelta(hours=4)
# Since 1996, and until the rule is changed. Two RRULEs: Outlook ignores lists of dates (MS-STANOICAL 2.2.47), and would
# show the hour of the wrong half of the year.
_ZONE = icalendar.Timezone.from_ical("""\
BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
""")
# All but the line feed; a lone surrogate cannot be written as UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]+")


def feed(entries: Iterable[Entry], *, key: str, name: str, url: str, source: str = "") -> bytes:
    """A calendar to subscribe to, in the order of time, whatever order the entries come in.

    `key` is what makes this feed another one than the others, and never changes; `url` is the page it belongs to,
    `source` the feed's own address, which must be left out when it is secret: whoever is sent the file could read it.
    """
    calendar = _calendar()
    calendar.add("UID", str(uuid5(_FEEDS, key)))
    for word in ("NAME", "X-WR-CALNAME"):
        calendar.add(word, icalendar.vText(_one_line(name)))
    calendar.add("X-WR-TIMEZONE", icalendar.vText(COPENHAGEN.key))
    calendar.add("URL", icalendar.vUri(url))
    if source:
        calendar.add("SOURCE", icalendar.vUri(source), parameters={"VALUE": "URI"})
    calendar.add("REFRESH-INTERVAL", icalendar.vDuration(_LOOK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(_LOOK_AGAIN))
    for entry in sorted(entries, key=lambda one: (one.starts, one.uid)):
        calendar.add_component(_event(entry, stamp=entry.changed_at, sequence=entry.sequence))
    return bytes(calendar.to_ical())


def invitation(
    entry: Entry, *, organiser: str, attendee_email: str, attendee_name: str, sequence: int, at: datetime
) -> Calendar:
    """The part of a mail that puts the entry into the receiver's calendar, or moves it there.

    `organiser` is the network's name, `at` the moment of sending. `sequence` must be higher than that of the last mail
    to this person about this entry, or no client takes it. The receiver has said yes already, so nobody is asked and no
    answer comes back.
    """
    return _by_mail("REQUEST", entry, organiser, _person(attendee_email, attendee_name), sequence=sequence, at=at)


def cancellation(
    entry: Entry, *, organiser: str, attendee_email: str, attendee_name: str, sequence: int, at: datetime
) -> Calendar:
    """The part of a mail that takes the entry out of the receiver's calendar; see `invitation`."""
    return _by_mail("CANCEL", entry, organiser, _person(attendee_email, attendee_name), sequence=sequence, at=at)


def _by_mail(
    method: Literal["REQUEST", "CANCEL"],
    entry: Entry,
    organiser: str,
    attendee: icalendar.vCalAddress,
    *,
    sequence: int,
    at: datetime,
) -> Calendar:
    calendar = _calendar()
    calendar.add("METHOD", method)
    event = _event(entry, stamp=at, sequence=sequence, is_cancelled=method == "CANCEL")
    mailbox = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]  # Google believes a cancellation only from where it comes from
    event.add("ORGANIZER", _person(mailbox, organiser))
    attendee.params |= {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    event.add("ATTENDEE", attendee)
    calendar.add_component(event)
    return Calendar(text=calendar.to_ical().decode(), method=method)


def _calendar() -> icalendar.Calendar:
    # An empty calendar needs one component to be valid: the time zone is always there.
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _PRODUCT)
    calendar.add_component(_ZONE)
    return calendar


def _event(entry: Entry, *, stamp: datetime, sequence: int, is_cancelled: bool | None = None) -> icalendar.Event:
    cancelled = entry.is_cancelled if is_cancelled is None else is_cancelled
    event = icalendar.Event()
    event.add("UID", entry.uid)
    event.add("DTSTAMP", stamp)
    event.add("LAST-MODIFIED", stamp)
    event.add("SEQUENCE", sequence)
    event.add("DTSTART", _when(entry, entry.starts))
    event.add("DTEND", _when(entry, entry.ends))
    event.add("SUMMARY", _title(entry))
    event.add("STATUS", "CANCELLED" if cancelled else "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("TRANSP", "OPAQUE" if entry.blocks_time and not cancelled else "TRANSPARENT")
    if entry.is_private:
        event.add("CLASS", "PRIVATE")
    if entry.place:
        event.add("LOCATION", _one_line(entry.place))
    if entry.url:
        event.add("URL", icalendar.vUri(entry.url))
    if text := "\n\n".join(part for part in (_lines(entry.description), entry.url) if part):
        event.add("DESCRIPTION", text)
    if entry.categories:
        event.add("CATEGORIES", [_one_line(category) for category in entry.categories])
    return event


def _title(entry: Entry) -> str:
    """The title; of what does not take place, with the word first, which the narrowest column still shows."""
    title = _one_line(entry.title)
    return _("CANCELLED: %(title)s") % {"title": title} if entry.is_cancelled else title


def _when(entry: Entry, at: datetime) -> datetime | date:
    local = at.astimezone(COPENHAGEN)
    return local.date() if entry.is_all_day else local


def _person(email: str, name: str) -> icalendar.vCalAddress:
    # The address as a URI (RFC 6068): a local part may hold what a URI may not.
    person = icalendar.vCalAddress(f"mailto:{quote(email, safe='@+!$*-._~')}")
    if name := _one_line(name):
        person.params["CN"] = name
    return person


def _lines(text: str) -> str:
    """Text without what no calendar can carry; its line breaks stay."""
    return _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _one_line(text: str) -> str:
    return " ".join(_lines(text).split())
