"""How often a question asks the engine, which may stand at the other end of a network."""

from collections.abc import Sequence

import pytest

from portal.search import engines
from portal.search.embedded import EmbeddedEngine
from portal.search.engine import Query, Results
from tests.directory.understanding.asking import ask, functions, member, service

pytestmark = pytest.mark.django_db


class Counting(EmbeddedEngine):
    """Remembers which queries came together."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[Query]] = []

    def search_all(self, queries: Sequence[Query], version: int | None = None) -> list[Results]:
        self.batches.append(list(queries))
        return super().search_all(queries, version)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    engine = Counting()
    monkeypatch.setattr(engines, "current", lambda: engine)
    for name in ("Kolding", "Vejle"):
        municipality = member(name)
        service(municipality)
        service(municipality, "ppr")
    return engine


@pytest.mark.parametrize(
    "text",
    ["kolding", "kolding banan", "kolding selvskade 15 år", "kolding ppr", "kolding akut nu", "kolding vejle", "banan"],
)
def test_what_a_question_asks_it_asks_at_once(counting: Counting, text: str) -> None:
    ask(text)

    assert len(counting.batches) == 1


def test_when_nobody_takes_it_only_the_rest_is_asked_for(counting: Counting) -> None:
    service(member("Greve"), not_for="selvmordsforsøg")

    ask("greve selvmordsforsøg")

    assert len(counting.batches) == 2
    assert len(counting.batches[1]) == 1


def test_what_is_asked_along_changes_no_order(counting: Counting) -> None:
    assert functions(ask("kolding")) == ["modtagelse", "ppr"]
