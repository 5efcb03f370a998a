"""Following links: what answers, and what is never called. Against servers of our own on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from newsletters import following
from newsletters.following import Outcome, follow, follow_all, is_public


class Server(BaseHTTPRequestHandler):
    """Answers by what the path asks for, and remembers who asked how."""

    asked: list[str] = []

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.asked.append(f"{self.command} {self.path} {self.headers['Host']}")
        place, _, to = self.path.strip("/").partition("?")
        knows_no_head = place == "nohead"
        status = (405 if self.command == "HEAD" else 200) if knows_no_head else int(place or "200")
        self.send_response(status)
        if to:
            self.send_header("Location", to.removeprefix("to="))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on this machine that stands for one of the public internet: the name `ude.example` leads to it."""
    Server.asked.clear()
    http = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    really = following.resolve

    def resolve(host: str, port: int) -> str:
        return "127.0.0.1" if host == "ude.example" else really(host, port)

    monkeypatch.setattr(following, "resolve", resolve)
    yield f"http://ude.example:{http.server_port}"
    http.shutdown()
    http.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address that must be refused
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
    ],
)
def test_what_is_not_on_the_public_internet(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_what_is_on_the_public_internet(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://2130706433:1/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://user@example.org/",
        "https:///nothing",
    ],
)
def test_what_is_never_called(url: str) -> None:
    assert follow(url) is Outcome.REFUSED


@pytest.mark.parametrize("url", ["http://findes-ikke.invalid/", "http://[", "http://example.org:99999/", "http://..."])
def test_what_leads_nowhere_is_silent_and_raises_nothing(url: str) -> None:
    assert follow(url) in {Outcome.SILENT, Outcome.REFUSED}


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/200", Outcome.ANSWERS),
        ("/401", Outcome.ANSWERS),
        ("/429", Outcome.ANSWERS),
        ("/404", Outcome.GONE),
        ("/410", Outcome.GONE),
        ("/502", Outcome.SILENT),
        ("/302?to=/200", Outcome.ANSWERS),
        ("/302?to=/404", Outcome.GONE),
        ("/302?to=http://127.0.0.1:1/", Outcome.REFUSED),
        ("/302?to=http://169.254.169.254/latest/", Outcome.REFUSED),
        ("/302?to=file:///etc/passwd", Outcome.REFUSED),
    ],
)
def test_what_becomes_of_an_answer(server: str, path: str, outcome: Outcome) -> None:
    assert follow(server + path) is outcome


def test_a_page_is_asked_for_by_head_and_its_body_is_not_read(server: str) -> None:
    follow(f"{server}/200")

    assert Server.asked == [f"HEAD /200 {server.removeprefix('http://')}"]


def test_a_server_that_knows_no_head_is_asked_by_get(server: str) -> None:
    assert follow(f"{server}/nohead") is Outcome.ANSWERS
    assert [asked.split()[0] for asked in Server.asked] == ["HEAD", "GET"]


def test_round_and_round_ends(server: str) -> None:
    assert follow(f"{server}/302?to=/302?to=/302") is Outcome.SILENT or len(Server.asked) <= following.REDIRECTS + 1


def test_danish_letters_in_a_path_are_quoted(server: str) -> None:
    follow(f"{server}/200?til=ærø")

    assert "/200?til=%C3%A6r%C3%B8" in Server.asked[0]


def test_each_address_is_asked_once(server: str) -> None:
    found = follow_all([f"{server}/200", f"{server}/200", f"{server}/404"])

    assert list(found.values()) == [Outcome.ANSWERS, Outcome.GONE]
    assert len([asked for asked in Server.asked if "/200" in asked]) == 1
