"""The look-up's three doors: the page, the fragment and the JSON. What is typed stands in no log."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from directory.contacts import search_rows
from directory.contacts.models import Function, Organisation
from portal.models import User
from tests.factories import make_channel, make_municipality, make_participation, make_service

pytestmark = pytest.mark.django_db
PAGE, JSON = "/kontakter/", "/kontakter/soeg.json"
HTMX = {"HX-Request": "true"}
NIGHT, DAY = "2026-11-28T02:10", "2026-11-24T10:30"
NASTY = [
    "",
    "   ",
    "🙂🙂 kolding",
    "kolding\x00selvskade",
    "<script>alert(1)</script> kolding",
    "'; DROP TABLE contacts_service; --",
    '" onmouseover="alert(1)',
    "%s %d {{ 1 }} {% x %}",
    "\u202ekolding",
    "ord " * 200,
    "x" * 10_000,
    "kolding " + "1234567 " * 300,
]


@pytest.fixture
def kolding() -> Organisation:
    municipality = make_municipality("Kolding")
    make_participation(municipality)
    intake = make_service(municipality, Function.objects.get(key="modtagelse"), phone="00 12 34 56", name="Modtagelsen")
    intake.hours = "man-fre 08:00-15:00"
    intake.save()
    make_channel(intake, "00 48 20 99", visibility="professional")
    search_rows.refresh_all()
    return municipality


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that anybody logs, unformatted and at every level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    names = ["django", "django.request", "django.db.backends", "wagtail"]
    levels = {name: logging.getLogger(name).level for name in names}
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


# --- The page -------------------------------------------------------------------------------------------------------


def test_the_page_answers_without_scripts(client: Client, kolding: Organisation) -> None:
    response = client.get(PAGE, {"q": "kolding selvskade"})

    assert response.status_code == 200
    assert "<html" in text_of(response)
    assert "Modtagelsen" in text_of(response)
    assert "00 12 34 56" in text_of(response)


def test_the_page_without_a_question_names_the_members(client: Client, kolding: Organisation) -> None:
    response = client.get(PAGE)

    assert "Kolding" in text_of(response)
    assert "Vejle" not in text_of(response)


def test_posting_leads_to_an_address_that_can_be_kept(client: Client, kolding: Organisation) -> None:
    response = client.post(PAGE, {"q": "kolding selvskade 15 år"})

    address = urlsplit(response["Location"])
    assert (response.status_code, address.path) == (303, PAGE)
    assert parse_qs(address.query) == {"q": ["kolding selvskade 15 år"]}
    assert client.get(response["Location"]).status_code == 200


def test_posting_needs_no_token_and_leaves_no_cookie(kolding: Organisation) -> None:
    strict = Client(enforce_csrf_checks=True)

    responses = [
        strict.get(PAGE),
        strict.get(PAGE, {"q": "kolding"}),
        strict.post(PAGE, {"q": "kolding"}),
        strict.post(PAGE, {"q": "kolding"}, headers=HTMX),
        strict.get(JSON, {"q": "kolding"}),
    ]

    assert [response.status_code for response in responses] == [200, 200, 303, 200, 200]
    assert all(not response.cookies for response in responses)


def test_no_answer_is_kept_by_anybody(client: Client, kolding: Organisation) -> None:
    for response in (client.get(PAGE, {"q": "kolding"}), client.get(JSON, {"q": "kolding"})):
        assert "no-store" in response["Cache-Control"]


# --- The fragment ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_while_typing_only_the_answer_is_sent(client: Client, kolding: Organisation, method: str) -> None:
    response = getattr(client, method)(PAGE, {"q": "kolding selvskade"}, headers=HTMX)

    assert response.status_code == 200
    assert "<html" not in text_of(response)
    assert "Modtagelsen" in text_of(response)
    assert parse_qs(urlsplit(response["HX-Replace-Url"]).query) == {"q": ["kolding selvskade"]}
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize("query", ["kolding", "kolding selvmordsforsøg 15 år", "anders fogtmand", "angst"])
def test_the_fragment_costs_at_most_three_queries(
    client: Client,
    kolding: Organisation,
    django_assert_max_num_queries: Callable[..., object],
    query: str,
    how_many: int,
) -> None:
    ppr = Function.objects.get(key="ppr")
    for number in range(how_many - 1):
        make_service(kolding, ppr, name=f"PPR {number}", phone="00 11 22 33")
    search_rows.refresh_all()
    client.post(PAGE, {"q": query}, headers=HTMX)  # what every worker has read once

    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        client.post(PAGE, {"q": query}, headers=HTMX)


# --- Privacy --------------------------------------------------------------------------------------------------------

SECRET = "010112-1234"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_cpr_number_is_taken_out_of_the_address(client: Client, kolding: Organisation, method: str) -> None:
    response = getattr(client, method)(PAGE, {"q": f"kolding {SECRET} selvskade"})

    assert response.status_code == 303
    assert parse_qs(urlsplit(response["Location"]).query)["q"] == ["kolding selvskade"]
    assert "0101" not in str(response.headers) + text_of(response)
    page = client.get(response["Location"])
    assert "CPR" in text_of(page)
    assert "data-private" in text_of(page)
    assert "Modtagelsen" in text_of(page)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_cpr_number_is_taken_out_of_the_fragment(client: Client, kolding: Organisation, method: str) -> None:
    response = getattr(client, method)(PAGE, {"q": f"kolding {SECRET}"}, headers=HTMX)

    assert response.status_code == 200
    assert "data-private" in text_of(response)
    assert "0101" not in str(response.headers) + text_of(response)


def test_a_cpr_number_is_taken_out_of_the_json(client: Client, kolding: Organisation) -> None:
    response = client.get(JSON, {"q": f"kolding {SECRET}"})

    assert response.json()["kind"] == "privacy"
    assert "0101" not in text_of(response)


def test_a_cpr_number_far_into_the_text_is_taken_out_too(client: Client, kolding: Organisation) -> None:
    for start in (1_990, 1_995, 2_000, 5_000):
        response = client.post(PAGE, {"q": "kolding " + "a" * start + f" {SECRET}"})

        assert "0101" not in response["Location"]


@pytest.mark.parametrize("typed", [f"kolding {SECRET}", "kolding Anders Fogtmand", "Fogtmand 00 48 20 31"])
def test_nothing_that_is_typed_is_logged(client: Client, kolding: Organisation, lines: io.StringIO, typed: str) -> None:
    """Not even by the database's own log at its most talkative, which prints the parameters of every query."""
    client.post(PAGE, {"q": typed})
    client.post(PAGE, {"q": typed}, headers=HTMX)
    client.get(PAGE, {"q": typed})
    client.get(PAGE, {"q": typed}, headers=HTMX)
    client.get(JSON, {"q": typed})

    logged = lines.getvalue()
    for word in ("Fogtmand", "0101", "1234", "48 20 31", "482031"):
        assert word not in logged


