"""Where returned mail lies: a Maildir or an mbox on this machine, or a mailbox on a server (IMAP over TLS)."""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

_MOST = 500  # mails in one round: the next one comes in five minutes
_LARGEST = 1_000_000  # bytes that are read of a mail: a report says what it has to say long before
_TIMEOUT = 20  # seconds


class UnreadableError(Exception):
    """The mailbox cannot be opened. Its message is for the operator, and holds no password."""


class Mailbox(Protocol):
    """A place with mails, each with a key of its own."""

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """The mails that nobody has read yet."""

    def remove(self, key: str) -> None:
        """Delete one for ever."""

    def keep(self, key: str) -> None:
        """Mark one as read, so that it is not read again."""


@contextmanager
def opened(place: str, *, context: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """The mailbox at a place: a path, or imaps://user:password@host:993/INBOX.

    `context` is for a server whose certificate this machine does not know.

    Raises:
        UnreadableError: there is none, it does not let us in, or it went away.
    """
    where = urlsplit(place).hostname or "" if "://" in place else place
    try:
        with _on_server(place, context) if "://" in place else _in_files(Path(place)) as box:
            yield box
    except (OSError, imaplib.IMAP4.error, mailbox.Error) as error:
        raise UnreadableError(f"{where}: {type(error).__name__}") from error


class _Maildir:
    """A folder with a file for each mail."""

    def __init__(self, path: Path) -> None:
        self._box = mailbox.Maildir(path, create=False)

    def unread(self) -> Iterator[tuple[str, bytes]]:
        unread = (key for key in self._box.iterkeys() if "S" not in self._box.get_flags(key))
        for key in list(islice(unread, _MOST)):
            try:
                yield key, self._box.get_bytes(key)[:_LARGEST]
            except KeyError:  # somebody else has taken it away
                continue

    def remove(self, key: str) -> None:
        self._box.discard(key)

    def keep(self, key: str) -> None:
        try:
            message = self._box.get_message(key)
        except KeyError:
            return
        message.set_subdir("cur")
        message.add_flag("S")
        self._box[key] = message


class _Mbox:
    """One file with all mails. Written anew when it is closed; locked as long, so the server that delivers waits."""

    def __init__(self, path: Path) -> None:
        self._box = mailbox.mbox(path, create=False)

    def unread(self) -> Iterator[tuple[str, bytes]]:
        unread = (key for key in self._box.keys() if "R" not in self._box.get_message(key).get_flags())  # noqa: SIM118
        for key in list(islice(unread, _MOST)):
            yield key, self._box.get_bytes(key)[:_LARGEST]

    def remove(self, key: str) -> None:
        self._box.discard(key)

    def keep(self, key: str) -> None:
        message = self._box.get_message(key)
        message.add_flag("R")
        self._box[key] = message


@contextmanager
def _in_files(path: Path) -> Iterator[Mailbox]:
    if not path.exists():
        raise UnreadableError(f"{path}: FileNotFoundError")
    if path.is_dir():
        yield _Maildir(path)
        return
    mbox = _Mbox(path)
    try:
        mbox._box.lock()
        yield mbox
    finally:
        mbox._box.close()


class _Server:
    """The mailbox of an IMAP server (RFC 3501)."""

    def __init__(self, imap: imaplib.IMAP4_SSL) -> None:
        self._imap = imap

    def unread(self) -> Iterator[tuple[str, bytes]]:
        _kind, found = self._imap.uid("SEARCH", "UNSEEN", "UNDELETED")
        for uid in (found[0] or b"").split()[:_MOST]:
            _kind, parts = self._imap.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{_LARGEST}>)")
            for part in parts:
                if isinstance(part, tuple):
                    yield uid.decode(), part[1]

    def remove(self, key: str) -> None:
        self._imap.uid("STORE", key, "+FLAGS.SILENT", r"(\Deleted)")

    def keep(self, key: str) -> None:
        self._imap.uid("STORE", key, "+FLAGS.SILENT", r"(\Seen)")


@contextmanager
def _on_server(place: str, context: ssl.SSLContext | None) -> Iterator[Mailbox]:
    parts = urlsplit(place)
    if parts.scheme != "imaps" or not parts.hostname:
        raise UnreadableError("imaps://user:password@host/INBOX")
    # imaplib's own context would take any certificate.
    context = context or ssl.create_default_context()
    with imaplib.IMAP4_SSL(parts.hostname, parts.port or 993, ssl_context=context, timeout=_TIMEOUT) as imap:
        imap.login(unquote(parts.username or ""), unquote(parts.password or ""))
        kind, _words = imap.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"')
        if kind != "OK":
            raise UnreadableError(f"{parts.hostname}: {parts.path}")
        yield _Server(imap)
        imap.expunge()
