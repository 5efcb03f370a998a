"""Signing up from the page, and what is asked of whoever is not known well enough."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from directory.contacts.models import Organisation
from portal.models import User
from tests.factories import make_membership, make_municipality, make_organisation, make_participation, make_user
from tests.post import posted
from tests.themedays.factories import make_registration, make_theme_day
from themedays.actions import PayerData
from themedays.models import Payer, Registration, ThemeDayPage

pytestmark = pytest.mark.django_db
State = Registration.State
EAN = "5798009811714"  # a number of the right form


@pytest.fixture
def soon() -> datetime:
    return timezone.now() + timedelta(days=30)


@pytest.fixture
def day(soon: datetime) -> ThemeDayPage:
    return make_theme_day(slug="dagen", starts=soon)


@pytest.fixture
def municipality() -> Organisation:
    place = make_municipality("Hillerød")
    make_participation(place)
    return place


@pytest.fixture
def mette(municipality: Organisation, client: Client, log_in: Any) -> User:
    """A member who is logged in."""
    user = make_user("mette@hillerod.example.dk", first_name="Mette", last_name="Holm")
    make_membership(user, organisation=municipality)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    log_in(client, user)
    return user


def text_of(response: Any) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ")
    return " ".join(words.split())


def test_one_post_gives_a_known_person_a_seat(client: Client, day: ThemeDayPage, mette: User) -> None:
    response = client.post("/temadage/dagen/tilmeld/")
    assert response["Location"] == "/temadage/dagen/#tilmelding"
    assert "Du er tilmeldt" in text_of(client.get("/temadage/dagen/"))
    assert Registration.objects.get().state == State.CONFIRMED


def test_with_htmx_the_answer_is_the_panel_itself(client: Client, day: ThemeDayPage, mette: User) -> None:
    response = client.post("/temadage/dagen/tilmeld/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "Du er tilmeldt" in text_of(response)
    assert b"<html" not in response.content


def test_a_double_click_shows_the_same_seat_and_posts_one_mail(client: Client, day: ThemeDayPage, mette: User) -> None:
    for _ in range(2):
        response = client.post("/temadage/dagen/tilmeld/", headers={"HX-Request": "true"})
        assert "Du er tilmeldt" in text_of(response)
    assert Registration.objects.count() == 1
    assert len(posted()) == 1


def test_whoever_comes_too_late_is_told_the_number_in_the_queue(client: Client, soon: datetime, mette: User) -> None:
    day = make_theme_day(slug="fuld", starts=soon, capacity=1)
    make_registration(day.pool)
    client.post("/temadage/fuld/tilmeld/")
    assert "Du er nr. 1 på ventelisten" in text_of(client.get("/temadage/fuld/"))


def test_a_day_that_closed_meanwhile_says_so_and_loses_nothing(client: Client, soon: datetime, mette: User) -> None:
    make_theme_day(slug="lukket", starts=soon, pool={"closes_at": timezone.now() - timedelta(hours=1)})
    response = client.post("/temadage/lukket/tilmeld/", headers={"HX-Request": "true"})
    assert "Tilmeldingen er lukket" in text_of(response)
    assert not Registration.objects.exists()


def test_a_stranger_is_led_to_the_log_in_and_back(client: Client, day: ThemeDayPage) -> None:
    response = client.post("/temadage/dagen/tilmeld/")
    assert response["Location"] == "/konto/log-ind/?next=/temadage/dagen/tilmeld/"


def test_whoever_is_new_is_asked_for_name_and_workplace_only(
    client: Client, day: ThemeDayPage, municipality: Organisation, log_in: Any
) -> None:
    user = make_user("ny@example.dk")
    log_in(client, user)
    assert client.post("/temadage/dagen/tilmeld/")["Location"] == "/temadage/dagen/tilmeld/"
    form = text_of(client.get("/temadage/dagen/tilmeld/"))
    assert "Fornavn" in form
    assert "Hvem betaler" not in form
    client.post(
        "/temadage/dagen/tilmeld/",
        {"asked": "1", "first_name": "Ny", "last_name": "Her", "organisation": str(municipality.pk)},
    )
    user.refresh_from_db()
    registration = Registration.objects.get()
    assert (user.first_name, user.last_name) == ("Ny", "Her")
    assert (registration.state, registration.share) == (State.CONFIRMED, municipality)


def test_what_is_missing_is_said_and_what_was_written_stays(client: Client, day: ThemeDayPage, log_in: Any) -> None:
    log_in(client, make_user("ny@example.dk"))
    response = client.post("/temadage/dagen/tilmeld/", {"asked": "1", "first_name": "Nynne", "last_name": ""})
    assert 'value="Nynne"' in response.content.decode()
    assert "Skriv dit efternavn." in text_of(response)
    assert "Vælg, hvor du arbejder, eller skriv det nedenfor." in text_of(response)


def test_a_number_like_a_citizens_is_refused_in_every_field(client: Client, soon: datetime, log_in: Any) -> None:
    make_theme_day(slug="betalt", starts=soon, price=650)
    log_in(client, make_user("ny@example.dk"))
    number = "010190-1234"
    sent = {"asked": "1", "first_name": "A", "last_name": "B", "other_organisation": "C", "kind": "own"}
    for name in ("first_name", "last_name", "other_organisation", "own_name", "own_address"):
        client.post("/temadage/betalt/tilmeld/", sent | {"own_name": "A", "own_address": "B", name: number})
    assert not Registration.objects.exists()


@pytest.fixture
def outsider(client: Client, log_in: Any) -> User:
    """Somebody whose workplace is not in the network."""
    user = make_user("ole@udenfor.example.dk", first_name="Ole", last_name="Udenfor")
    make_membership(user, organisation=make_organisation("Den Selvejende Institution", "voluntary"))
    log_in(client, user)
    return user


@pytest.fixture
def paid(soon: datetime) -> ThemeDayPage:
    return make_theme_day(slug="betalt", starts=soon, price=650, vat_text="Uden moms.")


def test_the_day_is_free_for_the_network(client: Client, paid: ThemeDayPage, mette: User) -> None:
    client.post("/temadage/betalt/tilmeld/")
    assert Registration.objects.get().state == State.CONFIRMED
    assert not Payer.objects.exists()


PAYERS = [
    (
        {
            "kind": "ean",
            "public_name": "Sorø Kommune",
            "ean": f"{EAN[:4]} {EAN[4:]}",
            "contact": "Bo",
            "reference": "7",
        },
        PayerData(Payer.Kind.EAN, "Sorø Kommune", ean=EAN, contact="Bo", reference="7"),
    ),
    (
        {"kind": "company", "company_name": "Huset", "cvr": "13585628", "company_address": "Vej 1"},
        PayerData(Payer.Kind.COMPANY, "Huset", cvr="13585628", address="Vej 1"),
    ),
    (
        {"kind": "own", "own_name": "Ole Udenfor", "own_address": "Vej 2"},
        PayerData(Payer.Kind.OWN, "Ole Udenfor", address="Vej 2"),
    ),
]


@pytest.mark.parametrize(("sent", "expected"), PAYERS)
def test_others_say_who_pays(
    sent: dict[str, str], expected: PayerData, client: Client, paid: ThemeDayPage, outsider: User
) -> None:
    client.post("/temadage/betalt/tilmeld/", {"asked": "1"} | sent)
    payer = Payer.objects.get()
    assert (payer.kind, payer.name, payer.ean, payer.cvr) == (expected.kind, expected.name, expected.ean, expected.cvr)
    assert (payer.address, payer.contact, payer.reference) == (expected.address, expected.contact, expected.reference)
    assert (payer.price, payer.vat_text) == (650, "Uden moms.")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Vælg, hvem der betaler for dagen."),
        ({"kind": "ean", "public_name": "X", "contact": "Y", "ean": "5798009811715"}, "Det er ikke et EAN-nummer."),
        ({"kind": "ean", "public_name": "X", "contact": "Y", "ean": "57980098"}, "Det er ikke et EAN-nummer."),
        ({"kind": "ean", "public_name": "X", "contact": "Y"}, "Skriv arbejdspladsens EAN-nummer."),
        ({"kind": "company", "company_name": "X", "cvr": "12345678", "company_address": "Y"}, "ikke et CVR-nummer"),
        ({"kind": "own", "own_name": "Ole"}, "Skriv den adresse, fakturaen skal sendes til."),
        ({"kind": "other"}, "Vælg, hvem der betaler for dagen."),
    ],
)
def test_a_payer_that_cannot_be_written_to_is_refused_in_a_sentence(
    sent: dict[str, str], sentence: str, client: Client, paid: ThemeDayPage, outsider: User
) -> None:
    response = client.post("/temadage/betalt/tilmeld/", {"asked": "1"} | sent)
    assert sentence in text_of(response)
    assert not Registration.objects.exists()


def test_whoever_writes_a_workplace_outside_the_network_is_asked_who_pays(
    client: Client, paid: ThemeDayPage, log_in: Any
) -> None:
    log_in(client, make_user("ny@example.dk"))
    first = {"asked": "1", "first_name": "Ny", "last_name": "Her", "other_organisation": "Det Andet Sted"}
    response = client.post("/temadage/betalt/tilmeld/", first)
    assert "Hvem betaler de 650 kroner?" in text_of(response)
    assert 'value="Det Andet Sted"' in response.content.decode()
    second = {"asked": "1", "other_organisation": "Det Andet Sted", "kind": "own", "own_name": "A", "own_address": "B"}
    client.post("/temadage/betalt/tilmeld/", second)
    registration = Registration.objects.get()
    assert (registration.workplace, registration.payer.name) == ("Det Andet Sted", "A")


def test_mail_that_waits_is_told_on_the_page(client: Client, day: ThemeDayPage, mette: User) -> None:
    from portal.mail.models import Delivery  # noqa: PLC0415

    client.post("/temadage/dagen/tilmeld/")
    Delivery.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert "Bekræftelsen kommer senere" in text_of(client.get("/temadage/dagen/"))