# --- Whatever is typed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_whatever_is_typed_is_answered(client: Client, kolding: Organisation, lines: io.StringIO, typed: str) -> None:
    posted = client.post(PAGE, {"q": typed})
    responses = [
        client.post(PAGE, {"q": typed}, headers=HTMX),
        client.get(posted["Location"]),
        client.get(JSON, {"q": typed}),
    ]

    assert posted.status_code == 303
    assert [response.status_code for response in responses] == [200, 200, 200]
    for response in responses[:2]:
        assert "<script>alert" not in text_of(response)
        assert 'onmouseover="' not in text_of(response)
    if len(typed.strip()) > 3:
        assert typed[:30] not in lines.getvalue()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_else_is_done_to_it(client: Client, method: str) -> None:
    assert getattr(client, method)(PAGE).status_code == 405
    assert client.post(JSON).status_code == 405


# --- The JSON -------------------------------------------------------------------------------------------------------


def test_the_json_says_all_of_it_in_one_flat_shape(client: Client, kolding: Organisation) -> None:
    response = client.get(JSON, {"q": "kolding selvskade 15 år", "nu": DAY})

    answer = response.json()
    assert response["Content-Type"] == "application/json"
    assert set(answer) == {"kind", "urgent", "message", "understood", "results", "urgent_help", "did_you_mean"}
    assert answer["understood"] == {"municipality": ["0621"], "age": 15, "subjects": ["selvskade"]}
    (result,) = answer["results"]
    assert set(result) == {
        "organisation", "municipality_code", "function", "title", "url", "phone", "state", "state_text", "age",
        "not_for", "verified_on", "chain", "matched", "unmatched",
    }  # fmt: skip
    assert (result["organisation"], result["municipality_code"]) == ("Kolding Kommune", "0621")
    assert (result["function"], result["title"], result["phone"]) == ("modtagelse", "Modtagelsen", "+4500123456")
    assert (result["state"], result["age"], result["verified_on"]) == ("open", [0, 17], None)
    assert client.get(result["url"]).status_code == 200
    assert all(set(step) == {"label", "phone", "reason"} for step in result["chain"])
    assert all(set(help_) == {"label", "phone"} for help_ in answer["urgent_help"])


