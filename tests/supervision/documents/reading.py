"""Other people's program that reads a PDF. A laptop may lack it; where CI is set that is a failure."""

import os
import shutil
import subprocess

import pytest


def read(pdf: bytes) -> str:
    """The text of a PDF as pdftotext reads it: in the order of the content, without keeping the columns apart."""
    return _ran("pdftotext", pdf, "-", "-")


def information(pdf: bytes) -> dict[str, str]:
    """What pdfinfo says of a PDF."""
    lines = (line.partition(":") for line in _ran("pdfinfo", pdf, "-").splitlines())
    return {name: value.strip() for name, _, value in lines}


def structure(pdf: bytes) -> str:
    """The tags of a PDF."""
    return _ran("pdfinfo", pdf, "-struct", "-")


def _ran(program: str, pdf: bytes, *arguments: str) -> str:
    if shutil.which(program) is None:
        missing = f"{program} is not on this machine (Debian: poppler-utils)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return subprocess.run([program, *arguments], input=pdf, capture_output=True, check=True).stdout.decode(
        errors="replace"
    )
