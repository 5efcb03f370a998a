"""The list taken out of the portal."""

import csv
import io

import pytest
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from directory.members.models import MemberExport, Membership
from tests import factories
from tests.directory.members.lists import run_bytes
from tests.directory.members.test_list import coordinator, make_member

pytestmark = pytest.mark.django_db
TAKE_OUT = "/admin/medlemmer/udtraek/"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]

__all__ = ["coordinator"]


def rows_of(response: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_csv_file_opens_in_a_danish_excel(coordinator: Client) -> None:
    make_member("anna@example.dk", "Åse")

    response = coordinator.post(TAKE_OUT, {"kind": "csv", "query": ""})

    assert response.content.startswith(b"\xef\xbb\xbf")
    header, row = rows_of(response)
    assert (header[0], row[0], row[1]) == ("email", "anna@example.dk", "Åse")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_the_csv_file_is_run_as_a_formula(coordinator: Client, text: str) -> None:
    make_member("anna@example.dk")
    Membership.objects.update(title=text)

    response = coordinator.post(TAKE_OUT, {"kind": "csv", "query": ""})

    assert rows_of(response)[1][5] == f"'{text}"


@pytest.mark.parametrize("text", ["=1+1", "+1", "0048", "3.3.2025"])
def test_every_cell_of_the_spreadsheet_is_a_text(coordinator: Client, text: str) -> None:
    make_member("anna@example.dk")
    Membership.objects.update(title=text)

    response = coordinator.post(TAKE_OUT, {"kind": "xlsx", "query": ""})

    cell = load_workbook(io.BytesIO(response.content)).worksheets[0]["F2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_only_what_is_filtered_goes_out_and_it_is_noted(coordinator: Client) -> None:
    make_member("anna@example.dk", "Anna")
    make_member("bo@example.dk", "Bo")

    response = coordinator.post(TAKE_OUT, {"kind": "csv", "query": "q=anna"})

    assert [row[0] for row in rows_of(response)[1:]] == ["anna@example.dk"]
    noted = MemberExport.objects.get()
    assert (str(noted.exported_by), noted.kind, noted.count) == ("Kirsten", "csv", 1)
    assert "anna" in noted.selection
    assert "Kirsten" in coordinator.get("/admin/medlemmer/udtraek/log/").content.decode()


def test_the_words_are_noted_without_what_a_database_refuses(coordinator: Client) -> None:
    coordinator.post(TAKE_OUT, {"kind": "csv", "query": "q=anna%00holm"})

    assert "anna holm" in MemberExport.objects.get().selection


def test_a_filter_that_makes_no_sense_takes_nobody_out(coordinator: Client) -> None:
    make_member("anna@example.dk")

    response = coordinator.post(TAKE_OUT, {"kind": "csv", "query": "state=nonsense"})

    assert len(rows_of(response)) == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx", "mail"])
def test_nobody_keeps_a_copy_on_the_way(coordinator: Client, kind: str) -> None:
    response = coordinator.post(TAKE_OUT, {"kind": kind, "query": ""})

    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_looking_takes_nothing_out(coordinator: Client) -> None:
    make_member("anna@example.dk")

    page = coordinator.get(TAKE_OUT, {"kind": "csv"}).content.decode()

    assert "anna@example.dk" not in page
    assert not MemberExport.objects.exists()


def test_the_addresses_for_a_mail_are_those_of_members_only(coordinator: Client) -> None:
    make_member("anna@example.dk")
    make_member("oda@example.dk", state="pending")
    make_member("bo@example.dk", state="rejected")

    page = coordinator.post(TAKE_OUT, {"kind": "mail", "query": ""}).content.decode()

    assert ">anna@example.dk</textarea>" in page
    assert MemberExport.objects.get().count == 1


def test_a_list_that_went_out_comes_back_without_a_change(coordinator: Client) -> None:
    anna = make_member("anna@example.dk", organisation=factories.make_municipality("Hillerød"), phone="+4500123456")
    anna.subjects.add(factories.make_subject("Sorg"))
    data = coordinator.post(TAKE_OUT, {"kind": "csv", "query": ""}).content

    report = run_bytes(data)

    assert (report.changes, report.bad, report.kept, report.unchanged) == ([], [], [], 1)
