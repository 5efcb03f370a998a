"""What becomes of a mail when the server refuses, puts off, hangs or goes away: against a real one that does."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from portal.mail import engine
from portal.mail.claiming import claim
from portal.mail.models import Delivery
from portal.mail.transport import Fate, Transport
from tests.portal.mail.conftest import Start
from tests.portal.mail.ports import free_port
from tests.portal.mail.posting import post, states, work
from tests.portal.mail.server import MailServer

pytestmark = pytest.mark.django_db


def row_after(now: datetime) -> Delivery:
    """The one mail there is, after an attempt."""
    work(now)
    return Delivery.objects.get()


def test_a_refusal_for_good_is_not_tried_again(start_mail_server: Start, nu: datetime) -> None:
    start_mail_server("refuse")
    post()

    row = row_after(nu)

    assert (row.status, row.response) == ("failed", "550 5.1.1 nobody of that name")
    assert claim("worker", nu + timedelta(days=1), bulk=False) == []


def test_a_refusal_for_now_waits_longer_each_time_and_then_fails(start_mail_server: Start, nu: datetime) -> None:
    start_mail_server("later")
    row, moment, waits = post(), nu, []

    while row.status != "failed":
        row = row_after(moment)
        waits.append((row.next_at or moment) - moment)
        moment = row.next_at or moment

    assert [wait.total_seconds() / 60 for wait in waits[:-1]] == [1, 5, 30, 120, 360, 720]
    assert row.attempts == 7


@pytest.mark.parametrize("behaviour", ["nobody", "closing", "mute"])
def test_a_server_that_takes_nothing_at_all_costs_no_attempt(
    start_mail_server: Start, nu: datetime, behaviour: str
) -> None:
    start_mail_server(behaviour)
    for number in range(3):
        post(number)

    delivered = work(nu)

    assert (delivered.fates, delivered.is_gone) == ({Fate.UNREACHED: 1}, True)
    assert set(Delivery.objects.values_list("status", "attempts", "next_at")) == {("queued", 0, None)}


def test_nobody_there_is_the_same(settings: Settings, nu: datetime) -> None:
    options = {"host": "127.0.0.1", "port": free_port(), "timeout": 1}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    rows = [post(number) for number in range(3)]

    delivered = work(nu)

    assert (delivered.fates, delivered.is_gone) == ({Fate.UNREACHED: 1}, True)
    assert claim("worker", nu, bulk=False) == rows


def test_a_message_that_was_cut_off_is_known_not_to_be_there(start_mail_server: Start, nu: datetime) -> None:
    server = start_mail_server("drop")
    post()

    row = row_after(nu)

    assert server.accepted() == []
    assert (row.status, row.next_at) in {("queued", nu + timedelta(minutes=1)), ("unknown", None)}


@pytest.mark.parametrize("behaviour", ["hang", "vanish"])
def test_a_message_that_got_no_answer_is_unknown_and_the_others_wait(
    start_mail_server: Start, nu: datetime, behaviour: str
) -> None:
    server = start_mail_server(behaviour)
    for number in range(3):
        post(number)

    delivered = work(nu)

    assert (states(), delivered.is_gone) == (["unknown", "queued", "queued"], True)
    assert len(server.accepted()) == 1


def test_after_the_fault_all_goes_in_the_order_in_which_it_was_posted(start_mail_server: Start, nu: datetime) -> None:
    down = start_mail_server("closing")
    for number in range(12):
        post(number)
    work(nu)
    down.stop()
    post(12)

    up = start_mail_server()
    work(nu + timedelta(minutes=1))

    assert up.recipients() == [f"navn{number}@alpha.example" for number in range(13)]


def test_a_connection_that_the_server_has_closed_meanwhile_is_opened_anew(
    start_mail_server: Start, nu: datetime
) -> None:
    first = start_mail_server()
    transport = Transport("default")
    post(1)
    engine.deliver("worker", claim("worker", nu, bulk=False), transport, nu)
    first.stop()
    second = start_mail_server(port=first.port)
    post(2)

    engine.deliver("worker", claim("worker", nu, bulk=False), transport, nu)
    transport.close()

    assert (states(), second.recipients()) == (["sent", "sent"], ["navn2@alpha.example"])


def test_a_line_with_a_dot_ends_no_message(start_mail_server: Start, nu: datetime, tmp_path: object) -> None:
    server: MailServer = start_mail_server()
    post()

    work(nu)

    assert (states(), len(server.accepted())) == (["sent"], 1)
