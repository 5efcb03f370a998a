"""The pages of the directory, as a reader without a log-in and as the coordinator meet them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.contacts.models import Organisation, Service
from directory.upkeep.models import Correction
from tests.factories import (
    make_alias,
    make_channel,
    make_function,
    make_municipality,
    make_organisation,
    make_participation,
    make_person,
    make_service,
    make_service_person,
    make_standard_text,
    make_user,
)

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    """The page at an address; it must be there."""
    response = client.get(address)
    assert response.status_code == 200, response
    return response.content.decode()


def heard(page: str) -> str:
    """The words of a page, each run of spaces as one, as somebody hears it read aloud."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\xa0", " ").replace("\u2060", "").split())


def intake(**fields: Any) -> Service:
    function = make_function("modtagelse")
    return make_service(make_municipality("Hillerød"), function, slug="modtagelsen", phone="00 48 20 31", **fields)


# --- Municipalities ---------------------------------------------------------------------------------------------------


def test_all_municipalities_stand_in_danish_order_with_the_members_first(client: Client) -> None:
    make_participation(make_municipality("Hillerød"))

    members, others = heard(read(client, "/kontakter/kommuner/")).split("Ikke med i netværket", 1)

    assert "Hillerød" in members.split("Med i netværket", 1)[1]
    assert others.index("Vordingborg") < others.index("Ærø") < others.index("Aabenraa") < others.index("Aarhus")


def test_a_fixed_word_wins_over_an_organisation_of_the_same_name(client: Client) -> None:
    make_organisation("Personer", slug="personer")

    assert client.get("/kontakter/personer/").resolver_match.view_name == "contacts:people"  # type: ignore[attr-defined]


def test_a_municipality_shows_those_for_danger_first(client: Client) -> None:
    municipality = make_municipality("Hillerød")
    make_service(municipality, make_function("ppr"), name="Mild hjælp")
    make_service(municipality, make_function("modtagelse"), name="Modtagelsen i byen")

    page = heard(read(client, f"/kontakter/{municipality.slug}/"))

    assert page.index("Modtagelsen i byen") < page.index("Hjælp og forebyggelse") < page.index("Mild hjælp")


def test_a_municipality_names_the_towns_that_lead_there(client: Client) -> None:
    municipality = make_municipality("Hillerød")
    municipality.postal_codes.all().delete()
    municipality.aliases.all().delete()
    for town in ("Ærestad", "Gørløse", "Skævinge"):
        make_alias(municipality, town)

    page = heard(read(client, f"/kontakter/{municipality.slug}/"))

    assert "Gørløse, Skævinge" in page
    assert page.index("Skævinge") < page.index("Ærestad")


def test_a_municipality_outside_the_network_is_no_dead_end(client: Client) -> None:
    page = heard(read(client, "/kontakter/aarhus/"))

    assert "Aarhus Kommune er ikke med i netværket" in page
    assert "112" in page.split("Her kan du ringe", 1)[1]


def test_a_retired_contact_is_not_on_the_page_of_its_municipality(client: Client) -> None:
    intake(name="Den gamle indgang", status=Service.Status.RETIRED)

    assert "Den gamle indgang" not in read(client, "/kontakter/hillerod/")


@pytest.mark.parametrize("address", ["/kontakter/hillerod/", "/kontakter/hillerod/udskriv/", "/kontakter/personer/"])
def test_a_page_asks_the_database_as_often_for_three_contacts_as_for_one(
    client: Client, address: str, django_assert_num_queries: Any, query_count: Callable[[str], int]
) -> None:
    _contact_with_all("Modtagelsen 1")
    read(client, address)  # the site's root paths are remembered from the first visit on
    of_one = query_count(address)
    for number in (2, 3):
        _contact_with_all(f"Modtagelsen {number}")

    with django_assert_num_queries(of_one):
        page = read(client, address)

    assert "Modtagelsen 3" in page


