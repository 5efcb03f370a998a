"""“Something wrong?” from the reader's side: nothing typed is lost, nothing private is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from directory.contacts.models import Service
from directory.upkeep.forms import form_stamp
from directory.upkeep.models import Correction
from tests.factories import make_function, make_municipality, make_service

pytestmark = pytest.mark.django_db
ADDRESS = "/kontakter/hillerod/noget-forkert/"


def send(client: Client, address: str = ADDRESS, *, age: float = 10, **fields: Any) -> HttpResponse:
    """The form, sent so many seconds after it was shown."""
    stamp = form_stamp(timezone.now() - timedelta(seconds=age))
    data = {"kind": "number", "text": "Nummeret er nedlagt.", "reporter_email": "", "stamp": stamp} | fields
    return client.post(address, data)  # type: ignore[return-value]


def test_a_report_waits_for_the_coordinator(client: Client) -> None:
    response = send(client, reporter_email="navn@example.dk")

    correction = Correction.objects.get()
    assert response.headers["Location"] == "/kontakter/hillerod/noget-forkert/tak/"
    assert (correction.organisation.slug, correction.service, correction.state) == ("hillerod", None, "new")
    assert (correction.kind, correction.text) == ("number", "Nummeret er nedlagt.")
    assert correction.reporter_email == "navn@example.dk"


def test_a_report_about_a_contact_names_the_contact(client: Client) -> None:
    service = make_service(make_municipality("Hillerød"), make_function("modtagelse"), slug="modtagelsen")

    send(client, f"{service.get_absolute_url()}noget-forkert/")

    assert Correction.objects.get().service == service


def test_a_reader_is_told_what_happens_next(client: Client) -> None:
    page = client.get("/kontakter/hillerod/noget-forkert/tak/").content.decode()

    assert "Tovholderen spørger Hillerød Kommune" in page


def test_nobody_reports_about_a_contact_of_another_municipality(client: Client) -> None:
    make_service(make_municipality("Køge"), make_function("modtagelse"), slug="modtagelsen")

    assert send(client, "/kontakter/hillerod/modtagelsen/noget-forkert/").status_code == 404


def test_nobody_reports_about_a_contact_that_is_closed_for_good(client: Client) -> None:
    make_service(make_municipality("Hillerød"), make_function(), slug="modtagelsen", status=Service.Status.RETIRED)

    assert send(client, "/kontakter/hillerod/modtagelsen/noget-forkert/").status_code == 404


def test_what_looks_like_a_cpr_number_is_refused_and_not_stored(client: Client) -> None:
    response = send(client, text="Det gælder 120305-1234, som ingen ringede til.")

    assert response.status_code == 422
    assert "Det ligner et CPR-nummer" in response.content.decode()
    assert not Correction.objects.exists()


def test_what_was_typed_stands_in_the_form_that_comes_back(client: Client) -> None:
    response = send(client, kind="", text="Ring hellere til <b>omstillingen</b>.", reporter_email="navn@example.dk")
    page = response.content.decode()

    assert "Ring hellere til &lt;b&gt;omstillingen&lt;/b&gt;.</textarea>" in page
    assert 'value="navn@example.dk"' in page
    assert "Vælg, hvad der er galt." in page


@pytest.mark.parametrize("age", [0.5, 3 * 3600], ids=["faster than anybody reads", "after three hours"])
def test_a_form_at_the_wrong_time_comes_back_with_the_text_and_a_fresh_stamp(client: Client, age: float) -> None:
    response = send(client, age=age, text="Telefonen er taget ned.")
    page = response.content.decode()

    assert not Correction.objects.exists()
    assert "Telefonen er taget ned.</textarea>" in page
    assert 'name="stamp" value=""' not in page


def test_a_form_with_a_stamp_that_is_not_ours_is_not_stored(client: Client) -> None:
    send(client, stamp="1790000000:forged")

    assert not Correction.objects.exists()


def test_a_program_that_fills_in_the_trap_is_not_stored(client: Client) -> None:
    response = send(client, website="https://example.com")

    assert response.status_code == 422
    assert not Correction.objects.exists()


def test_the_text_has_an_end(client: Client) -> None:
    send(client, text="x" * 1001)

    assert not Correction.objects.exists()


def test_reporting_needs_no_log_in_and_sets_no_cookie() -> None:
    client = Client(enforce_csrf_checks=True)

    page, sent = client.get(ADDRESS), send(client)

    assert sent.status_code == 302
    assert not page.cookies
    assert not sent.cookies


def test_the_form_is_kept_by_nobody(client: Client) -> None:
    assert "no-store" in client.get(ADDRESS).headers["Cache-Control"]
