"""What a row of the list may say, and how what is wrong with it is told."""

from typing import Any

import pytest
from django.db import connection
from django.utils.translation import gettext as _

from directory.members.models import MemberImport, Membership
from portal.models import User
from tests import factories
from tests.directory.contacts.sheets import csv_file, xlsx_file
from tests.directory.members.lists import member, person, run, run_bytes, says_yes

pytestmark = pytest.mark.django_db


def test_a_row_becomes_a_member_with_all_that_it_says() -> None:
    hillerod = factories.make_municipality("Hillerød")

    report = run(
        person(
            first_name="Mette",
            last_name="Holm",
            profession="psyk.sygeplejerske",
            organisation="hillerød",
            role="Teamleder",
            subjects="Selvmordsforsøg",
            phone="00 12 34 56",
            newsletter="ja",
            consent_basis="Tilmeldt på temadagen 3. marts 2025",
            registered_on="3.3.2025",
        )
    )

    made = member()
    assert report.created == 1
    assert (made.user.first_name, made.user.last_name) == ("Mette", "Holm")
    assert str(made.profession) == "Psykiatrisk sygeplejerske"
    assert made.organisation == hillerod
    assert (made.title, made.phone, made.state) == ("Teamleder", "+4500123456", "approved")
    assert [subject.name for subject in made.subjects.all()] == ["Selvmordsforsøg"]
    assert made.created_at.date().isoformat() == "2025-03-03"
    assert says_yes()


def test_nobody_can_log_in_by_a_password_that_an_import_made() -> None:
    run(person())

    assert not member().user.has_usable_password()


def test_the_headings_may_be_danish_and_in_any_order() -> None:
    run_bytes("Telefon;E-mail;Fornavn\n00123456;mette@example.dk;Mette\n".encode("cp1252"))

    assert (member().phone, member().user.first_name) == ("+4500123456", "Mette")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_every_way_of_saving_a_csv_file_is_read(encoding: str, delimiter: str) -> None:
    run_bytes(csv_file(person(first_name="Åse"), delimiter=delimiter, encoding=encoding))

    assert member().user.first_name == "Åse"


def test_a_spreadsheet_is_read_with_its_own_kinds_of_cells() -> None:
    run_bytes(xlsx_file(person(phone=12345678, newsletter=True, consent_basis="Mail")))

    assert (member().phone, says_yes()) == ("+4512345678", True)


def test_columns_that_nobody_knows_are_named() -> None:
    report = run(person(løn="1"))

    assert report.notes == [_("These columns are not known, and are left out: %(columns)s.") % {"columns": "løn"}]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Mette.Holm@EXAMPLE.dk ", "mette.holm@example.dk"),
        ("bo@rødovre.example", "bo@xn--rdovre-bya.example"),
        ("bo@a\N{COMBINING RING ABOVE}by.example", "bo@xn--by-xia.example"),
    ],
)
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    run(person(typed))

    assert User.objects.filter(email=kept).exists()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("email", "mette.example.dk"),
        ("email", "mette@@example.dk"),
        ("email", "mette holm@example.dk"),
        ("profession", "Astronaut"),
        ("organisation", "Ukendt Kommune"),
        ("subjects", "Selvmordsforsøg|Ukendt emne"),
        ("phone", "1234"),
        ("phone", "ring"),
        ("newsletter", "måske"),
        ("registered_on", "31.2.2025"),
        ("registered_on", "1.1.2030"),
        ("role", "x" * 81),
        ("first_name", "#REF!"),
        ("first_name", "x" * 151),
        ("consent_basis", "x" * 201),
        ("role", "010190-1234"),
        ("last_name", "010190-1234"),
    ],
)
def test_a_row_with_a_fault_is_refused_by_its_number_and_column_and_stops_nobody(column: str, text: str) -> None:
    report = run(person("bo@example.dk"), person(**{"email": "mette@example.dk"} | {column: text}))

    assert [(cell.row, cell.column) for cell in report.bad] == [(3, column)]
    assert list(User.objects.values_list("email", flat=True)) == ["bo@example.dk"]


def test_no_sentence_of_the_report_repeats_a_cpr_number() -> None:
    report = run(person(løn="010190-1234"))

    assert [(cell.row, cell.column) for cell in report.bad] == [(2, "løn")]
    assert "010190" not in repr(report)


def test_a_row_without_an_address_is_refused() -> None:
    assert [(cell.row, cell.column) for cell in run(person("", first_name="Mette")).bad] == [(2, "email")]


def test_a_name_that_two_organisations_have_is_refused_and_not_guessed() -> None:
    for parent in ("Hillerød", "Gribskov"):
        factories.make_organisation("Familiehuset", parent=factories.make_municipality(parent))

    report = run(person(organisation="familiehuset"))

    assert [cell.column for cell in report.bad] == ["organisation"]


@pytest.mark.parametrize("again", ["METTE@example.dk", " mette@example.dk", "mette@EXAMPLE.DK "])
def test_an_address_that_stands_twice_counts_once(again: str) -> None:
    report = run(person(first_name="Mette"), person(again, first_name="Ane"))

    assert [note.row for note in report.duplicates] == [3]
    assert [user.first_name for user in User.objects.all()] == ["Mette"]


def test_a_member_whose_address_is_stored_in_capitals_is_the_same_person() -> None:
    factories.make_membership(factories.make_user("Mette@Example.dk", first_name="Mette", last_name="Holm"))

    report = run(person(first_name="Mette"))

    assert (report.created, report.unchanged) == (0, 1)


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    rows = [person(first_name="Mette"), person("bo@example.dk", profession="Astronaut")]

    dry, real = run(*rows, dry_run=True), run(*rows)

    assert (dry.changes, dry.bad) == (real.changes, real.bad)
    assert Membership.objects.count() == 1


def test_a_second_run_changes_nothing() -> None:
    factories.make_municipality("Hillerød")
    row = person(
        first_name="Mette",
        organisation="Hillerød",
        profession="Psykolog",
        subjects="Sorg|Selvmordsforsøg",
        newsletter="ja",
        consent_basis="Mail",
    )
    run(row)

    report = run(row)

    assert (report.changes, report.unchanged) == ([], 1)
    assert MemberImport.objects.count() == 1


def test_more_than_five_thousand_rows_are_refused() -> None:
    report = run_bytes(("email\n" + "".join(f"a{n}@example.dk\n" for n in range(5001))).encode())

    assert report.problem
    assert not User.objects.exists()


def test_the_name_of_the_file_is_kept_without_citizens_numbers() -> None:
    run(person(), file_name="liste 010190-1234.csv")

    assert "010190" not in MemberImport.objects.get().file_name


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_num_queries: Any) -> None:
    run(person("anna@example.dk"))  # what the first import asks for and keeps
    asked = 26 if connection.vendor == "postgresql" else 25  # the tables are locked by a statement of its own
    with django_assert_num_queries(asked):
        run(person("bo@example.dk", newsletter="ja", consent_basis="Mail", subjects="Sorg"))

    with django_assert_num_queries(asked):
        run(*(person(f"{n}@example.dk", newsletter="ja", consent_basis="Mail", subjects="Sorg") for n in range(9)))
