"""Reading the mailbox of returned mail: folders, files and servers; once, whatever happens in between."""

import mailbox
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from pytest_django import Settings

from portal.mail.models import Delivery, MailReturn
from portal.mail.returns.mailboxes import UnreadableError, opened
from portal.mail.returns.processing import Done, handle, process
from portal.mail_contributions import read_returned
from tests.portal.mail import reports
from tests.portal.mail.imap import ImapServer
from tests.portal.mail.posting import post

pytestmark = pytest.mark.django_db
TOKEN = "abcdefghij0123456789"
PERSON = reports.plain(reports.RETURN_PATH)


@pytest.fixture(autouse=True)
def sent(settings: Settings) -> Delivery:
    """A mail to navn1@alpha.example that has left."""
    settings.MAIL_RETURN_PATH = reports.RETURN_PATH
    row = post()
    Delivery.objects.filter(pk=row.pk).update(status="sent", token=TOKEN)
    return row


@pytest.fixture
def bounce(sent: Delivery) -> bytes:
    return reports.postfix(TOKEN, sent.email)


@pytest.fixture
def maildir(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "Maildir")


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    path = tmp_path / "mbox"
    path.touch()
    return path


@pytest.fixture
def imap(tmp_path: Path) -> Iterator[ImapServer]:
    server = ImapServer(tmp_path, "retur@portal.example", "hemmelig:/1")
    yield server
    server.stop()


def place(server: ImapServer, password: str = "hemmelig%3A%2F1") -> str:  # noqa: S107
    return f"imaps://retur%40portal.example:{password}@127.0.0.1:{server.port}/INBOX"


def fill(path: Path, *mails: bytes) -> None:
    box = mailbox.mbox(path)
    for mail in mails:
        box.add(mail)
    box.close()


def test_a_maildir_is_emptied_of_what_was_understood(maildir: mailbox.Maildir, bounce: bytes, nu: datetime) -> None:
    maildir.add(bounce)
    maildir.add(PERSON)

    with opened(str(maildir._path)) as box:
        done = process(box, nu)

    assert done == {Done.BOUNCED: 1, Done.LEFT: 1}
    (left,) = mailbox.Maildir(str(maildir._path))
    assert (left["Subject"], left.get_flags(), left.get_subdir()) == ("Sv: Nyhedsbrev", "S", "cur")


def test_what_was_left_in_a_maildir_is_not_read_again(maildir: mailbox.Maildir, nu: datetime) -> None:
    maildir.add(PERSON)

    for _round in range(2):
        with opened(str(maildir._path)) as box:
            done = process(box, nu)

    assert not done


def test_an_mbox_is_emptied_of_what_was_understood(mbox: Path, bounce: bytes, nu: datetime) -> None:
    fill(mbox, bounce, PERSON)

    with opened(str(mbox)) as box:
        first = process(box, nu)
    with opened(str(mbox)) as box:
        second = process(box, nu)

    assert (first, second) == ({Done.BOUNCED: 1, Done.LEFT: 1}, {})
    assert b"Sv: Nyhedsbrev" in mbox.read_bytes()
    assert b"User unknown" not in mbox.read_bytes()


def test_a_server_is_emptied_of_what_was_understood(imap: ImapServer, bounce: bytes, nu: datetime) -> None:
    imap.add(bounce)
    kept = imap.add(PERSON)

    with opened(place(imap), context=imap.trust) as box:
        first = process(box, nu)
    with opened(place(imap), context=imap.trust) as box:
        second = process(box, nu)

    assert (first, second) == ({Done.BOUNCED: 1, Done.LEFT: 1}, {})
    assert imap.flags == {kept: {rb"\Seen"}}


def test_killed_before_the_mail_was_taken_away_it_is_read_again_as_one_row(
    maildir: mailbox.Maildir, bounce: bytes, nu: datetime
) -> None:
    maildir.add(bounce)
    handle(bounce, nu)  # committed, and then killed

    with opened(str(maildir._path)) as box:
        done = process(box, nu)

    assert done == {Done.KNOWN: 1}
    assert MailReturn.objects.count() == 1
    assert len(mailbox.Maildir(str(maildir._path))) == 0


def test_a_mail_is_still_there_when_the_database_is_not(
    maildir: mailbox.Maildir, bounce: bytes, nu: datetime, settings: Settings
) -> None:
    maildir.add(bounce)
    maildir.add(reports.plain(f"retur+afmeld-{TOKEN}@portal.example"))
    settings.MAIL_UNSUBSCRIBERS = [f"{__name__}.breaks"]

    with pytest.raises(ZeroDivisionError), opened(str(maildir._path)) as box:
        process(box, nu)

    assert any("afmeld" in (mail["To"] or "") for mail in mailbox.Maildir(str(maildir._path)))


def breaks(token: str, *, now: datetime) -> bool:
    """A room whose function fails."""
    return bool(1 / 0)


@pytest.mark.parametrize("where", ["/no/such/folder", "imap://user:password@127.0.0.1/INBOX", "imaps:///INBOX"])
def test_a_mailbox_that_is_not_there_is_named_without_its_password(where: str) -> None:
    with pytest.raises(UnreadableError) as error, opened(where):
        pass

    assert "password@127" not in str(error.value)


def test_a_wrong_password_is_not_in_the_words(imap: ImapServer) -> None:
    with pytest.raises(UnreadableError) as error, opened(place(imap, "forkert"), context=imap.trust):
        pass

    assert str(error.value) == "127.0.0.1: error"


def test_a_server_whose_certificate_nobody_knows_gets_no_password(imap: ImapServer) -> None:
    with pytest.raises(UnreadableError, match="SSLCertVerificationError"), opened(place(imap)):
        pass


def test_a_mailbox_that_somebody_else_has_locked_is_left_alone(mbox: Path) -> None:
    other = mailbox.mbox(mbox)
    other.lock()

    with pytest.raises(UnreadableError), opened(str(mbox)):
        pass

    other.close()


def test_the_command_says_what_it_found(maildir: mailbox.Maildir, bounce: bytes, settings: Settings) -> None:
    maildir.add(bounce)
    settings.BOUNCES_MAILBOX = str(maildir._path)
    out = StringIO()

    call_command("process_bounces", stdout=out)

    assert out.getvalue() == "mail.bounced: 1\n"


def test_the_command_says_what_is_missing(settings: Settings, tmp_path: Path) -> None:
    settings.BOUNCES_MAILBOX = ""
    with pytest.raises(CommandError, match="BOUNCES_MAILBOX"):
        call_command("process_bounces")
    with pytest.raises(CommandError, match="FileNotFoundError"):
        call_command("process_bounces", mailbox=str(tmp_path / "none"))


def test_the_clock_reads_it_every_five_minutes_and_not_each_half(
    maildir: mailbox.Maildir, bounce: bytes, settings: Settings, nu: datetime
) -> None:
    cache.clear()
    settings.BOUNCES_MAILBOX = str(maildir._path)
    maildir.add(bounce)

    first = [(ticked.what, ticked.count) for ticked in read_returned(nu)]
    maildir.add(bounce)
    second = list(read_returned(nu))

    assert (first, second) == ([("mail.returned-bounced", 1)], [])


def test_without_a_mailbox_the_clock_reads_nothing(settings: Settings, nu: datetime) -> None:
    settings.BOUNCES_MAILBOX = ""

    assert list(read_returned(nu)) == []
