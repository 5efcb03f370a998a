"""Spreadsheets as the coordinator would save them, and the import run on them."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

from openpyxl import Workbook

from directory.contacts.imports.actions import import_directory
from directory.contacts.imports.report import Report

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HILLEROD = {
    "organisation": "Hillerød Kommune",
    "kind": "municipality",
    "function": "modtagelse",
    "service": "Modtagelsen",
    "municipality_code": "0219",
}


def row(**cells: Any) -> dict[str, Any]:
    """One service of Hillerød Kommune, unless told otherwise."""
    return HILLEROD | cells


def header(rows: tuple[dict[str, Any], ...]) -> list[str]:
    return list(dict.fromkeys(column for cells in rows for column in cells))


def csv_file(*rows: dict[str, Any], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    opened = io.StringIO()
    writer = csv.DictWriter(opened, header(rows), delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return opened.getvalue().encode(encoding)


def xlsx_file(*rows: dict[str, Any]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    columns = header(rows)
    sheet.append(columns)
    for cells in rows:
        sheet.append([cells.get(column) for column in columns])
    opened = io.BytesIO()
    workbook.save(opened)
    return opened.getvalue()


def run(*rows: dict[str, Any], **options: Any) -> Report:
    """Import these rows."""
    return run_bytes(csv_file(*rows), **options)


def run_bytes(data: bytes, **options: Any) -> Report:
    return import_directory(data, **({"today": TODAY, "now": NOW} | options))


def bad(report: Report) -> list[tuple[int, str]]:
    """Where the report finds errors."""
    return [(cell.row, cell.column) for cell in report.bad]
