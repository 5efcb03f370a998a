"""Calendars: what is written, byte by byte, and that it is the same each time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from portal.calendars import Entry, cancellation, entry_links, feed, feed_links, invitation
from portal.calendars.writing import _ZONE
from tests.portal.calendars.samples import CASES, ODD, entry, local, written

SENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
every_case = pytest.mark.parametrize("entries", CASES.values(), ids=CASES)


def lines_of(content: bytes) -> list[str]:
    """The content lines, unfolded."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def events_of(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def invited(**changes: object) -> str:
    return invitation(
        entry(**changes),
        organiser="Brobygger",
        attendee_email="mette@example.dk",
        attendee_name="Mette Holm",
        sequence=4,
        at=SENT,
    ).text


@every_case
def test_the_same_entries_give_the_same_bytes_in_whatever_order(entries: list[Entry]) -> None:
    assert written(list(reversed(entries))) == written(entries)


@every_case
def test_what_is_written_is_read_back_and_written_alike(entries: list[Entry]) -> None:
    content = written(entries)

    calendar = icalendar.Calendar.from_ical(content)

    assert calendar.to_ical() == content
    assert [error for part in calendar.walk() for error in part.errors] == []
    calendar.validate()
    assert calendar.get_missing_tzids() == set()


@every_case
def test_a_second_reader_finds_what_each_part_must_have(entries: list[Entry]) -> None:
    calendar = vobject.readOne(written(entries).decode())

    assert calendar.validate(raiseException=True)
    assert len(calendar.contents.get("vevent", [])) == len(entries)


@every_case
def test_no_line_is_longer_than_75_octets_and_every_line_ends_in_crlf(entries: list[Entry]) -> None:
    content = written(entries)

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    content.decode()


def test_a_feed_has_the_lines_that_programs_look_for() -> None:
    lines = lines_of(written([entry()]))

    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Brobygger//Kalender//DA"]
    assert "NAME:Temadage\\, alle\\; hele netværket \N{FAMILY}" in lines
    assert "X-WR-CALNAME:Temadage\\, alle\\; hele netværket \N{FAMILY}" in lines
    assert "X-WR-TIMEZONE:Europe/Copenhagen" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in lines
    assert "X-PUBLISHED-TTL:PT4H" in lines
    assert "SOURCE;VALUE=URI:https://portal.example/temadage/kalender.ics" in lines
    assert not [line for line in lines if line.startswith(("METHOD", "ORGANIZER", "ATTENDEE", "BEGIN:VALARM"))]


def test_a_secret_feed_does_not_hold_its_own_address() -> None:
    content = feed([entry()], key="person-1", name="Mine dage", url="https://portal.example/min/")

    assert b"SOURCE" not in content


def test_two_feeds_are_two_calendars_and_one_stays_the_same_under_another_name() -> None:
    def uid(key: str, name: str) -> str:
        return str(icalendar.Calendar.from_ical(feed([], key=key, name=name, url="https://x.example/"))["UID"])

    assert uid("a", "Navn") == uid("a", "Nyt navn") != uid("b", "Navn")


def test_an_entry_has_the_moment_of_its_last_change_and_not_of_its_reading() -> None:
    (event,) = events_of(written([entry(sequence=2)]))

    assert event.DTSTAMP == event["LAST-MODIFIED"].dt == datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
    assert event["SEQUENCE"] == 2


def test_the_time_zone_is_two_rules_and_nothing_that_outlook_ignores() -> None:
    text = _ZONE.to_ical().decode()

    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in text
    assert "RDATE" not in text
    assert "COMMENT" not in text


def test_the_time_zone_says_what_the_clock_of_copenhagen_says() -> None:
    zone, copenhagen = _ZONE.to_tz(), ZoneInfo("Europe/Copenhagen")
    hours = (datetime(1997, 1, 1, 12) + timedelta(days=n) for n in range(40 * 365))  # noqa: DTZ001 - on both clocks

    assert [
        at for at in hours if at.replace(tzinfo=zone).utcoffset() != at.replace(tzinfo=copenhagen).utcoffset()
    ] == []


def test_a_day_in_the_week_the_clock_changes_keeps_its_hour() -> None:
    starts = [line for line in lines_of(written(CASES["clock goes back"])) if line.startswith("DTSTART;")]

    assert starts == [
        "DTSTART;TZID=Europe/Copenhagen:20261024T090000",
        "DTSTART;TZID=Europe/Copenhagen:20261024T200000",
        "DTSTART;TZID=Europe/Copenhagen:20261026T090000",
    ]


def test_a_whole_day_is_a_date_and_ends_before_the_next_one() -> None:
    lines = lines_of(written(CASES["whole day"]))

    assert "DTSTART;VALUE=DATE:20261025" in lines
    assert "DTEND;VALUE=DATE:20261026" in lines


