"""What one row does to one card."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext as _

from directory.contacts.models import FallbackStep, Person, Service, Subject
from tests import factories
from tests.directory.contacts.sheets import bad, row, run

pytestmark = pytest.mark.django_db
FULL = {
    "member": "ja",
    "person": "Anne Bo",
    "deputy": "Carl Dam",
    "phone": "00 48 20 31 lok. 9",
    "hours": "man-fre 8-15",
    "email": "modtagelsen@example.dk",
    "secure_mail": "sikker@example.dk",
    "age_min": "0",
    "age_max": "17½",
    "subjects": "Helt nyt emne|Andet emne",
    "not_for": "Voksne",
    "fallback_phone": "00 48 20 32 lok. 7",
    "fallback_label": "Vagten",
    "verified_on": "3. november 2026",
    "also_called": "Børneindgangen|Porten",
    "description": "Her ringer du først.",
}


def card() -> Service:
    return Service.objects.get(organisation__municipality_code="0219")


def values(kind: str) -> list[tuple[str, str]]:
    return list(card().channels.filter(kind=kind).values_list("value", "extension"))


def test_a_full_row_becomes_a_whole_card() -> None:
    run(row(**FULL))

    service = card()
    assert (service.function.key, service.name, service.slug, service.status) == (
        "modtagelse", "Modtagelsen", "modtagelsen", "active",
    )  # fmt: skip
    assert (service.hours, service.age_min, service.age_max) == ("man-fre 08:00-15:00", Decimal(0), Decimal("17.5"))
    assert (service.not_for, service.verified_on) == ("Voksne", date(2026, 11, 3))
    assert (service.also_called, service.description) == ("Børneindgangen\nPorten", "Her ringer du først.")
    assert values("phone") == [("+4500482031", "9")]
    assert values("email") == [("modtagelsen@example.dk", "")]
    assert values("secure_email") == [("sikker@example.dk", "")]
    assert [(part.role, part.person.name) for part in service.people.all()] == [
        ("contact", "Anne Bo"), ("deputy", "Carl Dam"),
    ]  # fmt: skip
    assert [(step.label, step.number, step.rank) for step in service.fallback_steps.all()] == [
        ("Vagten", "+4500482032;ext=7", 1)
    ]
    assert [subject.name for subject in service.subjects.all()] == ["Andet emne", "Helt nyt emne"]


def test_what_the_import_writes_passes_the_forms_own_checks() -> None:
    run(row(**FULL))

    service = card()
    for thing in [service, *service.channels.all(), *service.fallback_steps.all(), *service.people.all()]:
        thing.full_clean()


def test_the_same_file_twice_changes_nothing() -> None:
    run(row(**FULL))

    report = run(row(**FULL))

    assert report.summary == _("No changes: the directory already says what the file says.")
    assert (report.created, report.changed, report.unchanged) == (0, 0, 1)


def test_an_empty_cell_leaves_what_stands() -> None:
    run(row(**FULL))

    report = run(row(**dict.fromkeys(FULL, "")))

    assert report.unchanged == 1
    assert values("phone") == [("+4500482031", "9")]


def test_a_changed_cell_is_told_before_and_after() -> None:
    run(row(**FULL))

    report = run(row(**FULL | {"phone": "00 48 20 40"}))

    (change,) = report.changes
    assert [(cell.column, cell.before, cell.after) for cell in change.fields] == [
        ("phone", "00 48 20 31 lok. 9", "00 48 20 40")
    ]
    assert values("phone") == [("+4500482040", "")]


def test_the_first_public_phone_is_changed_and_the_others_stay() -> None:
    service = factories.make_service(factories.make_municipality("Hillerød"))
    factories.make_channel(service, "00 00 00 01", visibility="internal", rank=1)
    factories.make_channel(service, "00 00 00 02", rank=2)
    factories.make_channel(service, "00 00 00 03", rank=3)

    run(row(phone="00 00 00 09"))

    assert values("phone") == [("+4500000001", ""), ("+4500000009", ""), ("+4500000003", "")]


def test_a_name_that_differs_in_case_and_spaces_is_the_same_service() -> None:
    run(row(service="PPR rådgivning"))

    report = run(row(service="PPR  Rådgivning"))

    assert (report.created, report.changed) == (0, 1)
    assert card().name == "PPR Rådgivning"


def test_an_older_confirmation_is_left_out_and_told() -> None:
    run(row(verified_on="2026-11-03"))

    report = run(row(verified_on="2026-10-01"))

    assert card().verified_on == date(2026, 11, 3)
    assert len(report.notes) == 1


def test_ages_that_contradict_what_stands_are_bad() -> None:
    run(row(age_max="17"))

    assert bad(run(row(age_min="18"))) == [(2, "age_min")]


def test_ages_that_contradict_each_other_are_bad() -> None:
    assert bad(run(row(age_min="18", age_max="17"))) == [(2, "age_max")]


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        ({}, "Kommunens hovednummer"),
        ({"kind": "national", "municipality_code": "", "organisation": "Linjen"}, "Hovednummer"),
    ],
)
def test_a_fallback_without_a_label_is_the_main_number(cells: dict[str, str], label: str) -> None:
    run(row(fallback_phone="00 48 20 00", **cells))

    assert FallbackStep.objects.get().label == label


def test_a_fallback_label_without_a_number_is_bad() -> None:
    assert bad(run(row(fallback_label="Vagten"))) == [(2, "fallback_label")]


def test_a_fallback_label_alone_renames_the_step_that_stands() -> None:
    run(row(fallback_phone="00 48 20 00"))

    run(row(fallback_label="Vagten"))

    assert FallbackStep.objects.get().label == "Vagten"


@pytest.mark.parametrize("name", ["SÆRLIGT emne", "saerligt-emne", "egen skade"])
def test_a_subject_is_found_by_name_key_or_word(name: str) -> None:
    subject = factories.make_subject("Særligt emne", words="egen skade\nandet", slug="saerligt-emne")

    report = run(row(subjects=name))

    assert list(card().subjects.all()) == [subject]
    assert report.subjects == []


def test_unknown_subjects_are_made_once_and_named() -> None:
    report = run(row(subjects="Nyt emne"), row(service="Anden", subjects="nyt  EMNE"))

    assert report.subjects == ["Nyt emne"]
    assert Subject.objects.filter(name="Nyt emne").count() == 1


def test_subjects_are_replaced_by_those_in_the_cell() -> None:
    run(row(subjects="Første emne|Andet emne"))

    run(row(subjects="Andet emne|Tredje emne"))

    assert {subject.name for subject in card().subjects.all()} == {"Andet emne", "Tredje emne"}


def test_a_new_contact_person_replaces_the_old_who_leaves_the_directory() -> None:
    run(row(person="Anne Bo"))

    run(row(person="Carl Dam"))

    assert [part.person.name for part in card().people.all()] == ["Carl Dam"]
    assert not Person.objects.filter(name="Anne Bo").exists()


def test_somebody_replaced_stays_when_another_card_has_them() -> None:
    run(row(person="Anne Bo"), row(service="Anden", person="Anne Bo"))

    run(row(person="Carl Dam"))

    assert Person.objects.filter(name="Anne Bo").count() == 1


def test_somebody_who_moves_to_another_card_stays() -> None:
    run(row(person="Anne Bo"), row(service="Anden", person="Carl Dam"))

    run(row(person="Eva Fin"), row(service="Anden", person="Anne Bo"))

    assert set(Person.objects.values_list("name", flat=True)) == {"Anne Bo", "Eva Fin"}


def test_one_name_in_one_organisation_is_one_person() -> None:
    run(row(person="Anne Bo"), row(service="Anden", deputy="anne  bo"))
    run(row(service="Tredje", person="ANNE BO"))

    assert Person.objects.count() == 1


def test_a_closed_service_is_told_and_stays_closed() -> None:
    run(row())
    Service.objects.update(status="retired")

    report = run(row(phone="00 48 20 31"))

    assert card().status == "retired"
    assert len(report.notes) == 1


def test_two_services_of_one_name_get_two_addresses() -> None:
    run(row(), row(function="ppr"))

    assert set(Service.objects.values_list("slug", flat=True)) == {"modtagelsen", "modtagelsen-2"}


def test_addresses_are_ascii_and_never_one_that_is_taken() -> None:
    run(row(service="Børnehuset på Åen"), row(service="Udskriv"))

    assert set(Service.objects.values_list("slug", flat=True)) == {"bornehuset-pa-aen", "udskriv-2"}


@pytest.mark.parametrize(
    ("column", "length"),
    [("service", 121), ("person", 121), ("organisation", 121), ("subjects", 81), ("fallback_label", 121)],
)
def test_what_is_too_long_is_bad(column: str, length: int) -> None:
    assert bad(run(row(**{column: "x" * length}))) == [(2, column)]


@pytest.mark.parametrize("column", ["organisation", "kind", "function", "service"])
def test_an_empty_required_cell_is_bad(column: str) -> None:
    assert bad(run(row(**{column: " "}))) == [(2, column)]


@pytest.mark.parametrize(("column", "value"), [("kind", "by"), ("function", "findes-ikke"), ("member", "måske")])
def test_an_unknown_word_is_bad(column: str, value: str) -> None:
    assert bad(run(row(**{column: value}))) == [(2, column)]


def test_every_bad_cell_of_a_row_is_told() -> None:
    assert bad(run(row(phone="1", age_min="x"))) == [(2, "age_min"), (2, "phone")]


def test_one_bad_row_keeps_all_others_out() -> None:
    report = run(row(), row(service="Anden", phone="1"))

    assert report.bad_rows == 1
    assert not Service.objects.exists()


def test_a_repeated_row_is_left_out_and_told() -> None:
    report = run(row(phone="00 48 20 31"), row(phone="00482031", organisation="hillerød"))

    assert (report.created, len(report.notes)) == (1, 1)


def test_two_rows_about_one_service_that_differ_are_bad() -> None:
    report = run(row(phone="00 48 20 31"), row(phone="00 48 20 32"))

    assert bad(report) == [(3, "service")]
    assert "2" in report.bad[0].reason


@pytest.mark.parametrize("column", ["description", "person", "phone", "en ukendt kolonne"])
def test_what_looks_like_a_cpr_number_is_bad_and_never_repeated(column: str) -> None:
    report = run(row(**{column: "010101-1234"}))

    assert bad(report) == [(2, column.replace(" ", "_"))]
    assert "1234" not in repr(report)


def test_a_column_named_by_a_cpr_number_is_told_by_its_place() -> None:
    assert "1234" not in repr(run(row(**{"010101-1234": "x"})))