@pytest.fixture
def query_count(client: Client) -> Callable[[str], int]:
    """How many queries a page takes."""

    def count(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    return count


def _contact_with_all(name: str) -> None:
    service = make_service(make_municipality("Hillerød"), make_function("modtagelse"), name=name, phone="00 48 20 31")
    person = make_person(organisation=service.organisation)
    make_channel(person)
    make_service_person(service, person)


# --- The card ---------------------------------------------------------------------------------------------------------


def test_the_number_of_a_contact_is_a_link_that_dials(client: Client) -> None:
    intake(name="Modtagelsen")

    page = read(client, "/kontakter/hillerod/modtagelsen/")

    assert '<a class="call-number" href="tel:+4500482031">00 48 20 31</a>' in page


def test_the_heading_of_a_contact_names_the_municipality_first(client: Client) -> None:
    intake(name="Modtagelsen for børn")

    page = read(client, "/kontakter/hillerod/modtagelsen/")
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)

    assert heading
    assert heard(heading[1]) == "Hillerød Kommune Modtagelsen for børn"


def test_a_number_for_professionals_is_hidden_from_everybody_else(client: Client) -> None:
    make_channel(intake(name="Modtagelsen"), "00 48 99 99", visibility="professional")

    page = read(client, "/kontakter/hillerod/modtagelsen/")

    assert "00 48 99 99" not in page
    assert "+4500489999" not in page


def test_the_coordinator_sees_every_number(client: Client) -> None:
    make_channel(intake(name="Modtagelsen"), "00 48 99 99", visibility="internal")
    client.force_login(make_user(is_superuser=True))

    assert "00 48 99 99" in read(client, "/kontakter/hillerod/modtagelsen/")


def test_what_a_logged_in_reader_sees_is_kept_by_no_shared_cache(client: Client) -> None:
    intake(name="Modtagelsen")
    client.force_login(make_user(is_superuser=True))

    response = client.get("/kontakter/hillerod/modtagelsen/")

    assert "private" in response.headers["Cache-Control"]


def test_the_anonymous_card_may_be_kept_a_minute_and_sets_no_cookie(client: Client) -> None:
    intake(name="Modtagelsen")

    response = client.get("/kontakter/hillerod/modtagelsen/")

    assert "max-age=60" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"]
    assert not response.cookies


def test_a_contact_that_nobody_has_confirmed_says_so(client: Client) -> None:
    intake(name="Modtagelsen", verified_on=None)

    assert "Ikke bekræftet endnu" in read(client, "/kontakter/hillerod/modtagelsen/")


def test_a_paused_contact_says_why_and_whom_to_call(client: Client) -> None:
    intake(name="Modtagelsen", status=Service.Status.PAUSED, status_note="Holder lukket til 4. januar")

    page = read(client, "/kontakter/hillerod/modtagelsen/")

    assert "Holder lukket til 4. januar" in page
    assert "Ring i stedet til" in heard(page)


def test_a_card_can_be_copied_without_scripts(client: Client) -> None:
    intake(name="Modtagelsen")

    page = read(client, "/kontakter/hillerod/modtagelsen/")
    text = re.search(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)

    assert text
    assert "00 48 20 31" in text[1]


def test_paper_gets_the_weekly_hours_and_no_state_of_the_moment(client: Client) -> None:
    intake(name="Modtagelsen", hours="man-fre 08:00-15:00")

    page = read(client, "/kontakter/hillerod/modtagelsen/")

    assert re.search(r'<strong class="print-only">\S+ 8\u2060-\u206015</strong>', page)
    assert re.search(r'class="words screen-only"', page)


@pytest.mark.parametrize("address", ["/kontakter/koge/modtagelsen/", "/kontakter/hillerod/andet/", "/kontakter/nope/"])
def test_a_contact_of_another_organisation_is_not_there(client: Client, address: str) -> None:
    intake(name="Modtagelsen")

    assert client.get(address).status_code == 404


