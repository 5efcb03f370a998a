"""The portal as it runs: granian and a mail worker over a database, and browsers that are logged in."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.machine import memory_of
from tests.portal.mail.ports import free_port

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_HEADING = re.compile(r'id="tilmelding-overskrift"[^>]*>([^<]+)<')
_TICKS = os.sysconf("SC_CLK_TCK")


class House:
    """A web server and, when asked, the worker beside it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.environment = os.environ | environment | {"SITE_URL": f"http://127.0.0.1:{self.port}"}
        self.processes: list[subprocess.Popen[bytes]] = []

    def tell(self, *command: str) -> Any:
        """What the crowd's program answers."""
        program = [sys.executable, "-m", "tests.themedays.crowd", *command]
        return json.loads(subprocess.run(program, env=self.environment, capture_output=True, check=True).stdout)

    def start_web(self, *options: str) -> None:
        options = ("--port", str(self.port), "--no-access-log", "--log-level", "error", *options)
        self._start("-m", "granian", "portal.wsgi:application", "--interface", "wsgi", *options)
        self.wait_until_it_answers()

    def start_worker(self) -> None:
        self._start("manage.py", "worker")

    def _start(self, *command: str) -> None:
        self.processes.append(subprocess.Popen([sys.executable, *command], env=self.environment))

    def wait_until_it_answers(self) -> None:
        for _attempt in range(2400):
            client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                client.request("GET", "/health/")
                client.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
            finally:
                client.close()
        raise AssertionError("the server has not answered for four minutes")

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:  # it never started
                for one in reversed(family(process.pid)):
                    os.kill(one, signal.SIGKILL)
                process.wait()

    def browser(self, cookie: str, session: str) -> "Browser":
        return Browser(self.port, f"{cookie}={session}")


class Browser:
    """Somebody who is logged in, on a connection that stays open."""

    def __init__(self, port: int, cookie: str) -> None:
        self._client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies = dict([cookie.split("=", 1)])
        self._token = ""
        self.requests = 0

    def read(self, address: str) -> str:
        """A page; the words of its panel."""
        return _panel_words(self.text_of(address))

    def text_of(self, address: str) -> str:
        """A page, all of it."""
        return self._ask("GET", address, {})

    def press(self, address: str, **fields: str) -> str:
        """The button of the page that was read last; the words of the panel that comes back."""
        body = urlencode({"csrfmiddlewaretoken": self._token} | fields)
        headers = {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
        return _panel_words(self._ask("POST", address, headers, body))

    def close(self) -> None:
        self._client.close()

    def _ask(self, method: str, address: str, headers: dict[str, str], body: str = "") -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._client.request(method, address, body, {"Cookie": cookies} | headers)
        response = self._client.getresponse()
        text = response.read().decode()
        self.requests += 1
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _sign, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        if response.status not in {http.client.OK, http.client.FOUND}:
            raise AssertionError(f"{method} {address}: {response.status} {text[:300]}")
        if found := _TOKEN.search(text):
            self._token = found[1]
        return text


def _panel_words(text: str) -> str:
    heading = _HEADING.search(text)
    return heading[1].strip() if heading else ""


def family(process: int) -> list[int]:
    """A process and all that it has started."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def cpu_of(process: int) -> float:
    """The seconds that a process and its family have used."""
    ticks = 0
    for one in family(process):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


def memory_of_family(process: int) -> tuple[float, float]:
    """What a process and its family hold in memory, in MB: each by itself, and with what they share counted once."""
    shared = 0
    for one in family(process):
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        shared += int(rollup.split("Pss:")[1].split()[0])
    return sum(memory_of(one) for one in family(process)), shared / 1024


@contextmanager
def house(environment: dict[str, str]) -> Iterator[House]:
    """A house that is shut when the block ends."""
    built = House(environment)
    try:
        yield built
    finally:
        built.stop()
