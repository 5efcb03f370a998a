"""The page behind the link of every mail: nothing happens before a button is pressed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.models import User
from tests.factories import make_user
from tests.post import posted
from tests.themedays.factories import make_registration, make_theme_day
from themedays import actions
from themedays.links import registration_of, registration_token
from themedays.models import Registration, SeatPool

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def pool() -> SeatPool:
    return make_theme_day(starts=timezone.now() + timedelta(days=30), capacity=1).pool


@pytest.fixture
def ann() -> User:
    return make_user("ann@example.dk", first_name="Ann", last_name="Efternavnet")


def path_of(registration: Registration) -> str:
    return f"/temadage/tilmelding/{registration_token(registration)}/"


def test_a_token_is_of_one_registration_alone(pool: SeatPool) -> None:
    one, other = make_registration(pool), make_registration(pool, state="waiting")
    assert registration_of(registration_token(one)) == one
    forged = registration_token(one).replace(str(one.pk), str(other.pk), 1)
    assert registration_of(forged) is None


@pytest.mark.parametrize("token", ["1", "1-x", "x-y", "-", "1-" + "a" * 300, "99999999999999999999-x"])
def test_what_is_no_token_leads_nowhere_politely(token: str, client: Client) -> None:
    response = client.get(f"/temadage/tilmelding/{token}/")
    assert response.status_code == 404
    assert "Linket fører ingen steder hen" in response.content.decode()


def test_a_crawler_that_fetches_every_link_twice_changes_nothing(client: Client, pool: SeatPool, ann: User) -> None:
    actions.sign_up(pool, ann, by=ann, now=timezone.now())
    actions.sign_up(pool, make_user(), by=ann, now=timezone.now())
    before = list(Registration.objects.values())
    for mail in posted():
        for address in re.findall(r"https?://\S+", mail.text):
            path = "/" + address.split("/", 3)[3]
            for _ in range(2):
                assert client.get(path).status_code in {200, 404}
                client.head(path)
                client.options(path)
    assert list(Registration.objects.values()) == before


def test_the_page_shows_the_first_name_and_nothing_more_of_the_person(
    client: Client, pool: SeatPool, ann: User
) -> None:
    page = client.get(path_of(make_registration(pool, ann))).content.decode()
    assert "Ann" in page
    assert "Efternavnet" not in page
    assert "ann@example.dk" not in page


def test_the_seat_is_given_back_without_a_log_in(client: Client, pool: SeatPool, ann: User) -> None:
    registration = make_registration(pool, ann)
    response = client.post(path_of(registration), {"what": "cancel"}, follow=True)
    registration.refresh_from_db()
    assert registration.state == State.CANCELLED
    assert "Du er ikke tilmeldt" in response.content.decode()


def test_an_offer_is_accepted_without_a_log_in(client: Client, pool: SeatPool, ann: User) -> None:
    registration = make_registration(pool, ann, state="offered")
    Registration.objects.update(offered_until=timezone.now() + timedelta(days=1))
    client.post(path_of(registration), {"what": "accept"})
    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED


def test_an_offer_that_is_over_is_told_in_a_sentence(client: Client, pool: SeatPool, ann: User) -> None:
    registration = make_registration(pool, ann, state="offered")
    Registration.objects.update(offered_until=timezone.now() - timedelta(minutes=1))
    response = client.post(path_of(registration), {"what": "accept"})
    assert "Pladsen er gået videre til den næste på ventelisten" in response.content.decode()


def test_another_button_does_nothing(client: Client, pool: SeatPool, ann: User) -> None:
    registration = make_registration(pool, ann)
    client.post(path_of(registration), {"what": "delete"})
    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED
