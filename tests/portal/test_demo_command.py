"""`manage.py demo`, started and stopped as `make demo` and Ctrl-C do it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow
PATIENCE = 180  # seconds for migrations, the example data and the server, on a machine with other work


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> str:
    """The page at the address, as soon as somebody answers there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(address, timeout=20) as response:  # noqa: S310 - our own server
                return str(response.read().decode())
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def group_is_empty(group: int) -> bool:
    """Whether no process of the group is left, within ten seconds."""
    for _attempt in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def demo(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The demonstration with a database of its own, in a process group of its own."""
    own = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "ALLOWED_HOSTS"}  # the suite's, which the demonstration does without
    environment = {key: value for key, value in os.environ.items() if key not in own}
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_the_demonstration_answers_and_leaves_nothing_behind(
    demo: subprocess.Popen[str], port: int, signal_number: signal.Signals
) -> None:
    page = wait_for(f"http://127.0.0.1:{port}/kontakter/?q=anders+010203-1234")

    os.killpg(demo.pid, signal_number)
    printed, _nothing = demo.communicate(timeout=20)

    assert "Livsmod" in page
    assert f"http://localhost:{port}/" in printed
    assert "anders" not in printed
    assert group_is_empty(demo.pid)
