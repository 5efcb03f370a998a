"""Files for spreadsheets: in the Danish form, and with nothing in them that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

# What a cell may not begin with, also behind spaces: Excel and LibreOffice would run it (OWASP, CSV injection). The
# wide forms are read as the plain ones.
_BEGINS_A_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


def neutral(cell: Any) -> Any:
    """The cell as it may stand in a CSV file: a text that would be run as a formula gets an apostrophe first.

    Numbers, dates and None stay what they are.
    """
    if isinstance(cell, str) and (cell.startswith(_BEGINS_A_FORMULA) or cell.lstrip().startswith(_BEGINS_A_FORMULA)):
        return f"'{cell}"
    return cell


def danish_csv(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as a CSV file that opens in a Danish Excel: UTF-8 with a mark at the start, semicolons, CRLF."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def workbook(rows: Iterable[Iterable[str]], *, title: str) -> bytes:
    """An XLSX file of one sheet in which every cell is a text, so that "=1+1" and "0048" stay as they are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=text) for text in row]
        for cell in cells:
            cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
            cell.number_format = "@"
        sheet.append(cells)
    opened = io.BytesIO()
    book.save(opened)
    return opened.getvalue()
