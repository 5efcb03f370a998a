"""Mail servers of the tests' own, and post offices whose mail goes there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.portal.mail.postfix import start_postfix
from tests.portal.mail.server import MailServer
from tests.portal.mail.watching import Office, Watched, copy_of, database

type Start = Callable[..., "MailServer"]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with empty tables."""
    with database(tmp_path_factory.mktemp("office")) as url:
        yield url


@pytest.fixture
def database_url(migrated: str, tmp_path: Path) -> Iterator[str]:
    """The address of one of the test's own."""
    with copy_of(migrated, tmp_path) as url:
        yield url


@pytest.fixture
def watched(database_url: str, start_mail_server: Start) -> Iterator[Watched]:
    """A post office, and the server that its mail goes to: a sink that is slow to say that it has taken a message."""
    server = start_mail_server("slow")
    office = Office(database_url, server.port)
    yield Watched(office, server)
    office.close()


@pytest.fixture
def watched_postfix(database_url: str) -> Iterator[Watched]:
    """A post office whose mail goes to a real Postfix."""
    server = start_postfix()
    office = Office(database_url, server.port)
    yield Watched(office, server)
    office.close()
    server.stop()


@pytest.fixture
def start_mail_server(tmp_path: Path, settings: Settings) -> Iterator[Start]:
    """Starts a mail server that the portal's mailers then use; the last one started is theirs."""
    started: list[MailServer] = []

    def start(behaviour: str = "take", port: int = 0) -> MailServer:
        server = MailServer(tmp_path / f"mail-{len(started)}.log", behaviour, port)
        started.append(server)
        settings.MAILERS = settings.MAILERS | server.mailers()
        return server

    yield start
    for server in started:
        server.stop()
