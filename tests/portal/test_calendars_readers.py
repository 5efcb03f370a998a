"""What the readers of others make of our calendars: libical's rules, ical.js's instants, and the mail on its way."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from portal.calendars import Entry, cancellation, invitation
from portal.mail import Calendar, Message, send
from portal.mail.building import build
from tests.portal.calendars.readers import ical_js, libical
from tests.portal.calendars.samples import CASES, ODD, entry, written
from tests.post import posted

SENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
every_case = pytest.mark.parametrize("entries", CASES.values(), ids=CASES)
both_methods = pytest.mark.parametrize("write", [invitation, cancellation])


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("libical")


def instants(entries: list[Entry]) -> list[tuple[str, int, int]]:
    """As seconds since 1970."""
    in_order = sorted(entries, key=lambda one: (one.starts, one.uid))
    return [(one.uid, int(one.starts.timestamp()), int(one.ends.timestamp())) for one in in_order]


@every_case
def test_libical_finds_no_error_and_the_same_instants(entries: list[Entry], folder: Path) -> None:
    verdict = libical(written(entries), folder)

    assert (verdict.errors, verdict.is_allowed) == (0, True)
    if not any(one.is_all_day for one in entries):  # a date is no instant
        assert verdict.entries == instants(entries)


@every_case
def test_ical_js_finds_the_same_entries_and_knows_every_type(entries: list[Entry]) -> None:
    found = ical_js(written(entries))

    assert found["untyped"] == ["name"]  # of RFC 7986; it reads X-WR-CALNAME instead
    assert [(one["uid"], one["is_all_day"]) for one in found["entries"]] == [
        (one.uid, one.is_all_day) for one in sorted(entries, key=lambda one: (one.starts, one.uid))
    ]
    timed = [one for one in found["entries"] if not one["is_all_day"]]
    assert {one["zone"] for one in timed} <= {"Europe/Copenhagen"}
    assert [(one["uid"], one["starts"], one["ends"]) for one in timed] == instants(
        [one for one in entries if not one.is_all_day]
    )


def test_ical_js_reads_odd_words_as_they_were_meant() -> None:
    (found,) = ical_js(written(CASES["odd letters"]))["entries"]

    assert found["summary"].startswith("Æblet, søen; ådalen\\ \N{HUGGING FACE} ny linje slut: blåbærgrød \N{FAMILY}")
    assert found["location"] == found["summary"]
    assert found["description"].startswith("Æblet, søen; ådalen\\ \N{HUGGING FACE}\nny linje slut:")


def part_to_bo(write: Any, **changes: Any) -> Calendar:
    who = {"organiser": "Brobygger", "attendee_email": "bo@example.dk", "attendee_name": "Bo Ø"}
    part: Calendar = write(entry(**changes), **who, sequence=4, at=SENT)
    return part


def mailed(write: Any, **changes: Any) -> EmailMessage:
    """The mail with the part, as the next server gets it and the reader's program opens it."""
    part = part_to_bo(write, **changes)
    send(Message("Emne", "Tekst.\n", calendar=part), to="bo@example.dk", purpose="themeday", key="k")
    (delivery,) = posted()
    raw = build(delivery, "Brobygger <post@example.dk>").message(policy=email.policy.SMTP).as_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def part_of(message: EmailMessage) -> EmailMessage:
    (part,) = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert isinstance(part, EmailMessage)
    return part


@pytest.mark.django_db
@both_methods
def test_a_mailed_part_arrives_with_the_bytes_that_were_written(write: Any) -> None:
    part = part_of(mailed(write, title=ODD))

    expected = part_to_bo(write, title=ODD)
    assert part.get_payload(decode=True) == expected.text.encode()
    assert part.get_param("method") == expected.method
    assert part.get_content_charset() == "utf-8"


@pytest.mark.django_db
@both_methods
@pytest.mark.parametrize("changes", [{}, {"title": ODD, "place": ODD}, {"place": "", "categories": ()}])
def test_libical_allows_each_mail_by_the_rules_of_itip(write: Any, changes: dict[str, Any], folder: Path) -> None:
    content = part_of(mailed(write, **changes)).get_payload(decode=True)

    verdict = libical(bytes(content), folder)

    assert (verdict.errors, verdict.is_allowed) == (0, True)
    assert verdict.entries == instants([entry()])


@pytest.mark.django_db
@both_methods
def test_ical_js_reads_each_mail(write: Any) -> None:
    found = ical_js(bytes(part_of(mailed(write)).get_payload(decode=True)))

    (one,) = found["entries"]
    assert (one["uid"], one["sequence"], one["status"]) == ("1a", 4, {invitation: "CONFIRMED"}.get(write, "CANCELLED"))


def test_libical_would_say_so_if_a_mail_had_no_organiser(folder: Path) -> None:
    content = written([entry()]).replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:REQUEST\r\n")

    assert not libical(content, folder).is_allowed


def test_libical_would_say_so_if_a_line_were_broken(folder: Path) -> None:
    assert libical(written([entry()]).replace(b":20261210T090000", b":i morgen"), folder).errors > 0
