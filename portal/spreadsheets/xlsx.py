"""XLSX files, read by calamine: the first sheet as rows of values."""

import re
import zipfile
import zlib
from datetime import date, time, timedelta
from io import BytesIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from portal.spreadsheets.errors import FileError

Value = str | int | float | bool | date | time | timedelta

MAX_UNPACKED = 200_000_000  # bytes; a real directory of 50,000 rows unpacks to about 60 MB
MAX_CELLS = 4_000_000  # calamine sets aside room for every cell of the rectangle around what is filled in
_CELL_NAME = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')


def read_sheet(data: bytes) -> list[list[Value]]:
    """The first sheet's rows, beginning with its row 1.

    Raises:
        FileError: when it is damaged, or no XLSX.
    """
    _check_size(data)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise FileError(_broken()) from error
    except BaseException as error:
        # calamine is Rust: where it gives up instead of answering, pyo3 raises a BaseException that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise FileError(_broken()) from error
        raise


def _broken() -> str:
    return _(
        "The file is damaged, or it is no spreadsheet. Open it in the spreadsheet program and save it again as .xlsx."
    )


def _check_size(data: bytes) -> None:
    """Refuse what would fill the memory: a small file can unpack to anything, or name one cell at the far end."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise FileError(_("The spreadsheet is too large when it is unpacked. Split it into several files."))
            if "xl/workbook.xml" not in archive.namelist():
                raise FileError(_broken())
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_extent(archive.read(name))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(_broken()) from error


def _check_extent(sheet: bytes) -> None:
    rows = columns = 0
    for match in _CELL_NAME.finditer(sheet):
        rows = max(rows, int(match[2]))
        column = 0
        for letter in match[1]:
            column = column * 26 + letter - 64
        columns = max(columns, column)
    if rows * columns > MAX_CELLS:
        raise FileError(
            _(
                "The spreadsheet has something as far down as row %(row)d. "
                "Delete the empty rows and columns and save it again."
            )
            % {"row": rows}
        )