def test_what_is_cancelled_says_so_in_its_state_and_in_its_title() -> None:
    (event,) = events_of(written(CASES["cancelled"]))

    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "AFLYST: Efter selvmordsforsøget")
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_seat_that_is_offered_is_tentative_and_private_stays_private() -> None:
    (event,) = events_of(written(CASES["tentative and private"]))

    assert (event["STATUS"], event["CLASS"], event["TRANSP"]) == ("TENTATIVE", "PRIVATE", "OPAQUE")


def test_nobody_is_busy_because_of_a_day_they_only_follow() -> None:
    (event,) = events_of(written(CASES["only followed"]))

    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


def test_line_breaks_and_control_characters_do_no_harm() -> None:
    (event,) = events_of(written(CASES["odd letters"]))

    assert str(event["SUMMARY"]).startswith("Æblet, søen; ådalen\\ \N{HUGGING FACE} ny linje slut: blåbærgrød")
    assert str(event["DESCRIPTION"]).startswith("Æblet, søen; ådalen\\ \N{HUGGING FACE}\nny linje slut:")
    assert str(event["DESCRIPTION"]).endswith("\n\nhttps://portal.example/temadage/dagen/")


@given(st.text(), st.text())
def test_any_words_make_a_calendar_that_can_be_read(title: str, name: str) -> None:
    content = feed([entry(title=title, place=title)], key="a", name=name, url="https://portal.example/")

    calendar = icalendar.Calendar.from_ical(content)

    assert calendar.to_ical() == content
    assert len(calendar.walk("VEVENT")) == 1


def test_an_invitation_names_who_sends_it_and_who_gets_it_and_nobody_else(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Portalen <post@example.dk>"

    lines = lines_of(invited().encode())

    assert "METHOD:REQUEST" in lines
    assert "SEQUENCE:4" in lines
    assert "DTSTAMP:20261124T093000Z" in lines
    assert "STATUS:CONFIRMED" in lines
    assert 'ATTENDEE;CN="Mette Holm";PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:mette@example.dk' in lines
    assert [line for line in lines if line.startswith("ORGANIZER")] == ["ORGANIZER;CN=Brobygger:mailto:post@example.dk"]
    assert not [line for line in lines if line.startswith(("NAME", "X-WR", "REFRESH", "SOURCE"))]


def test_a_cancellation_is_the_same_entry_with_another_method_and_state() -> None:
    part = cancellation(
        entry(), organiser="Brobygger", attendee_email="mette@example.dk", attendee_name="", sequence=5, at=SENT
    )
    lines = lines_of(part.text.encode())

    assert part.method == "CANCEL"
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:5", "UID:1a"} <= set(lines)
    assert "SUMMARY:Efter selvmordsforsøget" in lines  # the day itself takes place


def test_names_and_addresses_with_odd_signs_stay_one_value() -> None:
    part = invitation(
        entry(),
        organiser='Bro; "bygger", æ',
        attendee_email="bo'b+x@example.dk",
        attendee_name='Bo "B": ø\r\nX-EVIL:1',
        sequence=1,
        at=SENT,
    )

    (event,) = events_of(part.text.encode())
    assert event["ATTENDEE"] == "mailto:bo%27b+x@example.dk"
    assert event["ATTENDEE"].params["CN"] == 'Bo "B": ø X-EVIL:1'
    assert event["ORGANIZER"].params["CN"] == 'Bro; "bygger", æ'
    assert "X-EVIL" not in event


def test_the_same_mail_written_twice_has_the_same_bytes() -> None:
    assert invited(title=ODD) == invited(title=ODD)


def test_google_and_outlook_get_the_instants_and_nothing_that_is_secret() -> None:
    links = entry_links(entry(title="Æ & ø"), "https://portal.example/temadage/dagen/kalender.ics")

    assert "text=%C3%86+%26+%C3%B8" in links.google
    assert "dates=20261210T080000Z%2F20261210T143000Z" in links.google
    assert "startdt=2026-12-10T08%3A00%3A00Z&enddt=2026-12-10T14%3A30%3A00Z&allday=false" in links.outlook
    assert links.webcal == "webcal://portal.example/temadage/dagen/kalender.ics"


def test_a_whole_day_is_linked_by_its_dates() -> None:
    whole = replace(CASES["whole day"][0], ends=local(2026, 10, 26))

    links = entry_links(whole, "https://portal.example/a.ics")

    assert "dates=20261025%2F20261026" in links.google
    assert "startdt=2026-10-25&enddt=2026-10-26&allday=true" in links.outlook


def test_a_feed_is_followed_through_its_own_address() -> None:
    links = feed_links("https://portal.example/temadage/kalender.ics", "Temadage")

    assert links.webcal == "webcal://portal.example/temadage/kalender.ics"
    assert links.google.endswith("cid=webcal%3A%2F%2Fportal.example%2Ftemadage%2Fkalender.ics")
    assert "url=https%3A%2F%2Fportal.example%2Ftemadage%2Fkalender.ics&name=Temadage" in links.outlook
