"""The rules of the answers, over contacts that are nobody's: every one is made in the test that needs it."""

from datetime import date, datetime, timedelta

import pytest

from directory.contacts.models import Organisation
from tests.conftest import NU
from tests.directory.understanding.asking import ask, functions, member, places, service, subject
from tests.factories import (
    make_channel,
    make_municipality,
    make_participation,
    make_postal_code,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def kolding() -> Organisation:
    return member("Kolding")


@pytest.fixture
def vejle() -> Organisation:
    return member("Vejle")


# --- Which municipality ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("main", ["Kolding", "Vejle", ""])
def test_a_postal_code_of_several_municipalities_is_a_choice_whichever_is_the_main_one(
    kolding: Organisation, vejle: Organisation, main: str
) -> None:
    for municipality in (kolding, vejle):
        service(municipality)
        make_postal_code(municipality, "4999", "Nybølle", is_main=municipality.short_name == main)

    found = ask("4999 selvskade")

    assert found.kind == "choice"
    assert set(places(found)) == {"Kolding", "Vejle"}


def test_the_name_of_a_town_leads_to_its_main_municipality_and_says_so(
    kolding: Organisation, vejle: Organisation
) -> None:
    for municipality in (kolding, vejle):
        service(municipality)
    make_postal_code(kolding, "4999", "Nybølle", is_main=True)
    make_postal_code(vejle, "4999", "Nybølle")

    found = ask("nybølle selvskade")

    assert (found.kind, places(found)[0]) == ("card", "Kolding")
    assert "Nybølle" in found.message
    assert "Kolding Kommune" in found.message


def test_a_town_without_a_main_municipality_is_a_choice(kolding: Organisation, vejle: Organisation) -> None:
    for municipality in (kolding, vejle):
        service(municipality)
        make_postal_code(municipality, "4999", "Nybølle")

    assert ask("nybølle selvskade").kind == "choice"


@pytest.mark.parametrize("typed", ["koldin", "koldding", "kodling"])
def test_a_name_near_one_municipality_is_applied_and_said(kolding: Organisation, typed: str) -> None:
    service(kolding)

    found = ask(f"{typed} selvskade")

    assert (found.kind, places(found)[0]) == ("card", "Kolding")
    assert f"«{typed}»" in found.message.replace("“", "«").replace("”", "»")


@pytest.mark.parametrize("are_members", [True, False])
def test_a_name_near_two_municipalities_is_a_choice(*, are_members: bool) -> None:
    for name in ("Vejle", "Vejen"):
        service(member(name) if are_members else make_municipality(name))

    found = ask("vejel selvskade")

    assert found.kind == "choice"
    assert set(places(found)) == {"Vejle", "Vejen"}


def test_two_municipalities_named_are_a_choice(kolding: Organisation, vejle: Organisation) -> None:
    service(kolding)
    service(vejle)

    found = ask("kolding vejle selvskade")

    assert found.kind == "choice"
    assert places(found) == ["Kolding", "Vejle"]


def test_a_town_and_its_own_municipality_are_one_place(kolding: Organisation, vejle: Organisation) -> None:
    service(kolding)
    make_postal_code(kolding, "4999", "Nybølle")
    make_postal_code(vejle, "4999", "Nybølle")

    found = ask("nybølle kolding selvskade")

    assert (found.kind, places(found)[0]) == ("card", "Kolding")


def test_a_placed_child_belongs_to_the_municipality_that_placed_it(kolding: Organisation, vejle: Organisation) -> None:
    service(kolding)
    service(vejle)

    found = ask("anbragt i vejle af kolding selvskade")

    assert places(found)[0] == "Kolding"
    assert found.placed_child


def test_far_from_every_name_the_reader_is_asked_what_was_meant(kolding: Organisation) -> None:
    service(kolding)

    found = ask("kolldnig selvskade")

    assert (found.kind, found.results) == ("did_you_mean", ())
    assert [(s.label, s.query) for s in found.did_you_mean] == [("Kolding", "Kolding selvskade")]


def test_without_a_place_the_members_are_offered(kolding: Organisation, vejle: Organisation) -> None:
    make_municipality("Odder")

    found = ask("selvskade")

    assert (found.kind, found.results) == ("empty", ())
    assert [suggestion.label for suggestion in found.did_you_mean] == ["Kolding", "Vejle"]
    assert found.did_you_mean[0].query == "Kolding selvskade"


# --- Members and others ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "kind"),
    [
        (None, None, "card"),
        (TODAY, None, "card"),
        (None, TODAY, "card"),
        (TODAY + timedelta(1), None, "outside"),
        (None, TODAY - timedelta(1), "outside"),
    ],
)
def test_a_municipality_is_inside_on_the_days_of_its_membership(
    starts: date | None, ends: date | None, kind: str
) -> None:
    kolding = make_municipality("Kolding")
    make_participation(kolding, starts, ends)
    service(kolding)

    assert ask("kolding selvskade").kind == kind


def test_outside_the_network_is_said_and_the_main_number_is_given() -> None:
    make_municipality("Kolding", phone="00 99 06 21")

    found = ask("kolding selvmordsforsøg 17")

    assert found.kind == "outside"
    assert "Kolding" in found.message
    assert found.results[0].municipality_code == "0621"
    assert "+4500990621" in [step.number.number for step in found.results[0].chain]


def test_a_member_without_any_service_still_gives_a_chain(kolding: Organisation) -> None:
    make_channel(kolding, "00 99 06 21")

    found = ask("kolding selvskade")

    (result,) = found.results
    assert found.kind == "municipality"
    assert result.card is None
    assert [step.number.number for step in result.chain][:1] == ["+4500990621"]
    assert "112" in [step.number.number for step in result.chain]
    assert result.unmatched == ("selvskade",)


