"""A service as one plain document: complete, compact, and in a constant number of queries."""

import json
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.contacts.documents import document, documents, municipality_document
from directory.contacts.models import Service, UrgentNumber
from directory.contacts.tree import Ancestor, ancestors, load_parents
from portal.models import NetworkSettings
from tests.factories import (
    make_channel,
    make_fallback_step,
    make_function,
    make_hours_exception,
    make_municipality,
    make_organisation,
    make_parent,
    make_person,
    make_region,
    make_service,
    make_service_person,
    make_standard_text,
    make_subject,
    make_urgent_number,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def steps(data: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [step for step in data["steps"] if step["kind"] == kind]


def labels(data: dict[str, Any], kind: str) -> list[str]:
    return [step["label"] for step in steps(data, kind)]


def make_full_service(name: str) -> Service:
    municipality = make_municipality(f"By {name}", phone="00 48 20 00")
    unit = make_organisation(f"Familieafdelingen {name}", parent=municipality)
    service = make_service(
        unit, phone="00 48 20 31", name=name, subjects=[make_subject()], areas=[make_municipality(f"Nabo {name}")]
    )
    person = make_person("Bo Hansen", unit)
    make_channel(person, visibility="professional")
    make_service_person(service, person)
    make_fallback_step(service)
    make_hours_exception(municipality, date(2026, 12, 24))
    make_service(municipality, make_function("doegnvagt"), phone="00 48 24 10", name=f"Vagt {name}")
    return service


def test_three_services_cost_as_many_queries_as_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = make_full_service("Et")
    with django_assert_num_queries(17):
        documents(Service.objects.filter(pk=first.pk))
    for name in ("To", "Tre"):
        make_full_service(name)

    with django_assert_num_queries(17):
        found = documents(Service.objects.all())

    assert len(found) == 6


def test_a_document_is_json() -> None:
    data = document(make_full_service("Et"), today=TODAY)

    assert json.loads(json.dumps(data)) == data


def test_what_is_empty_is_left_out() -> None:
    data = document(make_service(make_municipality()), today=TODAY)

    assert {"for_whom", "channels", "people", "has_content", "verified_on", "subjects"}.isdisjoint(data)


def test_documents_keep_the_order_of_the_services() -> None:
    municipality = make_municipality()
    ids = [make_service(municipality, name=name).pk for name in ("B", "A", "C")]

    assert list(documents(Service.objects.order_by("-pk"))) == ids[::-1]


def test_it_covers_its_own_municipality_through_the_tree_and_those_it_names() -> None:
    hillerod, allerod = make_municipality("Hillerød"), make_municipality("Allerød")
    unit = make_organisation(parent=make_organisation("Centret", parent=hillerod))

    data = document(make_service(unit, areas=[allerod, hillerod]), today=TODAY)

    assert data["codes"] == ["0219", "0201"]
    assert data["organisation"]["code"] == "0219"


def test_a_unit_that_has_moved_covers_the_municipality_of_the_day() -> None:
    hillerod, allerod = make_municipality("Hillerød"), make_municipality("Allerød")
    unit = make_organisation()
    make_parent(unit, hillerod, ends=date(2026, 12, 31))
    make_parent(unit, allerod, starts=date(2027, 1, 1))
    service = make_service(unit)

    assert document(service, today=date(2026, 12, 31))["codes"] == ["0219"]
    assert document(service, today=date(2027, 1, 1))["codes"] == ["0201"]


def test_the_regions_stand_with_the_days_on_which_they_are_right() -> None:
    data = document(make_service(make_municipality("Hillerød")), today=TODAY)

    assert data["regions"] == [
        ["region-hovedstaden", "", "2026-12-31"],
        ["region-ostdanmark", "2027-01-01", ""],
    ]


def test_the_way_up_is_as_short_as_its_shortest_period() -> None:
    region, municipality, unit = make_region("Region Nord"), make_municipality("Ny By"), make_organisation()
    make_parent(municipality, region, starts=date(2026, 1, 1))
    make_parent(unit, municipality, ends=date(2026, 6, 30))

    found = ancestors(unit.pk, load_parents())

    assert found[-1] == Ancestor(region.pk, date(2026, 1, 1), date(2026, 6, 30))


def test_a_circle_in_the_tree_is_walked_once() -> None:
    first, second = make_organisation("A"), make_organisation("B")
    make_parent(first, second)
    make_parent(second, first)

    assert [step.organisation_id for step in ancestors(first.pk, load_parents())] == [first.pk, second.pk]


def test_the_ages_are_the_services_own_or_else_the_functions() -> None:
    municipality, function = make_municipality(), make_function("modtagelse")

    own = document(make_service(municipality, function, name="A", ages=(None, 17.5)), today=TODAY)
    inherited = document(make_service(municipality, function, name="B"), today=TODAY)

    assert own["age"] == [None, 17.5]
    assert inherited["age"] == [0.0, 17.0]


def test_the_organisations_closed_days_and_changes_hold_for_its_services() -> None:
    municipality = make_municipality(closed_days="24/12")
    unit = make_organisation(parent=municipality, closed_days="31/12")
    make_hours_exception(municipality, date(2026, 12, 28), date(2026, 12, 30), reason="juleferie")
    service = make_service(unit, hours="man-fre 9-15")
    make_hours_exception(service, date(2026, 12, 29), hours="10-12")
    make_hours_exception(service, date(2026, 11, 2))

    schedule = document(service, today=TODAY)["schedule"]

    assert schedule == {
        "hours": "man-fre 09:00-15:00",
        "closed_days": "31/12",
        "changes": [
            ["2026-12-29", "2026-12-29", "10:00-12:00", ""],
            ["2026-12-28", "2026-12-30", "", "juleferie"],
        ],
    }


def test_closing_the_town_hall_does_not_close_the_duty() -> None:
    municipality = make_municipality()
    make_hours_exception(municipality, date(2026, 12, 28))
    duty = make_service(municipality, make_function("doegnvagt"), hours="man-fre 15-8; lør-søn 8-8")

    schedule = document(duty, today=TODAY)["schedule"]

    assert schedule["holidays"] == "sunday"
    assert schedule["changes"] == [["2026-12-28", "2026-12-28", "08:00-08:00", ""]]


def test_closing_the_town_hall_does_not_close_what_is_open_day_and_night() -> None:
    municipality = make_municipality()
    make_hours_exception(municipality, date(2026, 12, 28))

    data = document(make_service(municipality, hours="døgn", holidays="closed"), today=TODAY)

    assert data["schedule"] == {"hours": "døgn", "holidays": "same"}


def test_the_services_own_policy_for_holidays_comes_before_its_functions() -> None:
    service = make_service(make_municipality(), hours="man-fre 9-15", holidays="same")

    assert document(service, today=TODAY)["schedule"]["holidays"] == "same"


def test_a_closed_day_that_cannot_be_read_still_leaves_a_document() -> None:
    municipality = make_municipality(closed_days="jul")

    assert "closed_days" not in document(make_service(municipality, hours="man 9-15"), today=TODAY)["schedule"]


def test_channels_say_who_may_see_them() -> None:
    service = make_service(make_municipality(), phone="00 48 20 31 lok. 9")
    make_channel(service, "vagt@example.dk", kind="email", visibility="internal")

    assert document(service, today=TODAY)["channels"] == [
        {"kind": "phone", "value": "+4500482031", "extension": "9"},
        {"kind": "email", "value": "vagt@example.dk", "visibility": "internal"},
    ]


def test_the_main_number_of_the_municipality_is_used_when_the_unit_has_none_for_everybody() -> None:
    unit = make_organisation("Familieafdelingen", parent=make_municipality("Hillerød", phone="00 48 20 00"))
    make_channel(unit, "00 48 20 99", visibility="professional")

    found = steps(document(make_service(unit), today=TODAY), "switchboard")

    assert [step["numbers"][0]["value"] for step in found] == ["+4500482099", "+4500482000"]


def test_a_region_is_no_switchboard_of_its_municipalities() -> None:
    region = make_region()
    make_channel(region)

    assert not steps(document(make_service(make_municipality()), today=TODAY), "switchboard")


def test_the_duty_is_that_of_the_same_municipality() -> None:
    hillerod, allerod = make_municipality("Hillerød"), make_municipality("Allerød")
    function = make_function("doegnvagt")
    make_service(hillerod, function, name="Hillerøds vagt", phone="00 48 24 10", phone_note="Ring til politiet")
    make_service(allerod, function, name="Allerøds vagt", phone="00 48 24 11")
    make_service(hillerod, function, name="Nedlagt vagt", phone="00 48 24 12", status="paused")

    data = document(make_service(hillerod), today=TODAY)

    assert [(step["label"], step["reason"]) for step in steps(data, "duty")] == [
        ("Hillerøds vagt", "Ring til politiet")
    ]


def test_a_duty_that_covers_several_municipalities_is_the_duty_of_each() -> None:
    hillerod, allerod = make_municipality("Hillerød"), make_municipality("Allerød")
    duty = make_function("doegnvagt")
    make_service(hillerod, duty, name="Fælles vagt", phone="00 48 24 10", areas=[allerod])

    assert labels(document(make_service(allerod), today=TODAY), "duty") == ["Fælles vagt"]


def test_a_duty_is_not_its_own_next_step() -> None:
    duty = make_service(make_municipality(), make_function("doegnvagt"), phone="00 48 24 10")

    assert not steps(document(duty, today=TODAY), "duty")


def test_emergency_numbers_are_those_of_the_chain_and_of_the_regions() -> None:
    UrgentNumber.objects.all().delete()
    make_urgent_number("Alle", "112", in_chain=True)
    make_urgent_number("Kun i striben", "114", in_strip=True)
    make_urgent_number("Hovedstaden", "1813", region=make_region(), in_chain=True)
    make_urgent_number("Nordjylland", "1813", region=make_region("Region Nordjylland"), in_chain=True)

    data = document(make_service(make_municipality("Hillerød")), today=TODAY)

    assert labels(data, "emergency") == ["Alle", "Hovedstaden"]


def test_a_fallback_step_that_answers_on_sundays_answers_on_holidays() -> None:
    service = make_service(make_municipality())
    make_fallback_step(service, "Vagten", hours="man-fre 15-8; lør-søn 8-8")
    make_fallback_step(service, "Afdelingen", hours="man-fre 8-15", rank=2)

    found = steps(document(service, today=TODAY), "fallback")

    assert [step["schedule"].get("holidays") for step in found] == ["sunday", None]


def test_who_confirmed_it_is_the_service_or_else_the_network() -> None:
    NetworkSettings.objects.create(verified_by="kommunens ansvarlige")
    municipality = make_municipality()

    own = document(make_service(municipality, name="A", verified_by="lederen"), today=TODAY)
    shared = document(make_service(municipality, name="B"), today=TODAY)

    assert (own["verified_by"], shared["verified_by"]) == ("lederen", "kommunens ansvarlige")


def test_the_legal_basis_is_a_title_and_an_address() -> None:
    text = make_standard_text("loven", "Barnets lov")

    data = document(make_service(make_municipality(), legal_basis=text), today=TODAY)

    assert data["legal_basis"] == ["Barnets lov", "/kontakter/vejledning/loven/"]


def test_long_sections_are_only_told_of() -> None:
    service = make_service(make_municipality(), content=[("text", "<p>Lang tekst</p>")])

    data = document(service, today=TODAY)

    assert data["has_content"] is True
    assert "Lang tekst" not in json.dumps(data)


def test_a_municipality_without_services_has_a_document_for_its_chain() -> None:
    municipality = make_municipality("Hillerød", phone="00 48 20 00")
    make_service(make_municipality("Allerød"), make_function("doegnvagt"), phone="00 48 24 10", areas=[municipality])

    data = municipality_document(municipality, today=TODAY)

    assert {step["kind"] for step in data["steps"]} == {"switchboard", "duty", "emergency"}
