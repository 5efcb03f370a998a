"""Run as a program by `test_engines`: a worker of one set-up, in a process of its own, so that its memory is its own.

python -m tests.benchmarks.one_setup prepare 3000 | measure
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from directory.contacts.imports.actions import import_directory  # noqa: E402
from directory.understanding import vocabulary as vocabularies  # noqa: E402
from directory.understanding.answering import answer  # noqa: E402
from portal.danish import fold, words  # noqa: E402
from portal.permissions import PUBLIC_ONLY  # noqa: E402
from portal.search import engines, rows  # noqa: E402
from portal.search.analysis import STOP_WORDS  # noqa: E402
from portal.search.engine import Query, Results  # noqa: E402
from portal.search.meili.filling import Filling  # noqa: E402
from tests import world  # noqa: E402
from tests.benchmarks.machine import listening_on, memory_of  # noqa: E402
from tests.benchmarks.measuring import p50, p95, times  # noqa: E402
from tests.benchmarks.questions import questions  # noqa: E402
from tests.benchmarks.test_places import SITUATIONS, judge_answer  # noqa: E402
from tests.conftest import NU  # noqa: E402
from tests.directory.understanding.misspellings import forms, places  # noqa: E402

EVERY_FORM = 13  # of about 9,000, each in one situation: about 700 whole answers


def prepare(size: str) -> None:
    """Fill the database; the services of a smaller size are the first of a larger one."""
    call_command("migrate", verbosity=0)
    report = import_directory(world.as_csv(world.rows(int(size))).encode(), today=date(2026, 11, 24), now=NU)
    assert not report.refused, (report.problem, report.bad[:3])


def measure() -> None:
    """Print the figures of the engine that the environment sets up."""
    degraded = 0

    def engine_alone(text: str) -> Results:
        nonlocal degraded
        asked = tuple(dict.fromkeys(word for word in map(fold, words(text)) if word not in STOP_WORDS))
        results = engines.current().search(Query(asked, limit=10))
        degraded += results.degraded
        return results

    before = memory_of()
    rebuilt = _seconds(rebuild if engines.meilisearch() else lambda: engine_alone("hillerød"))
    engine_alone("hillerød")
    reader = memory_of() - before
    asked = questions()
    alone = times(engine_alone, asked)
    whole = times(lambda text: answer(text, at=NU, tiers=PUBLIC_ONLY), asked)
    judged = _judged()
    right, wrong = judged["right"], sum(count for outcome, count in judged.items() if outcome.startswith("wrong"))
    figures = {
        "engine": engines.current().name,
        "right": right / judged.total(),
        "wrong": wrong / judged.total(),
        "alone": (p50(alone), p95(alone)),
        "whole": (p50(whole), p95(whole)),
        "rebuild": rebuilt,
        "reader": reader,
        "server": _server_memory(),
        "degraded": degraded,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def rebuild() -> None:
    """Build Meilisearch's index, and let the engine find that it is there."""
    place = engines.meilisearch()
    assert place
    Filling(place).build(even_if_another_does=True)
    engine = engines.current()
    deadline = time.monotonic() + 120
    while engine.search(Query(("ppr",), limit=1)).degraded:  # starts its feeder, which looks at the index
        assert time.monotonic() < deadline, engine.health()
        time.sleep(0.05)


def _judged() -> Counter[str]:
    """What became of the municipality in misspelt places, each in whole questions."""
    vocabulary = vocabularies.current(rows.versions().vocabulary)
    neighbours = [(place.label, place.codes) for place in vocabulary.gazetteer.exact.values()]
    made = [form for form in forms(places(), neighbours) if not form.is_other][::EVERY_FORM]
    return Counter(
        judge_answer(form, answer(SITUATIONS[number % len(SITUATIONS)].format(form.text), at=NU, tiers=PUBLIC_ONLY))
        for number, form in enumerate(made)
    )


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _server_memory() -> float | None:
    """What Meilisearch holds, when it runs on this machine."""
    port = urlsplit(os.environ.get("MEILISEARCH_URL", "")).port
    process = listening_on(port) if port else None
    return memory_of(process) if process else None


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
