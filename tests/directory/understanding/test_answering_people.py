"""People, numbers, closed services and the region's units, over contacts made in the test that needs them."""

from collections.abc import Callable

import pytest

from directory.contacts.models import Organisation, Service
from directory.understanding.answering import answer
from portal.permissions import PUBLIC_ONLY, Tier
from tests.conftest import NU
from tests.directory.understanding.asking import ask, function, functions, member, places, service
from tests.factories import (
    make_channel,
    make_function,
    make_organisation,
    make_person,
    make_service,
    make_service_person,
    saved,
)

pytestmark = pytest.mark.django_db
EVERYBODY = frozenset(Tier)


@pytest.fixture
def kolding() -> Organisation:
    return member("Kolding")


# --- Retired and paused ---------------------------------------------------------------------------------------------


def test_a_retired_service_is_not_found(kolding: Organisation) -> None:
    service(kolding, name="Modtagelsen")
    service(kolding, "ppr", name="PPR Nord", status="retired")

    assert [result.title for result in ask("kolding ppr").results] == ["Modtagelsen"]
    assert ask("ppr nord kolding").results[0].title == "Modtagelsen"


def test_a_service_that_is_retired_is_gone_at_the_next_question(kolding: Organisation) -> None:
    ppr = service(kolding, "ppr")
    assert functions(ask("kolding ppr")) == ["ppr"]

    ppr.status = "retired"
    saved(ppr)

    assert functions(ask("kolding ppr")) == [""]


def test_a_paused_service_is_shown_with_its_note_after_the_others(kolding: Organisation) -> None:
    service(kolding, name="A på pause", status="paused", status_note="Lukket til 1. marts")
    service(kolding, name="B åben")

    found = ask("kolding selvskade")

    assert [result.title for result in found.results[:2]] == ["B åben", "A på pause"]
    assert found.results[1].card
    assert found.results[1].card.paused == "Lukket til 1. marts"


# --- People and numbers ---------------------------------------------------------------------------------------------


@pytest.fixture
def contact_person(kolding: Organisation) -> Service:
    """Behind a PPR of Kolding, with a number for all, and a number and an address for professionals."""
    service(kolding)
    ppr = service(kolding, "ppr")
    person = make_person("Ditte Grønlykke", kolding, "Børnesagkyndig koordinator")
    make_channel(person, "00 48 20 31")
    make_channel(person, "00 48 20 99", visibility="professional")
    make_channel(person, "ditte@example.dk", kind="email", visibility="professional")
    make_service_person(ppr, person, role="contact")
    return ppr


@pytest.mark.usefixtures("contact_person")
@pytest.mark.parametrize(
    "text",
    [
        "Ditte Grønlykke",
        "groenlykke",
        "grønlykk",
        "ditte grønlykke kolding",
        "kolding grønlykke",
        "børnesagkyndig koordinator",
        "00 48 20 31",
        "00482031",
        "+45 00 48 20 31",
        "82031",
    ],
)
def test_the_person_behind_a_service_finds_it(text: str) -> None:
    found = ask(text)

    assert found.kind == "card"
    assert functions(found)[0] == "ppr"


@pytest.mark.usefixtures("contact_person")
@pytest.mark.parametrize("text", ["Anders Fogtmand", "ditte fogtmand", "fogtmand", "00 48 20 32", "nogen@example.dk"])
def test_a_stranger_finds_nothing(text: str) -> None:
    found = ask(text)

    assert (found.kind, found.results) == ("empty", ())


@pytest.mark.usefixtures("contact_person")
@pytest.mark.parametrize("text", ["00 48 20 99", "482099", "ditte@example.dk"])
def test_what_is_for_professionals_is_found_only_by_them(text: str) -> None:
    assert functions(ask(text, tiers=EVERYBODY))[:1] == ["ppr"]
    assert ask(text).results == ()


@pytest.mark.usefixtures("contact_person")
def test_what_is_for_professionals_is_not_shown_to_the_public() -> None:
    public, professional = ask("kolding ppr"), ask("kolding ppr", tiers=EVERYBODY)

    assert "482099" not in repr(public)
    assert "ditte@" not in repr(public)
    assert "482099" in repr(professional)


def test_a_service_whose_only_number_is_for_professionals_has_none_for_the_public(kolding: Organisation) -> None:
    make_channel(make_service(kolding, function("ppr"), name="PPR"), "00 48 20 99", visibility="professional")

    first = ask("kolding ppr").results[0]

    assert first.number is None
    assert first.chain


# --- The region and the country -------------------------------------------------------------------------------------


@pytest.fixture
def hospitals() -> None:
    """An acute unit for children in each of two regions, and one for adults."""
    for region, name in (("Region Syddanmark", "Syd"), ("Region Nordjylland", "Nord")):
        hospital = make_organisation(
            f"Hospital {name}", "hospital", parent=Organisation.objects.get(kind="region", name=region)
        )
        service(hospital, "buc-akut", f"Akut {name}")


@pytest.mark.usefixtures("hospitals")
def test_a_unit_of_the_own_region_is_the_answer(kolding: Organisation) -> None:
    found = ask("kolding buc akut")

    assert found.kind == "regional"
    assert [result.title for result in found.results] == ["Akut Syd"]


@pytest.mark.usefixtures("hospitals")
def test_a_unit_of_the_region_never_stands_among_the_doors_of_a_municipality(kolding: Organisation) -> None:
    service(kolding)

    found = ask("kolding selvmordsforsøg")

    assert "buc-akut" not in functions(found)
    assert any("Akut" in help_.label for help_ in found.urgent_help)


# --- Guards ---------------------------------------------------------------------------------------------------------


def test_a_cpr_number_is_taken_out_and_the_rest_is_answered(kolding: Organisation) -> None:
    service(kolding)

    found = ask("kolding 010112-1234 selvskade")

    assert (found.kind, found.is_private, places(found)[0]) == ("privacy", True, "Kolding")
    assert found.query == "kolding selvskade"
    assert "1234" not in repr(found).replace("00123456", "").replace("12 34", "")


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize(
    "text", ["kolding", "kolding selvmordsforsøg 15 år", "ditte grønlykke", "4999", "buc akut", ""]
)
def test_an_answer_costs_at_most_three_queries(
    kolding: Organisation, django_assert_max_num_queries: Callable[..., object], text: str, how_many: int
) -> None:
    for number in range(how_many):
        service(kolding, ["modtagelse", "ppr", "lettilgaengelig"][number % 3], f"Nummer {number}")
    ask("kolding")  # the vocabulary and the rows are in memory from now on

    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        answer(text, at=NU, tiers=PUBLIC_ONLY)


def test_a_function_that_is_made_up_here_is_understood_by_its_words(kolding: Organisation) -> None:
    telling = make_function("fortaelling", "Fortælletimen", words="fortælletime\nhistoriehjørnet", rank=95)
    make_service(kolding, telling, name="Bibliotekets hjørne", phone="00 11 22 33")
    service(kolding)

    assert ask("kolding historiehjørnet").results[0].title == "Bibliotekets hjørne"
