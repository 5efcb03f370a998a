"""What is understood of returned mail, and what follows from it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from portal.mail.building import message_id
from portal.mail.models import Delivery, MailReturn
from portal.mail.returns import addresses
from portal.mail.returns.noting import careful, note, note_refusal
from portal.mail.returns.parsing import Sort, parse
from portal.mail.returns.processing import Done, handle
from portal.mail.returns.suppressing import is_suppressed
from tests.portal.mail import reports
from tests.portal.mail.posting import post

pytestmark = pytest.mark.django_db
TOKEN = "abcdefghij0123456789"
type Writer = Callable[[str, str], bytes]


@pytest.fixture(autouse=True)
def _return_path(settings: Settings) -> None:
    settings.MAIL_RETURN_PATH = reports.RETURN_PATH


@pytest.fixture
def sent() -> Delivery:
    """A mail to navn1@alpha.example that has left."""
    row = post()
    Delivery.objects.filter(pk=row.pk).update(status="sent", token=TOKEN)
    row.refresh_from_db()
    return row


def state(row: Delivery) -> str:
    return Delivery.objects.get(pk=row.pk).status


# --- Addresses -------------------------------------------------------------------------------------------------------


def test_each_mail_has_an_envelope_of_its_own() -> None:
    assert addresses.envelope_sender(TOKEN) == f"retur+{TOKEN}@portal.example"
    assert addresses.unsubscribe_mailbox(TOKEN) == f"retur+afmeld-{TOKEN}@portal.example"


def test_without_a_return_path_the_envelope_is_the_portals_own(settings: Settings) -> None:
    settings.MAIL_RETURN_PATH = ""
    settings.DEFAULT_FROM_EMAIL = "Portalen <portal@portal.example>"

    assert addresses.envelope_sender(TOKEN) == "portal@portal.example"
    assert addresses.unsubscribe_mailbox(TOKEN) == ""
    assert addresses.find(f"retur+{TOKEN}@portal.example") == []


def test_a_token_is_found_however_a_server_writes_the_address() -> None:
    text = f'"Retur" <RETUR+{TOKEN.upper()}@Portal.Example>, retur+afmeld-{TOKEN}@portal.example'

    assert addresses.find(text) == [(TOKEN, False), (TOKEN, True)]


@pytest.mark.parametrize(
    "text",
    [
        f"andet+{TOKEN}@portal.example",
        f"retur+{TOKEN}x@portal.example",
        f"x.retur+{TOKEN}@portal.example",
        f"retur+{TOKEN}@portalxexample",
    ],
)
def test_another_address_holds_no_token(text: str) -> None:
    assert addresses.find(text) == []


# --- Bounces ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("writer", "code"),
    [
        (reports.postfix, "5.1.1"),
        (reports.exchange_online, "5.1.10"),
        (reports.gmail, "5.1.1"),
        (reports.proofpoint, "5.1.1"),
        (reports.cisco, "5.1.0"),
        (reports.qmail, "5.1.1"),
    ],
)
def test_a_dead_mailbox_is_understood_in_every_servers_form(
    writer: Writer, code: str, sent: Delivery, nu: datetime
) -> None:
    done = handle(writer(TOKEN, sent.email), nu)

    row = MailReturn.objects.get()
    assert (done, row.kind, row.code, row.delivery_id, row.at) == (Done.BOUNCED, "hard", code, sent.pk, nu)
    assert state(sent) == "bounced"
    assert is_suppressed(sent.email)


@pytest.mark.parametrize("writer", [reports.postfix, reports.exchange_online, reports.gmail, reports.qmail])
def test_of_a_report_only_the_code_and_words_without_addresses_are_kept(
    writer: Writer, sent: Delivery, nu: datetime
) -> None:
    handle(writer(TOKEN, sent.email), nu)

    words = MailReturn.objects.get().words
    assert words
    assert "@" not in words
    assert "Kære læser" not in words


def test_the_same_report_read_twice_is_one_row(sent: Delivery, nu: datetime) -> None:
    report = reports.postfix(TOKEN, sent.email)

    assert [handle(report, nu), handle(report, nu + timedelta(hours=1))] == [Done.BOUNCED, Done.KNOWN]
    assert MailReturn.objects.count() == 1


def test_a_full_mailbox_comes_back_and_stays_on_the_list(sent: Delivery, nu: datetime) -> None:
    handle(reports.dsn(reports.verp(TOKEN), sent.email, status="5.2.2", diagnostic="smtp; 552 5.2.2 Over quota"), nu)

    assert (MailReturn.objects.get().kind, state(sent)) == ("soft", "bounced")
    assert not is_suppressed(sent.email)


@pytest.mark.parametrize(
    ("status", "diagnostic"),
    [
        ("5.7.1", "smtp; 550 5.7.1 Message rejected due to local policy"),
        ("5.1.1", "smtp; 550 5.7.1 Blocked: sender not allowed"),
        ("4.4.1", "smtp; connection timed out"),
        ("5.1.1", "smtp; 552 5.1.1 mailbox is full"),
    ],
)
def test_what_speaks_against_a_dead_mailbox_is_heard(
    status: str, diagnostic: str, sent: Delivery, nu: datetime
) -> None:
    handle(reports.dsn(reports.verp(TOKEN), sent.email, status=status, diagnostic=diagnostic), nu)

    assert MailReturn.objects.get().kind == "soft"


def test_the_words_tell_what_a_status_of_zeros_does_not(sent: Delivery, nu: datetime) -> None:
    handle(reports.dsn(reports.verp(TOKEN), sent.email, status="5.0.0"), nu)

    row = MailReturn.objects.get()
    assert (row.kind, row.code) == ("hard", "5.1.1")


def test_a_dead_mailbox_behind_a_readers_forwarding_is_not_theirs(sent: Delivery, nu: datetime) -> None:
    handle(reports.dsn(reports.verp(TOKEN), "privat@mail.example"), nu)

    assert MailReturn.objects.get().kind == "soft"
    assert not is_suppressed(sent.email)
    assert not is_suppressed("privat@mail.example")


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
def test_a_report_that_nothing_has_failed_changes_nothing(action: str, sent: Delivery, nu: datetime) -> None:
    done = handle(reports.dsn(reports.verp(TOKEN), sent.email, action=action, status="4.4.1"), nu)

    assert (done, state(sent)) == (Done.NOTHING, "sent")
    assert not MailReturn.objects.exists()


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply"])
def test_a_holiday_answer_is_no_bounce(header: str, sent: Delivery, nu: datetime) -> None:
    report = reports.plain(reports.verp(TOKEN), text="550 5.1.1 User unknown: jeg er på ferie", headers=header)

    assert handle(report, nu) == Done.NOTHING
    assert state(sent) == "sent"


def test_a_letter_from_a_person_waits_for_a_person(sent: Delivery, nu: datetime) -> None:
    assert handle(reports.plain(reports.verp(TOKEN)), nu) == Done.LEFT
    assert state(sent) == "sent"


# --- Whose word counts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["retur@portal.example", f"retur+{'z' * 20}@portal.example", "portal@portal.example"])
def test_a_forged_report_without_our_token_changes_nothing(to: str, sent: Delivery, nu: datetime) -> None:
    report = reports.dsn(to, sent.email, returned=f"Message-ID: {message_id(sent)}")

    assert handle(report, nu) == Done.UNPROVEN
    assert state(sent) == "sent"
    assert not is_suppressed(sent.email)


def test_a_server_that_answers_the_from_line_is_believed_when_it_brings_our_headers_back(
    sent: Delivery, nu: datetime
) -> None:
    headers = f"Message-ID: {message_id(sent)}\nList-Unsubscribe: <mailto:retur+afmeld-{TOKEN}@portal.example>"

    assert handle(reports.dsn("portal@portal.example", sent.email, returned=headers), nu) == Done.BOUNCED


def test_one_readers_token_proves_nothing_about_anothers_mail(sent: Delivery, nu: datetime) -> None:
    other = post(2)
    Delivery.objects.filter(pk=other.pk).update(status="sent")
    headers = f"Message-ID: {message_id(other)}\nReturn-Path: <{reports.verp(TOKEN)}>"

    assert handle(reports.dsn("portal@portal.example", other.email, returned=headers), nu) == Done.UNPROVEN


def test_mail_to_somebody_who_is_forgotten_suppresses_no_address(sent: Delivery, nu: datetime) -> None:
    Delivery.objects.filter(pk=sent.pk).update(email="", domain="")

    assert handle(reports.dsn(reports.verp(TOKEN), "navn1@alpha.example"), nu) == Done.BOUNCED
    assert not is_suppressed("navn1@alpha.example")


# --- Complaints ------------------------------------------------------------------------------------------------------


def test_a_complaint_ends_mail_for_many(sent: Delivery, nu: datetime) -> None:
    report = reports.complaint("fbl@portal.example", TOKEN, sent.email, message_id=message_id(sent))

    assert handle(report, nu) == Done.COMPLAINED
    assert (MailReturn.objects.get().kind, state(sent)) == ("complaint", "complained")
    assert is_suppressed(sent.email)


def test_a_report_that_it_is_no_spam_is_no_complaint(sent: Delivery, nu: datetime) -> None:
    report = reports.complaint(reports.verp(TOKEN), TOKEN, sent.email, kind="not-spam")

    assert handle(report, nu) == Done.NOTHING
    assert state(sent) == "sent"


# --- Unsubscribing by mail -------------------------------------------------------------------------------------------

asked: list[str] = []


def unsubscribe(token: str, *, now: datetime) -> bool:
    """What a room contributes."""
    asked.append(token)
    return token == TOKEN


@pytest.fixture
def unsubscriber(settings: Settings) -> list[str]:
    settings.MAIL_UNSUBSCRIBERS = [f"{__name__}.unsubscribe"]
    asked.clear()
    return asked


def test_any_mail_to_the_address_unsubscribes(unsubscriber: list[str], nu: datetime) -> None:
    done = handle(reports.plain(addresses.unsubscribe_mailbox(TOKEN), subject="", text=""), nu)

    assert (done, unsubscriber) == (Done.UNSUBSCRIBED, [TOKEN])


def test_a_token_that_nobody_knows_is_left_for_a_person(unsubscriber: list[str], nu: datetime) -> None:
    assert handle(reports.plain(addresses.unsubscribe_mailbox("z" * 20)), nu) == Done.UNPROVEN


def test_neither_a_holiday_answer_nor_a_bounce_unsubscribes(unsubscriber: list[str], nu: datetime) -> None:
    to = addresses.unsubscribe_mailbox(TOKEN)

    handle(reports.plain(to, headers="Auto-Submitted: auto-replied"), nu)
    handle(reports.dsn(to, "navn1@alpha.example"), nu)

    assert unsubscriber == []


# --- What a server says while we talk to it --------------------------------------------------------------------------


def test_a_refusal_for_good_is_written_down_and_the_state_stays(sent: Delivery, nu: datetime) -> None:
    Delivery.objects.filter(pk=sent.pk).update(status="failed")

    note_refusal(sent, f"550 5.1.1 <{sent.email}> No such user", nu)

    row = MailReturn.objects.get()
    assert (row.kind, row.code, row.words, state(sent)) == ("hard", "5.1.1", "550 5.1.1 … No such user", "failed")
    assert is_suppressed(sent.email)


def test_a_refused_mail_that_is_no_message_says_nothing_about_its_reader(sent: Delivery, nu: datetime) -> None:
    note_refusal(sent, "UnicodeEncodeError", nu)

    assert not MailReturn.objects.exists()


def test_a_report_may_overtake_the_worker_that_sent_the_mail(sent: Delivery, nu: datetime) -> None:
    Delivery.objects.filter(pk=sent.pk).update(status="handing", lease_owner="worker", lease_until=nu)

    note(sent, MailReturn.Kind.SOFT, "5.2.2", "", at=nu, key="early")

    assert state(sent) == "bounced"
    assert not Delivery.objects.held_by("worker", Delivery.Status.BOUNCED).exists()


def test_what_looks_like_a_citizens_number_is_not_kept() -> None:
    assert careful("550 010203-1234 <mette@alpha.example>\r\n 5.1.1 No such user") == "550 … 5.1.1 No such user"


# --- Hostile mail ----------------------------------------------------------------------------------------------------

_LINES = [
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    b'Content-Type: multipart/mixed; boundary="',
    b"Content-Type: message/delivery-status",
    b"Content-Type: message/feedback-report",
    b"Content-Type: message/rfc822",
    b"Content-Transfer-Encoding: base64",
    b"Content-Type: text/plain; charset=no-such",
    b"To: retur+" + TOKEN.encode() + b"@portal.example",
    b"Action: failed",
    b"Status: 5.1.1",
    b"Final-Recipient: rfc822",
    b"Diagnostic-Code: smtp;" + "550 æøå".encode("latin-1"),
    b"--b",
    b"--b--",
    b"",
]


@given(st.lists(st.sampled_from(_LINES) | st.binary(max_size=40), max_size=40))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_raise(lines: list[bytes]) -> None:
    report = parse(b"\r\n".join(lines))

    assert report.sort in Sort


@given(st.binary(max_size=2000), st.integers(0, 1500))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_report_raises_nothing(noise: bytes, at: int) -> None:
    whole = reports.exchange_online(TOKEN, "mette@alpha.example")

    assert parse(whole[:at] + noise + whole[at + len(noise) :]).sort in Sort


def test_a_mail_with_a_thousand_parts_inside_each_other_is_left() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000))

    assert parse(deep).sort == Sort.OTHER
