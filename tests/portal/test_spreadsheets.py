"""Files that people bring, and files that they are given."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.spreadsheets import danish_csv, neutral, uploads
from tests import factories

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where uploads are put aside."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


def aged(folder: Path, key: str, minutes: int) -> None:
    moment = (NOW - timedelta(minutes=minutes)).timestamp()
    os.utime(folder / key, (moment, moment))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "\t1", "\r1", "  =1", "＝1"])
def test_what_would_be_run_as_a_formula_is_made_a_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Mette", "1-2", "a=b", "mette@example.dk"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


def test_a_danish_csv_file_has_a_mark_semicolons_and_line_ends_of_windows() -> None:
    assert danish_csv([["Åse", "a;b"]]) == b'\xef\xbb\xbf\xc3\x85se;"a;b"\r\n'


@pytest.mark.django_db
def test_an_upload_is_its_users_for_an_hour(folder: Path) -> None:
    mine, other = factories.make_user(), factories.make_user()
    key = uploads.keep(b"email", mine, NOW)
    aged(folder, key, 59)

    assert uploads.fetch(key, mine, NOW) == b"email"
    assert uploads.fetch(key, other, NOW) is None
    assert uploads.fetch(key, mine, NOW + timedelta(minutes=2)) is None


@pytest.mark.django_db
def test_what_has_lain_for_an_hour_is_deleted_and_only_counted_in_a_dry_run(folder: Path) -> None:
    user = factories.make_user()
    old, new = uploads.keep(b"old", user, NOW), uploads.keep(b"new", user, NOW)
    aged(folder, old, 61)
    aged(folder, new, 1)

    assert uploads.forget_old(NOW, dry_run=True) == 1
    assert (folder / old).exists()
    assert uploads.forget_old(NOW) == 1
    assert [path.name for path in folder.iterdir()] == [new]
