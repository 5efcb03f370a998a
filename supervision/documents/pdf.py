"""The papers as tagged PDF/UA-1, set by typst with its own fonts. The same input gives the same bytes."""

import json
import unicodedata
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from supervision.documents.contents import Document, documentation, overview
from supervision.hours.statements import Statement

PAPER = Path(__file__).with_name("paper.typ")


def overview_pdf(statement: Statement, *, made_at: datetime) -> bytes:
    """The preliminary overview. `made_at` is aware."""
    return pdf(overview(statement, made_at=made_at), made_at=made_at)


def documentation_pdf(statement: Statement, *, made_at: datetime) -> bytes:
    """The documentation. Raises `CourseNotClosedError` while the course runs."""
    return pdf(documentation(statement, made_at=made_at), made_at=made_at)


def pdf(document: Document, *, made_at: datetime) -> bytes:
    """Set a paper. What people wrote goes in as data, so typst never reads it as markup.

    A name with letters that no font of typst's has (Chinese, emoji) gives a box and a tagged PDF that does not call
    itself PDF/UA-1, rather than no paper at all.
    """
    try:
        return _set(document, made_at, is_ua=True)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _set(document, made_at, is_ua=False)


def _set(document: Document, made_at: datetime, *, is_ua: bool) -> bytes:
    made: bytes = typst.compile(
        PAPER,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(_printable(asdict(document)))},
        pdf_standards="ua-1" if is_ua else None,
        timestamp=made_at.astimezone(UTC).replace(microsecond=0),
    )
    return made


def _printable(value: Any) -> Any:
    """The same with a space for each control character, which no font has."""
    if isinstance(value, str):
        return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in value)
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value