def test_the_vcard_of_a_contact_is_for_the_phone(client: Client) -> None:
    make_channel(intake(name="Modtagelsen"), "00 48 99 99", visibility="internal")

    response = client.get("/kontakter/hillerod/modtagelsen/kort.vcf")
    text = response.content.decode()

    assert response.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert "+4500482031" in text
    assert "+4500489999" not in text


def test_the_sections_of_an_offer_stand_on_its_page(client: Client) -> None:
    intake(name="Modtagelsen", content=[("heading", "Sådan foregår det"), ("text", "<p>Vi ringer først.</p>")])

    page = heard(read(client, "/kontakter/hillerod/modtagelsen/"))

    assert "Sådan foregår det Vi ringer først." in page


# --- Paper ------------------------------------------------------------------------------------------------------------


def test_the_sheet_for_the_wall_leads_to_the_living_page(client: Client) -> None:
    intake(name="Modtagelsen", hours="man-fre 08:00-15:00")

    page = read(client, "/kontakter/hillerod/udskriv/")

    assert re.search(r'aria-label="[^"]*testserver/kontakter/hillerod"><svg viewBox', page)
    assert " style=" not in page
    assert "00 48 20 31" in page


def test_the_sheet_says_until_when_it_holds(client: Client) -> None:
    intake(name="Modtagelsen")
    client.force_login(make_user(is_superuser=True))

    page = read(client, "/kontakter/hillerod/udskriv/?nu=2026-11-24T11:05").replace("\xa0", " ")

    assert "24. december 2026" in page


# --- People and guides ------------------------------------------------------------------------------------------------


def test_people_stand_under_their_municipality_with_role_and_service(client: Client) -> None:
    service = intake(name="Modtagelsen i Hillerød")
    make_service_person(service, make_person("Bo Hansen", service.organisation, "afsnitsleder"), role="deputy")

    page = heard(read(client, "/kontakter/personer/"))

    assert "Bo Hansen, afsnitsleder" in page
    assert page.index("Hillerød Kommune") < page.index("Bo Hansen") < page.index("Modtagelsen i Hillerød")


def test_a_persons_number_is_shown_only_to_those_it_is_for(client: Client) -> None:
    service = intake(name="Modtagelsen")
    person = make_person("Bo Hansen", service.organisation)
    make_channel(person, "00 11 22 33", visibility="professional")
    make_service_person(service, person)

    anonymous = read(client, "/kontakter/personer/")
    client.force_login(make_user(is_superuser=True))
    coordinator = read(client, "/kontakter/personer/")

    assert "00 11 22 33" not in anonymous
    assert "00 11 22 33" in coordinator


def test_nobody_behind_the_contacts_yet_leads_to_the_municipalities(client: Client) -> None:
    assert "/kontakter/kommuner/" in read(client, "/kontakter/personer/").split("<main", 1)[1]


def test_a_guide_shows_its_steps_its_source_and_when_it_was_reviewed(client: Client) -> None:
    make_standard_text("bekymring", "Når du er bekymret", steps="Ring først.\n\nSkriv bagefter.", source="Barnets lov")

    page = read(client, "/kontakter/vejledning/bekymring/")

    assert "<li>Ring først.</li><li>Skriv bagefter.</li>" in page
    assert "Barnets lov" in page


def test_a_guide_that_does_not_exist_is_not_there(client: Client) -> None:
    assert client.get("/kontakter/vejledning/findes-ikke/").status_code == 404


def test_reading_changes_nothing(client: Client) -> None:
    service = intake(name="Modtagelsen")
    before = (Organisation.objects.count(), Service.objects.count(), Correction.objects.count())

    for address in ("/kontakter/hillerod/", service.get_absolute_url(), "/kontakter/hillerod/noget-forkert/"):
        client.get(address)

    assert (Organisation.objects.count(), Service.objects.count(), Correction.objects.count()) == before
