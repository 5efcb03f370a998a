"""The message as it leaves: headers that machines read, alternatives in their order, a calendar that asks."""

import email
import email.policy
from email.message import EmailMessage, Message

import pytest

from portal import mail
from portal.mail.building import build, message_id, sender
from portal.mail.models import Delivery
from portal.models import NetworkSettings
from tests.portal.mail.posting import post

pytestmark = pytest.mark.django_db
CALENDAR = mail.Calendar("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Børn\r\nEND:VCALENDAR\r\n", "REQUEST")
UNSUBSCRIBE = f"<https://portal.example/afmeld/{'x' * 60}>"


def raw(row: Delivery) -> bytes:
    return build(row, sender()).message(policy=email.policy.SMTP).as_bytes()


def read(row: Delivery) -> EmailMessage:
    """The message as somebody else's program reads it."""
    message = email.message_from_bytes(raw(row), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def kinds(message: Message) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_the_network_writes_and_asks_for_no_automatic_answer() -> None:
    NetworkSettings.objects.create(name="Livsmod")

    message = read(post())

    assert str(message["From"]) == "Livsmod <portal@localhost>"
    assert (message["Auto-Submitted"], message["To"]) == ("auto-generated", "navn1@alpha.example")


def test_a_second_attempt_has_the_same_message_id() -> None:
    row = post()

    assert read(row)["Message-ID"] == read(Delivery.objects.get())["Message-ID"] == message_id(row)


def test_danish_letters_survive() -> None:
    row = post()
    row.subject, row.text = "Børn og unge på Ærø", "Blåbærgrød\n"

    message = read(row)

    assert (message["Subject"], message.get_content().strip()) == ("Børn og unge på Ærø", "Blåbærgrød")


def test_a_long_address_for_machines_is_not_folded() -> None:
    row = post(headers={"List-Unsubscribe": UNSUBSCRIBE})

    assert f"List-Unsubscribe: {UNSUBSCRIBE}\r\n".encode() in raw(row)


def test_a_text_alone_has_one_part() -> None:
    assert kinds(read(post())) == ["text/plain"]


def test_the_calendar_is_the_last_alternative_and_says_its_method() -> None:
    message = read(post(html="<p>Du har plads.</p>", calendar=CALENDAR))

    assert kinds(message) == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    part = list(message.walk())[-1]
    assert part.get_param("method") == "REQUEST"
    assert part.get_payload(decode=True) == CALENDAR.text.encode()


def test_a_text_with_a_calendar_keeps_the_text() -> None:
    message = read(post(calendar=CALENDAR))

    assert kinds(message) == ["multipart/alternative", "text/plain", "text/calendar"]
    body = message.get_body(("plain",))
    assert body is not None
    assert "Du har plads." in body.get_content()


def test_no_part_has_a_defect() -> None:
    assert [part.defects for part in read(post(html="<p>Å</p>", calendar=CALENDAR)).walk() if part.defects] == []


def test_a_subject_of_two_lines_becomes_one() -> None:
    mail.send(mail.Message("En\r\nBcc: to@b.example", "Tekst"), to="a@b.example", purpose="x", key="x")

    assert Delivery.objects.get().subject == "En Bcc: to@b.example"
