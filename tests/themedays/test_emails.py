"""Every mail about a day says when, where, and how to change one's mind; none names anybody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.mail import Message
from portal.models import NetworkSettings
from tests.factories import make_user
from tests.themedays.factories import SIGNED_UP, STARTS, make_registration, make_theme_day, make_venue
from themedays import emails
from themedays.links import registration_of, registration_url
from themedays.models import DayMail, Registration

pytestmark = pytest.mark.django_db
NOW = SIGNED_UP
LINK = "https://moede.example/hemmelig"
Why = Registration.Why
type Write = Callable[[emails.Day, Registration], Message]


def registration(state: str = "confirmed", **fields: object) -> Registration:
    page = make_theme_day(
        title="100 % sikker æøå",
        venue=make_venue(),
        online_link=LINK,
        contact_name="Bo Hansen",
        contact_phone="00 12 34",
    )
    return make_registration(page.pool, make_user(first_name="Mette", last_name="Holm"), state, **fields)


def day_mail() -> DayMail:
    return DayMail(subject="Om %(title)s & 100 %", text="Husk <sko> & sokker.")


CONFIRMED: list[Write] = [
    emails.confirmed,
    emails.promoted,
    emails.moved,
    lambda day, row: emails.reminder(day, row, 7),
    lambda day, row: emails.reminder(day, row, 1),
    lambda day, row: emails.written(day, row, day_mail()),
]
NOT_COMING: list[tuple[str, Write]] = [
    ("waiting", lambda day, row: emails.waiting(day, row, 3)),
    ("waiting", emails.moved),
    ("offered", emails.offered),
    ("cancelled", emails.cancelled),
    ("cancelled", emails.day_cancelled),
]


def check(message: Message, row: Registration) -> None:
    assert "100 % sikker æøå" in message.subject or message.subject.startswith("Om %(title)s")
    assert message.text.startswith("Hej Mette\n")
    assert "torsdag 10. december 2026 kl. 9.00-15.30" in message.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Kulturhuset, Havnegade 1, 9999 Opdigtet" in message.text
    assert f"/temadage/{row.pool.page.slug}/" in message.text
    assert message.text.count(registration_url(row)) == 1
    assert "Bo Hansen, 00 12 34" in message.text
    assert "Holm" not in message.text
    assert "\n\n\n" not in message.text
    assert "&amp;" not in message.text


@pytest.mark.parametrize("write", CONFIRMED)
def test_a_mail_to_somebody_with_a_seat(write: Write) -> None:
    row = registration()

    message = write(emails.Day(row.pool, NOW), row)

    check(message, row)
    assert LINK in message.text


@pytest.mark.parametrize(("state", "write"), NOT_COMING)
def test_a_mail_to_somebody_without_one(state: str, write: Write) -> None:
    row = registration(state)

    message = write(emails.Day(row.pool, NOW), row)

    check(message, row)
    assert LINK not in message.text
    assert message.calendar is None


@pytest.mark.parametrize("why", [why for why in Why if why != Why.DAY_CANCELLED])
def test_whoever_had_a_seat_loses_the_entry_and_hears_why(why: Why) -> None:
    row = registration("cancelled", confirmed_at=NOW, why=why)

    message = emails.cancelled(emails.Day(row.pool, NOW), row)

    check(message, row)
    assert message.calendar
    assert message.calendar.method == "CANCEL"


def test_the_words_differ_with_the_reason() -> None:
    rows = [registration("cancelled", confirmed_at=NOW, why=why) for why in (Why.SELF, Why.REMOVED, Why.SWAPPED)]

    assert len({emails.cancelled(emails.Day(row.pool, NOW), row).subject[:12] for row in rows}) == 3


@pytest.mark.parametrize("write", [emails.confirmed, emails.promoted, emails.moved])
def test_the_calendar_gets_the_day_with_the_rows_number_and_no_link(write: Write) -> None:
    row = registration(sequence=3)

    calendar = write(emails.Day(row.pool, NOW), row).calendar

    assert calendar
    assert calendar.method == "REQUEST"
    assert "SEQUENCE:3" in calendar.text
    assert f"UID:{row.pool.uid}" in calendar.text
    assert "hemmelig" not in calendar.text


def test_the_last_moment_for_cancelling_is_said_while_it_lies_ahead() -> None:
    row = registration()
    row.pool.cancel_until = NOW + timedelta(days=1)

    before = emails.confirmed(emails.Day(row.pool, NOW), row).text
    after = emails.confirmed(emails.Day(row.pool, STARTS), row).text

    assert "21. november" in before.replace("\N{NO-BREAK SPACE}", " ")
    assert "21. november" not in after.replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_contact_the_coordinator_is_asked() -> None:
    network = NetworkSettings.load()
    network.coordinator_name, network.coordinator_email = "Karen", "karen@example.dk"
    network.save()
    row = make_registration(make_theme_day().pool)

    assert "Karen, karen@example.dk" in emails.confirmed(emails.Day(row.pool, NOW), row).text


def test_the_link_leads_to_the_row_and_a_changed_one_nowhere() -> None:
    row = registration()
    token = registration_url(row).rstrip("/").rpartition("/")[2]

    assert registration_of(token) == row
    assert registration_of(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert registration_of("nonsens") is None
