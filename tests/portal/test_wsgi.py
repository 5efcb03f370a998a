"""A worker starts ready, and starts all the same when there is nothing to read."""

import os
import subprocess
import sys
from pathlib import Path

_START = "import portal.wsgi; from portal.search.embedded import engine; print(engine._snapshot)"


def test_a_worker_starts_over_a_database_without_tables(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}", "DJANGO_SETTINGS_MODULE": "tests.settings"}

    started = subprocess.run(
        [sys.executable, "-c", _START],
        env=os.environ | environment,
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )

    assert started.stdout.strip() == "None"
