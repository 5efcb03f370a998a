"""The three engine set-ups side by side: what they answer, how fast, and what they cost.

    BENCH_SIZES=300,3000 python -m pytest tests/benchmarks/test_engines.py -m slow -s

Embedded on SQLite always; embedded on PostgreSQL when the machine has one, which is started for the purpose;
Meilisearch when MEILISEARCH_TEST_URL and MEILISEARCH_TEST_KEY name a server. No time is asserted, only that no set-up
leads to a wrong municipality more often than it may.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.machine import postgresql
from tests.portal.search.contract.lab import is_there, lab

pytestmark = pytest.mark.slow
SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "300,3000,30000").split(",")]
MOST_WRONG = 0.005
HEADER = (
    f"  {'':<22}{'right':>8}{'wrong':>8}{'engine p50':>12}{'p95':>8}{'answer p50':>12}{'p95':>8}"
    f"{'rebuild':>10}{'reader':>10}{'server':>10}"
)


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with postgresql() as address:
        sqlite = f"sqlite:///{tmp_path_factory.mktemp('engines') / 'db.sqlite3'}"
        yield {"SQLite": sqlite, "PostgreSQL": address} if address else {"SQLite": sqlite}


@pytest.mark.parametrize("size", SIZES)
def test_the_set_ups_side_by_side(size: int, databases: dict[str, str]) -> None:
    for address in databases.values():
        run("prepare", str(size), DATABASE_URL=address)
    figures = {f"embedded, {name}": measure(DATABASE_URL=address) for name, address in databases.items()}
    if is_there():
        with lab() as place:
            figures["Meilisearch, SQLite"] = measure(
                DATABASE_URL=databases["SQLite"],
                MEILISEARCH_URL=place.url,
                MEILISEARCH_KEY=place.key,
                MEILISEARCH_INDEX=place.name,
            )

    print(f"\n{size:,} services; milliseconds; rebuild in seconds; memory of reader and server in MB\n{HEADER}")
    for name, of_setup in figures.items():
        print(line(name, of_setup))
    missing = {"embedded, PostgreSQL": "no PostgreSQL here", "Meilisearch, SQLite": "MEILISEARCH_TEST_URL is not set"}
    for name in missing.keys() - figures:
        print(f"  {name:<22}{missing[name]}")
    assert {name: of_setup["wrong"] for name, of_setup in figures.items() if of_setup["wrong"] > MOST_WRONG} == {}
    assert {name: of_setup["degraded"] for name, of_setup in figures.items() if of_setup["degraded"]} == {}


def line(name: str, figures: dict[str, Any]) -> str:
    alone, whole = figures["alone"], figures["whole"]
    server = "-" if figures["server"] is None else f"{figures['server']:.0f}"
    return (
        f"  {name:<22}{figures['right']:>8.2%}{figures['wrong']:>8.2%}{alone[0]:>12.2f}{alone[1]:>8.2f}"
        f"{whole[0]:>12.2f}{whole[1]:>8.2f}{figures['rebuild']:>10.2f}{figures['reader']:>10.0f}{server:>10}"
    )


def measure(**environment: str) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(run("measure", **environment).splitlines()[-1])
    return figures


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.one_setup", *command],
        env={name: value for name, value in os.environ.items() if not name.startswith("MEILISEARCH")}
        | {"DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": "only-for-this", "ALLOWED_HOSTS": "localhost"}
        | environment,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
