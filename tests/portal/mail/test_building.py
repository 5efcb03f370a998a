"""The message as it leaves: headers that machines read, alternatives in their order, a calendar that asks."""

import email
import email.policy
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage, Message

import pytest
from django.core import mail as outbox_of_django
from pytest_django import DjangoAssertNumQueries, Settings

from portal import mail
from portal.mail.building import Mail, Outgoing, Press, build, message_id, sender
from portal.mail.models import Delivery
from portal.models import NetworkSettings
from tests.portal.mail.conftest import Start
from tests.portal.mail.mailing import begun, people
from tests.portal.mail.posting import post, work

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


def printed(rows: Iterable[Delivery], now: datetime, press: Press | None = None) -> list[Outgoing]:
    outgoing = (press or Press()).print(list(rows), now, ready=True).values()
    return [one for one in outgoing if isinstance(one, Outgoing)]


def bytes_of(outgoing: Outgoing) -> bytes:
    assert isinstance(outgoing.data, bytes)
    return outgoing.data


def test_every_mail_has_its_own_address_for_what_comes_back(nu: datetime, settings: Settings) -> None:
    settings.MAIL_RETURN_PATH = "retur@portal.example"
    begun(people(2), nu)
    post()

    rows = list(Delivery.objects.order_by("pk"))
    senders = [one.sender for one in printed(rows, nu)]

    assert senders == [f"retur+{row.token}@portal.example" for row in rows]


def test_the_server_is_told_that_address_and_the_reader_sees_the_networks(
    nu: datetime, settings: Settings, start_mail_server: Start
) -> None:
    settings.MAIL_RETURN_PATH = "retur@portal.example"
    server = start_mail_server()
    row = post()

    work(nu)

    assert f"from=<retur+{row.token}@portal.example>" in server.log.read_text()
    assert "portal@localhost" in str(read(row)["From"])


def test_a_newsletter_is_built_once_for_all_its_readers(
    nu: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mailing = begun(people(3), nu)
    rows, press = list(mailing.deliveries.order_by("pk")), Press()
    printed(rows[:1], nu, press)

    with django_assert_num_queries(0):
        messages = [
            email.message_from_bytes(bytes_of(one), policy=email.policy.default) for one in printed(rows, nu, press)
        ]

    assert [message["To"] for message in messages] == [row.email for row in rows]
    assert [message["Message-ID"] for message in messages] == [message_id(row) for row in rows]
    assert [f"/afmeld/{row.token}/" in str(message) for row, message in zip(rows, messages, strict=True)] == [True] * 3


def test_a_press_forgets_the_oldest_newsletters(nu: datetime) -> None:
    who, press = people(1), Press()

    for number in range(5):
        printed(begun(who, nu, key=f"issue-{number}").deliveries.all(), nu, press)

    assert len(press._skeletons) == 3


def test_an_address_with_quotes_is_built_the_long_way(nu: datetime) -> None:
    ((key, _address),) = people(1)
    row = begun([(key, '"mette holm"@alpha.example')], nu).deliveries.get()

    (outgoing,) = printed([row], nu)

    assert isinstance(outgoing.data, Mail)
    assert f"/afmeld/{row.token}/" in outgoing.data.body


def test_a_service_with_its_own_interface_gets_a_newsletter_in_its_parts(nu: datetime, settings: Settings) -> None:
    settings.MAIL_RETURN_PATH = "retur@portal.example"
    settings.MAILERS = settings.MAILERS | {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    row = begun(people(1), nu).deliveries.get()

    work(nu, bulk=True)

    (sent,) = outbox_of_django.outbox
    assert (sent.to, sent.envelope_sender) == ([row.email], f"retur+{row.token}@portal.example")
    assert sent.extra_headers["List-Unsubscribe"] == f"<https://portal.example/nyhedsbreve/afmeld/{row.token}/>"
    assert row.token in sent.body
    assert row.token in sent.alternatives[0].content
