"""How long a question takes: the engine, the answer, the fragment through HTTP; and the stock search beside it.

    BENCH_SIZES=300,3000 python -m pytest tests/benchmarks/test_lookup.py -m slow -s

Prints and asserts no time: a busy machine is no fault of the code.
"""

import os
import time
from datetime import date
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client

from directory.contacts.imports.actions import import_directory
from directory.contacts.models import Service
from directory.understanding.answering import answer
from portal.danish import fold, words
from portal.permissions import PUBLIC_ONLY
from portal.search.analysis import STOP_WORDS
from portal.search.embedded import engine
from portal.search.engine import Query
from tests import world
from tests.benchmarks import stock
from tests.benchmarks.measuring import line, p50, post, server, times
from tests.benchmarks.questions import questions
from tests.conftest import NU

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "300,3000,30000").split(",")]
STOCK_UP_TO = 3_000  # above, it does not finish: its ranking is quadratic on SQLite


def engine_alone(text: str) -> object:
    """The whole question as words, as the stock search gets it: no understanding, no filter."""
    asked = tuple(dict.fromkeys(word for word in map(fold, words(text)) if word not in STOP_WORDS))
    return engine.search(Query(asked, limit=10))


def whole_answer(text: str) -> object:
    return answer(text, at=NU, tiers=PUBLIC_ONLY)


@pytest.mark.parametrize("size", SIZES)
def test_how_long_a_question_takes(size: int, tmp_path: Path, client: Client) -> None:
    started = time.perf_counter()
    report = import_directory(world.as_csv(world.rows(size)).encode(), today=date(2026, 11, 24), now=NU)
    assert not report.refused, (report.problem, report.bad[:3])
    count = Service.objects.count()
    print(f"\n{count:,} services, imported in {time.perf_counter() - started:.1f} s")
    asked = questions()
    started = time.perf_counter()
    engine.forget()
    engine_alone("hillerød")
    print(f"  a worker reads them in {time.perf_counter() - started:.2f} s")

    alone = times(engine_alone, asked)
    print(line("the engine, ten hits", alone))
    print(line("the whole answer", times(whole_answer, asked)))
    print(line("the fragment, Django's test client", times(lambda t: _fragment(client, t), asked)))
    some = asked[::3]
    if size <= STOCK_UP_TO:
        ContentType.objects.get_for_model(Service)
        stock.build()
        searched, begun = times(stock.search, some), times(stock.autocomplete, some)
        print(line("stock Wagtail search()", searched))
        print(line("stock Wagtail autocomplete()", begun))
        print(f"  the engine is {p50(searched) / p50(alone):.0f} and {p50(begun) / p50(alone):.0f} times as fast (p50)")
    if connection.vendor != "sqlite":
        return
    with server(tmp_path) as keep_alive:
        ours = times(lambda text: post(keep_alive, "/kontakter/", text), asked)
        print(line("the fragment, granian, one worker", ours))
        if size <= STOCK_UP_TO:
            theirs = times(lambda text: post(keep_alive, "/stock/", text), some)
            print(line("stock autocomplete() as JSON, granian", theirs))
            print(f"  over HTTP the fragment is {p50(theirs) / p50(ours):.0f} times as fast (p50)")


def _fragment(client: Client, text: str) -> None:
    assert client.post("/kontakter/", {"q": text}, headers={"HX-Request": "true"}).status_code == 200
