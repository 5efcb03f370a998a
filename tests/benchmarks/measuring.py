"""Times in milliseconds, single thread, warm."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection

HTMX = {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}


def times(ask: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """How long each text took, after a first round that nobody counts."""
    texts = list(texts)
    for text in texts[:20]:
        ask(text)
    taken = []
    for text in texts:
        started = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def p50(taken: list[float]) -> float:
    return statistics.median(taken)


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def line(what: str, taken: list[float]) -> str:
    return f"  {what:<44} p50 {p50(taken):8.2f}   p95 {p95(taken):8.2f}   max {max(taken):8.1f} ms"


@contextmanager
def server(folder: Path) -> Iterator[http.client.HTTPConnection]:
    """A granian worker over a copy of the database as this transaction sees it, and a connection that stays open."""
    database = folder / "db.sqlite3"
    connection.ensure_connection()
    database.write_bytes(connection.connection.serialize())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.server_settings",
    }
    command = ["-m", "granian", "--interface", "wsgi", "--workers", "1", "--port", str(port), "portal.wsgi:application"]
    process = subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        _wait_for(client, process)
        yield client
        client.close()
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(client: http.client.HTTPConnection, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(240):
        assert process.poll() is None, "the server has ended"
        try:
            client.request("GET", "/health/")
            client.getresponse().read()
        except OSError:
            client.close()
            time.sleep(0.25)
        else:
            return
    raise AssertionError("the server has not answered for a minute")


def post(client: http.client.HTTPConnection, address: str, text: str) -> bytes:
    client.request("POST", address, urlencode({"q": text}), HTMX)
    response = client.getresponse()
    body = response.read()
    assert response.status == 200, (response.status, address)
    return body
