"""Lists out of the portal: participants and payers."""

import csv
import io
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from directory.members.models import MemberExport
from tests import factories
from tests.conftest import LogIn
from tests.themedays.coordination import coordinator, path, seated, soon
from tests.themedays.factories import COPENHAGEN, make_need, make_theme_day
from themedays.models import Attendance, Payer, Registration, RegistrationNeed, ThemeDayPage

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]
SUMMER = datetime(2026, 7, 1, 9, 0, tzinfo=COPENHAGEN)


def rows(response: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def take_out(client: Client, day: ThemeDayPage, file: str = "deltagere-csv") -> HttpResponse:
    response: HttpResponse = client.post(path(day, "udtraek"), {"file": file})  # type: ignore[assignment]
    return response


def make_payer(registration: Registration, **fields: str) -> Payer:
    values = {"kind": "ean", "name": "Fonden Lys", "ean": "5790000000005", "price": 950, "vat_text": "Momsfri"}
    return Payer.objects.create(registration=registration, created_at=SUMMER, **values | fields)


def test_participants_open_in_a_danish_excel_with_local_times(coordinator: Client) -> None:
    day = soon()
    anna = seated(day.pool, "Anna", at=SUMMER, organisation=factories.make_municipality("Hillerød"))
    Attendance.objects.create(registration=anna, minutes=390, marked_at=SUMMER)

    response = take_out(coordinator, day)

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert rows(response)[1] == [
        "Anna Holm", "anna@example.dk", "Hillerød Kommune", "Hillerød Kommune", "har plads", "01-07-2026 09:00",
        "01-07-2026 09:00", "390",
    ]  # fmt: skip


def test_who_has_cancelled_is_not_among_the_participants(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Anna", "cancelled")

    assert len(rows(take_out(coordinator, day))) == 1


def test_the_spreadsheet_says_the_same(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Anna", at=SUMMER)

    sheet = load_workbook(io.BytesIO(take_out(coordinator, day, "deltagere-xlsx").content)).worksheets[0]

    assert [cell.value for cell in sheet[2]][:2] == ["Anna Holm", "anna@example.dk"]
    assert sheet["F2"].value == "01-07-2026 09:00"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_run_as_a_formula(coordinator: Client, text: str) -> None:
    day = soon()
    seated(day.pool, "Anna", workplace=text)

    assert rows(take_out(coordinator, day))[1][2] == f"'{text}"
    sheet = load_workbook(io.BytesIO(take_out(coordinator, day, "deltagere-xlsx").content)).worksheets[0]
    assert (sheet["C2"].value, sheet["C2"].data_type) == (text, "s")


def test_the_finance_office_gets_what_it_needs_for_an_invoice(coordinator: Client) -> None:
    day = make_theme_day("Sorg", datetime(2026, 12, 3, 9, 0, tzinfo=COPENHAGEN))
    make_payer(seated(day.pool, "Anna"), reference="PO-0048", contact="Bodil", cvr="00000000", email="bilag@example.dk")

    header, row = rows(take_out(coordinator, day, "betalere-csv"))

    assert dict(zip(header, row, strict=True)) == {
        "Temadag": "Sorg",
        "Dato": "03-12-2026",
        "Deltager": "Anna Holm",
        "Tilstand": "har plads",
        "Betalere": "en offentlig arbejdsplads, via EAN",
        "Navn på fakturaen": "Fonden Lys",
        "EAN-nummer": "5790000000005",
        "Reference": "PO-0048",
        "Att.": "Bodil",
        "CVR-nummer": "00000000",
        "Adresse": "",
        "E-mail til fakturaen": "bilag@example.dk",
        "Pris i kroner": "950",
        "Moms": "Momsfri",
        "Tilmeldt": "01-07-2026 09:00",
    }


def test_a_payer_who_has_cancelled_is_in_the_file_and_said_to_be(coordinator: Client) -> None:
    day = soon()
    make_payer(seated(day.pool, "Anna", "cancelled"))

    assert rows(take_out(coordinator, day, "betalere-csv"))[1][3] == "afmeldt"


def test_another_day_s_people_and_payers_stay_out(coordinator: Client) -> None:
    make_payer(seated(soon("En anden").pool, "Anna"))
    day = soon()

    assert [len(rows(take_out(coordinator, day, file))) for file in ("deltagere-csv", "betalere-csv")] == [1, 1]


@pytest.mark.parametrize("file", ["deltagere-csv", "deltagere-xlsx", "betalere-csv", "betalere-xlsx"])
def test_no_need_leaves_the_portal_and_every_file_is_noted(coordinator: Client, file: str) -> None:
    day = soon("Sorg")
    anna = seated(day.pool, "Anna")
    make_payer(anna)
    RegistrationNeed.objects.create(registration=anna, need=make_need("vegansk-mad", "Vegansk mad"))

    response = take_out(coordinator, day, file)

    text = (
        str([[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).worksheets[0]])
        if (file.endswith("xlsx"))
        else response.content.decode()
    )
    assert "Anna" in text
    assert "egansk" not in text
    noted = MemberExport.objects.get()
    assert (str(noted.exported_by), noted.kind, noted.count) == ("Kirsten", file.partition("-")[2], 1)
    assert "Sorg" in noted.selection
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("file", ["", "alt-csv", "deltagere-pdf", "deltagere-mail"])
def test_a_file_that_there_is_not_is_not_found(coordinator: Client, file: str) -> None:
    assert take_out(coordinator, soon(), file).status_code == 404
    assert not MemberExport.objects.exists()


def test_looking_takes_nothing_out(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Anna")

    page = coordinator.get(path(day, "udtraek")).content.decode()

    assert "anna@example.dk" not in page
    assert not MemberExport.objects.exists()


def test_a_member_without_the_role_gets_nothing(client: Client, log_in: LogIn) -> None:
    day = soon()
    log_in(client, factories.make_user("gaest@example.dk"))

    assert take_out(client, day).status_code == 403
