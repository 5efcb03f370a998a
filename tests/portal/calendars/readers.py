"""Other people's programs that read calendars. A laptop may lack them; where CI is set that is a failure."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
LIBICAL_IS_HERE = shutil.which("gcc") is not None and Path("/usr/include/libical/ical.h").exists()
ICAL_JS = os.environ.get("ICAL_JS", "")  # the folder that `npm ci` has filled with what package.json asks for
ICAL_JS_IS_HERE = bool(ICAL_JS) and shutil.which("node") is not None


def needed(is_here: bool, what: str) -> None:
    """Skips the test when the reader is missing, or fails it where CI is set."""
    if is_here:
        return
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@dataclass(frozen=True)
class Verdict:
    """What libical says: how many errors, whether RFC 5546 allows it, and (uid, start, end) of each entry."""

    errors: int
    is_allowed: bool
    entries: list[tuple[str, int, int]]


def libical(content: bytes, folder: Path) -> Verdict:
    """The calendar as libical reads it. `folder` keeps the compiled reader."""
    needed(LIBICAL_IS_HERE, "libical is not on this machine (Debian: gcc libical-dev)")
    out = _ran([_compiled(folder)], content).splitlines()
    assert out != ["unreadable"]
    errors, is_allowed = out[0].split()
    entries = [line.split() for line in out[1:]]
    return Verdict(int(errors), is_allowed == "1", [(uid, int(starts), int(ends)) for uid, starts, ends in entries])


@cache
def _compiled(folder: Path) -> str:
    program = folder / "read_with_libical"
    command = ["gcc", "-Wall", "-Werror", "-o", str(program), str(HERE / "read_with_libical.c"), "-lical"]
    subprocess.run(command, check=True, capture_output=True)
    return str(program)


def ical_js(content: bytes) -> dict[str, Any]:
    """The calendar as ical.js reads it."""
    needed(ICAL_JS_IS_HERE, "ical.js is not on this machine (npm ci of tests/portal/calendars, its folder in ICAL_JS)")
    library = Path(ICAL_JS) / "node_modules" / "ical.js" / "dist" / "ical.js"
    out: dict[str, Any] = json.loads(
        _ran(["node", str(HERE / "read_with_icaljs.mjs"), library.resolve().as_uri()], content)
    )
    return out


def _ran(command: list[str], content: bytes) -> str:
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()
