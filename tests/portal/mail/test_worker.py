"""The worker from outside, the bell that wakes it, and `manage.py tick`, which does the same once."""

import os
import threading
import time
from datetime import datetime
from io import StringIO
from pathlib import Path
from signal import SIGTERM

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from portal.contributions import Ticked
from portal.mail.models import Delivery
from portal.mail.tasks import ring
from portal.mail.worker import Worker
from portal.management.commands.worker import Stopping
from portal.ticks import tick
from tests.portal.mail.conftest import Start
from tests.portal.mail.mailing import begun, people
from tests.portal.mail.ports import free_port
from tests.portal.mail.posting import post, states

pytestmark = pytest.mark.django_db
GOOD, BROKEN = f"{__name__}.good", f"{__name__}.broken"
type Capture = DjangoCaptureOnCommitCallbacks


def good(now: datetime) -> list[Ticked]:
    return [Ticked("test.done", 3), Ticked("test.nothing", 0)]


def broken(now: datetime) -> list[Ticked]:
    raise ZeroDivisionError


def nothing(_now: datetime) -> None: ...


@pytest.fixture(autouse=True)
def bell(settings: Settings, tmp_path: Path) -> Path:
    settings.MAIL_BELL = tmp_path / "mail.bell"
    return settings.MAIL_BELL


def test_posting_rings_once_after_the_commit_however_many_are_posted(
    bell: Path, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as rung:
        for number in range(5):
            post(number)
        before = bell.exists()

    assert (len(rung), before, bell.exists()) == (1, False, True)


def test_a_bell_that_cannot_ring_stops_nobody(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_BELL = tmp_path / "nowhere" / "mail.bell"

    ring.enqueue()

    assert not settings.MAIL_BELL.exists()


def test_a_worker_that_rests_hears_the_bell(bell: Path) -> None:
    stopping = threading.Event()
    worker = Worker(stopping, nothing)
    waits: list[float] = []

    def listen() -> None:
        begun = time.monotonic()
        worker._listen()
        waits.append(time.monotonic() - begun)

    listen()  # nobody rings: it looks at the database by itself after a second
    bell.touch()
    listen()

    assert waits[1] < waits[0]


def test_everything_that_waits_is_sent_awaited_mail_first(start_mail_server: Start) -> None:
    server = start_mail_server()
    for number in range(25):
        post(number, is_bulk=number < 5)

    Worker(threading.Event(), nothing).drain()

    assert set(states()) == {"sent"}
    assert server.recipients() == [f"navn{number}@alpha.example" for number in (*range(5, 25), *range(5))]


def posts_meanwhile(_rows: object, _now: datetime) -> dict[int, str]:
    """What happens while a newsletter is about to leave: somebody signs up, and the bell rings."""
    post(99)
    ring.enqueue()
    return {}


def test_what_is_posted_while_a_newsletter_leaves_waits_for_one_group(
    start_mail_server: Start, settings: Settings, nu: datetime
) -> None:
    server = start_mail_server()
    begun(people(30), nu)
    settings.MAIL_STOPPERS = [f"{__name__}.posts_meanwhile"]
    worker = Worker(threading.Event(), nothing)

    worker.work()
    assert sorted(states()) == ["queued"] * 21 + ["sent"] * 10
    worker.work()
    worker.close()

    assert server.recipients()[10] == "navn99@alpha.example"


def test_after_the_server_was_gone_a_worker_rests_and_leaves_the_order_as_it_was(settings: Settings) -> None:
    options = {"host": "127.0.0.1", "port": free_port(), "timeout": 1}
    settings.MAILERS = settings.MAILERS | {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }
    for number in range(60):
        post(number)
    worker = Worker(threading.Event(), nothing)

    assert [worker.work(), worker.work()] == [{}, {}]

    tried = Delivery.objects.exclude(response="").values_list("pk", flat=True)
    assert list(tried) == [Delivery.objects.earliest("pk").pk]
    assert set(Delivery.objects.values_list("status", "next_at", "lease_owner")) == {("queued", None, "")}


def test_a_worker_that_is_told_to_stop_puts_back_what_it_has_not_begun(start_mail_server: Start) -> None:
    server = start_mail_server()
    for number in range(30):
        post(number)
    stopping = threading.Event()
    stopping.set()

    worker = Worker(stopping, nothing)
    worker.work()
    worker.close()

    assert len(server.accepted()) == 10
    assert states() == ["sent"] * 10 + ["queued"] * 20


def test_a_worker_ends_with_the_process_that_it_belongs_to() -> None:
    assert not Stopping(parent=os.getppid()).is_set()
    assert Stopping(parent=os.getpid()).wait(0)
    assert not Stopping(parent=None).wait(0)


def test_a_signal_stops_it_also_in_the_middle_of_waiting() -> None:
    stopping = Stopping(parent=None)

    with stopping._cond:  # type: ignore[attr-defined]  # what wait() holds for a moment, when the signal may come
        signal = threading.Thread(target=stopping.on_signal, args=(SIGTERM, None), daemon=True)
        signal.start()
        signal.join(5)
        came_through = not signal.is_alive()

    assert came_through
    assert stopping.wait(0)


def test_a_tick_that_fails_stops_no_other(settings: Settings, nu: datetime, caplog: pytest.LogCaptureFixture) -> None:
    settings.TICKS = [BROKEN, GOOD]

    assert tick(nu) == ([Ticked("test.done", 3)], [BROKEN])
    assert BROKEN in caplog.text


def test_the_command_says_what_was_done(settings: Settings) -> None:
    settings.TICKS = [GOOD]
    out = StringIO()

    call_command("tick", stdout=out)

    assert out.getvalue() == "test.done: 3\n"


def test_the_command_ends_with_an_error_when_a_tick_failed(settings: Settings) -> None:
    settings.TICKS = [BROKEN, GOOD]
    out = StringIO()

    with pytest.raises(CommandError, match="broken"):
        call_command("tick", stdout=out)

    assert out.getvalue() == "test.done: 3\n"


def test_the_command_sends_when_it_is_asked_to(settings: Settings, start_mail_server: Start) -> None:
    settings.TICKS = []
    start_mail_server()
    post()
    out = StringIO()

    call_command("tick", stdout=out)
    assert states() == ["queued"]
    call_command("tick", "--send", stdout=out)

    assert (states(), out.getvalue()) == (["sent"], "mail.sent: 1\n")
