"""What the adapter makes of a server that is no Meilisearch, or none that is well; needs no Meilisearch."""

import json
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from portal.search.embedded import EmbeddedEngine
from portal.search.engine import Query
from portal.search.failover import PATIENCE, FailoverEngine
from portal.search.meili import documents
from portal.search.meili.asking import Asking
from portal.search.meili.client import Place, UnavailableError
from portal.search.meili.filling import Filling
from portal.search.models import SearchRow
from tests.portal.search.rows_of import row, write

KEY = "the-key-that-nobody-may-read"


def error(code: str) -> str:
    return json.dumps({"message": f"Bad {KEY}", "code": code, "type": "internal", "link": "https://example.dk"})


class Canned(BaseHTTPRequestHandler):
    """Says the same to everybody."""

    status, body = 200, "{}"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body.encode())

    do_GET = do_POST = answer  # noqa: N815 - the names that http.server asks for

    def log_message(self, *arguments: Any) -> None:
        """Nothing."""


@pytest.fixture
def canned() -> Iterator[Place]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Canned) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield Place(f"http://127.0.0.1:{server.server_port}", KEY, "index")
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, "<html>a wall</html>", "cannot be read"),
        (200, "{}", "cannot be read"),
        (200, '{"results": []}', "cannot be read"),
        (200, '{"results": [{"hits": [1]}, {}, {"hits": []}]}', "cannot be read"),
        (200, "null", "cannot be read"),
        (403, error("invalid_api_key"), "refuses MEILISEARCH_KEY"),
        (404, error("index_not_found"), "does not have the index"),
        (500, error("internal"), "an error (500, internal)"),
        (500, error("SELECT 1; rm"), "an error (500, no code)"),
        (502, "<html>a wall</html>", "an error (502, no code)"),
    ],
)
def test_trouble_is_told_in_plain_words_without_the_key(
    canned: Place, monkeypatch: pytest.MonkeyPatch, status: int, body: str, words: str
) -> None:
    monkeypatch.setattr(Canned, "status", status)
    monkeypatch.setattr(Canned, "body", body)

    with pytest.raises(UnavailableError) as caught:
        Asking(canned).candidates([documents.Question(Query(("angst",)), {"angst": {}})], 1)

    assert words in str(caught.value)
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_nobody_at_home_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(UnavailableError, match="cannot be reached"):
        Filling(Place(address, KEY, "index")).state()


@pytest.mark.django_db
def test_a_server_that_says_nothing_holds_a_reader_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    write(row("a", "angst"))
    calls: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as mute:
        engine = FailoverEngine(Place(f"http://127.0.0.1:{mute.getsockname()[1]}", KEY, "index"), EmbeddedEngine())
        engine.feeder.stop()
        monkeypatch.setattr(engine._asking, "candidates", lambda *_: calls.append(time.sleep(PATIENCE * 2) or 1))  # type: ignore[func-returns-value]
        engine.feeder._trouble = ""  # as if it had been well a moment ago

        answers = [engine.search(Query(("angst",))) for _time in range(5)]

        assert [(answer.degraded, len(answer.hits)) for answer in answers] == [(True, 1)] * 5
        assert engine.health().status == "degraded"
        engine.close()
    assert len(calls) <= 1


def test_an_answer_of_an_older_version_or_of_two_indexes_is_not_believed(
    canned: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state(build: str, version: int) -> dict[str, Any]:
        return {"hits": [documents.build(build), documents.marker(build, version)]}

    def candidates(*results: dict[str, Any]) -> object:
        monkeypatch.setattr(Canned, "body", json.dumps({"results": results}))
        return Asking(canned).candidates([documents.Question(Query(), {})], 7)

    found = {"hits": [], "facetDistribution": {"key": {"a": 1}}}

    assert candidates(state("one", 7), found, state("one", 7)) == [frozenset("a")]
    assert candidates(state("one", 6), found, state("one", 7)) is None
    assert candidates(state("one", 7), found, state("two", 7)) is None
    assert candidates({"hits": []}, found, state("one", 7)) is None


def test_a_row_becomes_a_document_that_meilisearch_takes() -> None:
    found = documents.of_row(
        SearchRow(key="Ægte nøgle", version=3, terms={"public": {"~angst": 1, "å" * 300: 1}}, facets={"f": ["B", "b"]}),
        "one",
    )

    assert found["id"].isascii()
    assert found["id"].endswith("--3")
    assert "public:~angst" in found["terms"]
    assert all(len(term) < 100 for term in found["terms"])
    assert len(found["facets"]) == 2  # Meilisearch would take B and b for the same
