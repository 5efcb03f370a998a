"""Which organisation a row means, and whether it is a member."""

from datetime import date, timedelta

import pytest

from directory.contacts.models import Organisation, Participation, Service
from tests import factories
from tests.directory.contacts.sheets import TODAY, bad, row, run

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


def hillerod() -> Organisation:
    return Organisation.objects.get(kind="municipality", municipality_code="0219")


def unit(name: str = "Familiehuset", **cells: str) -> dict[str, str]:
    return row(**{"organisation": name, "kind": "unit", "municipality_code": ""} | cells)


def periods() -> list[tuple[date | None, date | None]]:
    return list(Participation.objects.filter(organisation=hillerod()).values_list("starts", "ends"))


@pytest.mark.parametrize(
    "cells",
    [
        {"organisation": "Hillerød Kommune", "municipality_code": ""},
        {"organisation": "HILLERØD", "municipality_code": ""},
        {"organisation": " Hillerød  kommune ", "municipality_code": ""},
        {"organisation": "En helt anden stavemåde", "municipality_code": "0219"},
        {"organisation": "Hillerød", "municipality_code": "219"},
    ],
)
def test_a_municipality_is_known_by_its_code_or_name(cells: dict[str, str]) -> None:
    run(row(**cells))

    assert Service.objects.get().organisation == hillerod()


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"municipality_code": "9999"}, "municipality_code"),
        ({"municipality_code": "21"}, "municipality_code"),
        ({"municipality_code": "", "organisation": "Ukendt Kommune"}, "organisation"),
        ({"municipality_code": "0217"}, "municipality_code"),
        ({"kind": "unit", "municipality_code": "9999"}, "municipality_code"),
        ({"kind": "region", "organisation": "Region Hovedstaden"}, "municipality_code"),
    ],
    ids=["no-such-code", "no-code", "no-such-name", "code-of-another", "unit-without-municipality", "region-with-code"],
)
def test_a_municipality_that_cannot_be_right_is_bad(cells: dict[str, str], column: str) -> None:
    assert bad(run(row(**cells))) == [(2, column)]


def test_a_unit_with_a_code_belongs_to_that_municipality() -> None:
    report = run(unit(municipality_code="219"))

    organisation = Service.objects.get().organisation
    assert report.organisations == ["Familiehuset"]
    assert (organisation.kind, organisation.slug) == ("unit", "familiehuset")
    assert [link.parent for link in organisation.parents.all()] == [hillerod()]


def test_a_unit_without_a_code_belongs_to_nobody() -> None:
    run(unit())

    assert not Service.objects.get().organisation.parents.exists()


def test_rows_about_a_unit_mean_one_organisation_whatever_their_order_and_spelling() -> None:
    run(unit(service="Første"), unit("familie huset", service="Anden", municipality_code="0219"))

    assert Organisation.objects.filter(kind="unit").count() == 1
    assert Service.objects.count() == 2


def test_units_of_one_name_in_two_municipalities_are_two() -> None:
    run(unit(municipality_code="0219"), unit(municipality_code="0217"))

    assert sorted(Organisation.objects.filter(kind="unit").values_list("slug", flat=True)) == [
        "familiehuset",
        "familiehuset-2",
    ]


def test_a_name_that_several_units_have_needs_a_code() -> None:
    run(unit(municipality_code="0219"), unit(municipality_code="0217"))

    assert bad(run(unit())) == [(2, "organisation")]


def test_a_known_unit_without_a_parent_joins_the_municipality() -> None:
    known = factories.make_organisation("Familiehuset", "unit")

    report = run(unit(municipality_code="0219"))

    assert Service.objects.get().organisation == known
    assert [link.parent for link in known.parents.all()] == [hillerod()]
    assert len(report.notes) == 1


def test_a_hospital_of_a_region_is_not_made_again_under_a_municipality() -> None:
    factories.make_organisation("Nordsjællands Hospital", "hospital", parent=factories.make_region())

    report = run(unit("Nordsjællands Hospital", kind="hospital", municipality_code="0219"))

    assert bad(report) == [(2, "municipality_code")]


def test_one_name_of_two_kinds_is_bad() -> None:
    factories.make_organisation("Linjen", "national")

    assert bad(run(unit("linjen", kind="voluntary"))) == [(2, "kind")]


def test_a_region_is_known_by_its_name() -> None:
    region = factories.make_region("Region Hovedstaden")

    run(unit("region hovedstaden", kind="region"))

    assert Service.objects.get().organisation == region


def test_a_new_organisation_gets_no_address_that_the_site_uses() -> None:
    run(unit("Vejledning"))

    assert Service.objects.get().organisation.slug == "vejledning-2"


@pytest.mark.parametrize("cells", [{}, {"member": ""}, {"member": "ja"}])
def test_a_municipality_new_to_the_directory_becomes_a_member(cells: dict[str, str]) -> None:
    report = run(row(**cells))

    assert periods() == [(TODAY, None)]
    assert len(report.members) == 1


def test_a_municipality_with_services_stays_outside_when_nothing_is_said() -> None:
    factories.make_service(hillerod(), name="En anden")

    report = run(row())

    assert periods() == []
    assert report.members == []


def test_a_municipality_that_has_left_stays_outside_when_nothing_is_said() -> None:
    factories.make_participation(hillerod(), date(2020, 1, 1), date(2022, 1, 1))

    run(row())

    assert periods() == [(date(2020, 1, 1), date(2022, 1, 1))]


def test_ja_in_any_row_of_the_municipality_holds_for_all() -> None:
    factories.make_service(hillerod(), name="En anden")

    run(row(), row(service="Tredje", member="ja"))

    assert periods() == [(TODAY, None)]


def test_ja_to_a_member_changes_nothing() -> None:
    factories.make_participation(hillerod(), date(2020, 1, 1))

    report = run(row(member="ja"))

    assert periods() == [(date(2020, 1, 1), None)]
    assert report.members == []


def test_nej_ends_the_membership_yesterday() -> None:
    factories.make_participation(hillerod(), date(2020, 1, 1))

    run(row(member="nej"))

    assert periods() == [(date(2020, 1, 1), YESTERDAY)]


def test_nej_takes_back_a_membership_that_begins_today() -> None:
    factories.make_participation(hillerod(), TODAY)

    run(row(member="nej"))

    assert periods() == []


def test_ja_brings_a_coming_membership_forward() -> None:
    factories.make_participation(hillerod(), TODAY + timedelta(days=30))

    run(row(member="ja"))

    assert periods() == [(TODAY, None)]


def test_ja_and_nej_about_one_municipality_is_bad() -> None:
    report = run(row(member="ja"), row(service="Anden", member="nej", organisation="Hillerød"))

    assert bad(report) == [(3, "member")]
    assert "2" in report.bad[0].reason
