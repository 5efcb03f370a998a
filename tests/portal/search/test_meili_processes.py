"""Several workers write rows, feed the same index and ask it, all at the same time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.search.contract.lab import MISSING, Lab, is_there, lab, must_be_there

pytestmark = pytest.mark.meilisearch
ROOT = Path(__file__).parents[3]


@pytest.fixture
def server() -> Iterator[Lab]:
    if not is_there():
        (pytest.fail if must_be_there() else pytest.skip)(MISSING)
    with lab() as found:
        yield found


def environment(database: Path) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": "tests.settings"}


def run(database: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments], env=environment(database), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


TABLES = """
import django; django.setup()
from tests.portal.search.two_processes import tables
tables()
"""
HELD = """
import sys, django; django.setup()
from portal.search.meili import comparing
from portal.search.meili.client import Place
from portal.search.meili.filling import Filling
found = comparing.differences(Filling(Place(*sys.argv[1:4])))
print(found.missing)
"""


def test_four_writers_and_two_readers_meet_nothing_stale_and_lose_nothing(server: Lab, tmp_path: Path) -> None:
    database, done = tmp_path / "db.sqlite3", tmp_path / "done"
    assert run(database, "-c", TABLES).communicate(timeout=60) == ("", None)
    place = (server.url, server.key, server.name)
    program = ("-m", "tests.portal.search.meili_worker")

    writers = [run(database, *program, "write", str(number), "30", *place) for number in range(4)]
    readers = [run(database, *program, "read", str(done), "0", *place) for _number in range(2)]
    told = [writer.communicate(timeout=240)[0].split(maxsplit=3) for writer in writers]
    done.touch()
    told += [reader.communicate(timeout=240)[0].split(maxsplit=3) for reader in readers]

    assert [(wrong, examples) for _meilisearch, _embedded, wrong, examples in told] == [("0", "[]\n")] * 6
    assert sum(int(by_meilisearch) for by_meilisearch, *_rest in told) > 0
    assert all(int(meilisearch) + int(embedded) for meilisearch, embedded, *_rest in told)
    assert run(database, "-c", HELD, *place).communicate(timeout=60)[0] == "[]\n"