def test_the_json_keeps_danish_letters(client: Client, kolding: Organisation) -> None:
    assert "å" in client.get(JSON, {"q": "kolding", "nu": DAY}).content.decode()


def test_suggestions_are_questions_to_ask_next(client: Client, kolding: Organisation) -> None:
    answer = client.get(JSON, {"q": "angst"}).json()

    assert answer["did_you_mean"] == [{"label": "Kolding", "query": "Kolding angst"}]


@pytest.mark.parametrize("query", ["kolding", "kolding modtagelsen", "00 48 20 99"])
def test_what_is_for_professionals_is_in_no_public_answer(client: Client, kolding: Organisation, query: str) -> None:
    public = [client.get(PAGE, {"q": query}), client.get(JSON, {"q": query})]

    found = "".join(text_of(response) for response in public).replace("q=00 48 20 99", "")
    assert "+4500482099" not in found
    assert json.loads(public[1].content)["results"] == [] or "48 20 99" not in found


def test_the_coordinator_sees_it(client: Client, kolding: Organisation) -> None:
    client.force_login(User.objects.create_superuser("koordinator@example.dk", "en lang adgangskode"))

    assert "+4500482099" in text_of(client.get(PAGE, {"q": "kolding modtagelsen"}))


# --- Another moment -------------------------------------------------------------------------------------------------


def test_the_json_answers_for_another_moment_to_everybody(client: Client, kolding: Organisation) -> None:
    states = [client.get(JSON, {"q": "kolding", "nu": nu}).json()["results"][0]["state"] for nu in (DAY, NIGHT)]

    assert states == ["open", "closed"]


@pytest.mark.parametrize("nu", ["igår", "2026-13-01T10:00", "25:00"])
def test_a_moment_that_is_none_is_refused_with_a_sentence(client: Client, kolding: Organisation, nu: str) -> None:
    response = client.get(JSON, {"q": "kolding", "nu": nu})

    assert response.status_code == 400
    assert "2026-11-24T02:10" in response.json()["message"]


@override_settings(DEMO=False)
def test_a_page_shows_another_moment_to_nobody_outside(client: Client, kolding: Organisation) -> None:
    page = client.get(PAGE, {"q": "kolding", "nu": NIGHT})

    assert page.status_code == 200
    assert page.context["now_banner"] is None
    assert client.get(PAGE, {"q": "kolding", "nu": "igår"}).status_code == 200
    assert "nu=" not in client.post(PAGE, {"q": "kolding", "nu": NIGHT})["Location"]


@override_settings(DEMO=True)
def test_in_the_demo_a_page_shows_another_moment_and_keeps_it(client: Client, kolding: Organisation) -> None:
    posted = client.post(PAGE, {"q": "kolding", "nu": NIGHT})

    assert parse_qs(urlsplit(posted["Location"]).query)["nu"] == [NIGHT]
    assert client.get(posted["Location"]).context["now_banner"] is not None
    assert client.get(PAGE, {"q": "kolding", "nu": "igår"}).status_code == 400