def test_a_service_is_found_in_every_municipality_it_covers(kolding: Organisation, vejle: Organisation) -> None:
    service(kolding, "rusmiddel", "Fælles rusmiddelcenter", areas=[vejle])
    service(vejle)

    found = ask("vejle hash 16 år")

    assert found.results[0].title == "Fælles rusmiddelcenter"
    assert found.results[0].municipality_code == "0630"


# --- Which door -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["kolding selvmordsforsøg", "kolding selvmordsforsøg angst", "kolding overdosis 15 år"]
)
def test_a_mild_offer_never_stands_first_when_it_is_urgent(kolding: Organisation, text: str) -> None:
    service(kolding, "lettilgaengelig", "STIME", subjects=[subject("selvmordsforsoeg"), subject("angst")])
    service(kolding)

    found = ask(text)

    assert found.urgent
    assert functions(found)[0] == "modtagelse"


@pytest.mark.parametrize("text", ["kolding stime selvmordstanker", "kolding psykologhjælp vil ikke leve"])
def test_not_even_when_it_is_asked_for_by_name(kolding: Organisation, text: str) -> None:
    service(kolding, "lettilgaengelig", "STIME")
    service(kolding)

    assert functions(ask(text))[0] == "modtagelse"


def test_when_there_is_nothing_but_a_mild_offer_the_municipality_stands_first(kolding: Organisation) -> None:
    make_channel(kolding, "00 99 06 21")
    service(kolding, "lettilgaengelig", "STIME")

    found = ask("kolding selvmordsforsøg")

    assert found.results[0].title == "Kolding Kommune"
    assert "+4500990621" in [step.number.number for step in found.results[0].chain]


def test_a_mild_offer_stands_first_when_nothing_is_urgent(kolding: Organisation) -> None:
    service(kolding)
    service(kolding, "lettilgaengelig", "STIME")

    assert functions(ask("kolding angst 12 år"))[0] == "lettilgaengelig"


def test_a_service_that_does_not_take_it_gives_way(kolding: Organisation) -> None:
    service(kolding, "lettilgaengelig", "STIME", not_for="Børn med angst hører til hos PPR")
    service(kolding, "ppr")

    assert functions(ask("kolding angst"))[0] == "ppr"


def test_who_refuses_one_urgent_matter_refuses_them_all(kolding: Organisation) -> None:
    service(kolding, "rusmiddel", not_for="Selvmordstanker: ring til modtagelsen", subjects=[subject("misbrug")])
    service(kolding)

    assert functions(ask("kolding hash selvmordsforsøg"))[0] == "modtagelse"


@pytest.mark.parametrize(
    ("age", "first"),
    [("17", "modtagelse"), ("17½ år", "modtagelse"), ("18 år", "unge18"), ("18", "unge18"), ("spæd", "modtagelse")],
)
def test_the_eighteenth_birthday_changes_the_door(kolding: Organisation, age: str, first: str) -> None:
    service(kolding, "unge18")
    service(kolding)

    found = ask(f"kolding {age} selvmordsforsøg")

    assert functions(found)[0] == first


def test_a_service_with_ages_of_its_own_goes_by_them(kolding: Organisation) -> None:
    service(kolding, name="For små", ages=(0, 12))
    service(kolding, name="For store", ages=(13, 17))

    assert [ask(f"kolding selvskade {age} år").results[0].title for age in (12, 13)] == ["For små", "For store"]


def test_when_nobody_takes_the_age_it_is_said(kolding: Organisation) -> None:
    service(kolding)

    found = ask("kolding selvskade 40 år")

    assert found.results
    assert "Kolding" in found.message
    assert "40 år" in found.results[0].unmatched


def test_a_service_that_says_it_takes_the_subject_goes_before_the_function(kolding: Organisation) -> None:
    service(kolding, "ppr")
    service(kolding, "familie", "Familiehuset", subjects=[subject("angst")])

    assert ask("kolding angst").results[0].title == "Familiehuset"


def test_the_own_name_of_a_service_finds_it(kolding: Organisation) -> None:
    service(kolding)
    service(kolding, "familie", "Huset på Åen")

    assert ask("kolding huset på åen").results[0].title == "Huset på Åen"


def test_a_place_alone_shows_all_of_it_in_the_order_of_the_page(kolding: Organisation) -> None:
    for key in ("ssp", "ppr", "modtagelse"):
        service(kolding, key)

    found = ask("kolding")

    assert found.kind == "municipality"
    assert functions(found) == ["modtagelse", "ppr", "ssp"]


def test_a_word_that_nothing_answers_is_named(kolding: Organisation) -> None:
    service(kolding)

    found = ask("kolding selvskade kaninavl")

    assert "kaninavl" in found.message
    assert "kaninavl" in found.results[0].unmatched
    assert [chip.label for chip in found.chips if chip.kind == "unmatched"] == ["kaninavl"]


@pytest.mark.parametrize(
    ("at", "first"), [(NU, "modtagelse"), (datetime(2026, 11, 28, 2, 10, tzinfo=NU.tzinfo), "doegnvagt")]
)
def test_a_question_about_now_goes_to_who_answers_now(kolding: Organisation, at: datetime, first: str) -> None:
    service(kolding, hours="man-fre 08:00-15:00")
    service(kolding, "doegnvagt", hours="man-fre 15:00-08:00; lør-søn 00:00-24:00")

    assert functions(ask("kolding akut nu", at=at))[0] == first
