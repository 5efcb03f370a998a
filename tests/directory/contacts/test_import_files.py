"""What files the import reads, and how it refuses the others."""

import io
import zipfile

import pytest
from django.utils.translation import gettext as _
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from directory.contacts.imports.columns import COLUMNS
from directory.contacts.models import Service
from portal.spreadsheets.reading import MAX_BYTES
from tests.directory.contacts.sheets import HILLEROD, bad, csv_file, row, run_bytes, xlsx_file

pytestmark = pytest.mark.django_db
NAMES = "organisation,kind,function,service"


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_in_every_usual_spelling(delimiter: str, encoding: str) -> None:
    report = run_bytes(csv_file(row(service="Børnehuset på Åen"), delimiter=delimiter, encoding=encoding))

    assert not report.refused
    assert Service.objects.get().name == "Børnehuset på Åen"


def test_xlsx_is_recognised_by_content() -> None:
    run_bytes(xlsx_file(row(phone="00 48 20 31")))

    assert Service.objects.get().channels.get().value == "+4500482031"


def test_columns_may_stand_in_any_order_and_case() -> None:
    run_bytes("Service;FUNCTION;kind;Organisation\nPPR;ppr;municipality;Hillerød".encode())

    assert Service.objects.get().organisation.municipality_code == "0219"


def test_the_line_in_which_excel_names_the_separator_is_skipped() -> None:
    run_bytes(b"sep=;\r\n" + csv_file(row(), delimiter=";"))

    assert Service.objects.count() == 1


def test_a_cell_may_hold_several_lines() -> None:
    run_bytes(csv_file(row(description="Første linje\r\nAnden linje")))

    assert Service.objects.get().description == "Første linje\nAnden linje"


def test_decomposed_letters_are_composed() -> None:
    run_bytes(csv_file(row(service="Bo\u0308rnehus A\u030a")))

    assert Service.objects.get().name == "Börnehus Å"


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    text = f"{NAMES}\n\n\nHillerød,municipality,ukendt,PPR\n"

    report = run_bytes(text.encode())

    assert bad(report) == [(4, "function")]


def test_rows_of_xlsx_are_numbered_from_the_top_of_the_sheet() -> None:
    report = run_bytes(xlsx_file(row(), {}, row(function="ukendt")))

    assert bad(report) == [(4, "function")]


def test_unknown_columns_are_named_and_skipped() -> None:
    report = run_bytes(csv_file(row(farve="blå")))

    assert report.created == 1
    assert any("farve" in note for note in report.notes)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\n",
        b"\xef\xbb\xbf",
        NAMES.encode(),
        b"organisation,kind,function\nHiller,municipality,ppr",
        f"{NAMES},phone,phone\nHillerød,municipality,ppr,PPR,1,2".encode(),
        b"%PDF-1.7 \x00\x01",
        "organisation".encode("utf-16"),
        b"PK\x03\x04 half a file",
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"\x81\x8d\x8f",
        f'{NAMES}\n"Hillerød,municipality,ppr,PPR\n'.encode(),
    ],
    ids=[
        "empty", "blank", "only-bom", "only-header", "missing-column", "column-twice", "pdf", "utf-16", "broken-zip",
        "old-excel", "no-text", "open-quote",
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_a_sentence(data: bytes) -> None:
    report = run_bytes(data)

    assert report.problem.endswith(".")
    assert not Service.objects.exists()


def test_a_zip_without_a_workbook_is_refused() -> None:
    opened = io.BytesIO()
    with zipfile.ZipFile(opened, "w") as archive:
        archive.writestr("brev.txt", "Hej")

    assert run_bytes(opened.getvalue()).problem


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_before_it_fills_the_memory() -> None:
    opened = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_file(row()))) as source,
        zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            target.writestr(name, content)

    assert "1048576" in run_bytes(opened.getvalue()).problem


def test_a_file_over_10_mb_is_refused() -> None:
    assert "10 MB" in run_bytes(b"x" * (MAX_BYTES + 1)).problem


def test_more_than_50000_rows_are_refused() -> None:
    line = "Hillerød,municipality,ppr,PPR\n"

    report = run_bytes((NAMES + "\n" + line * (COLUMNS.max_rows + 1)).encode())

    assert report.problem == _("The file has more than %(limit)s rows. Split it into several files.") % {
        "limit": "50.000"
    }


def test_a_row_with_more_cells_than_the_header_is_bad() -> None:
    report = run_bytes(f"{NAMES}\nHillerød,municipality,ppr,PPR,mere\n".encode())

    assert bad(report) == [(2, "–")]


MUTATED = xlsx_file(row(phone="00482031", age_min=17.5, member=True))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: f"{NAMES}\n{text}".encode("utf-8", "ignore")))
@example(b"PK\x03\x04")
@example(f'{NAMES},phone,hours,age_min,verified_on\n"\x00'.encode())
def test_any_bytes_give_a_report(data: bytes) -> None:
    assert run_bytes(data, dry_run=True).summary


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(MUTATED) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_spreadsheet_gives_a_report(place: int, damage: bytes) -> None:
    data = MUTATED[:place] + damage + MUTATED[place + len(damage) :]

    assert run_bytes(data, dry_run=True).summary


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(COLUMNS.all), st.text(max_size=40)))
def test_any_cells_are_imported_or_refused_and_never_twice(cells: dict[str, str]) -> None:
    data = csv_file(HILLEROD | cells)

    first = run_bytes(data)
    second = run_bytes(data)

    assert first.summary
    assert first.refused == second.refused
    assert second.refused or not second.something_to_do
