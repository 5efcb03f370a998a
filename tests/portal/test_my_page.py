"""“Min side”, what one gets, what is known about one, and the way out."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directory.members.actions import approve
from directory.members.models import Membership
from portal import consents
from portal.models import Consent, ConsentText, NetworkSettings, User
from tests.conftest import LogIn
from tests.factories import (
    make_membership,
    make_municipality,
    make_person,
    make_role_grant,
    make_service,
    make_service_person,
    make_subject,
    make_user,
)

pytestmark = pytest.mark.django_db
NEWSLETTER = ConsentText.Purpose.NEWSLETTER
OWN_PAGES = [
    reverse(name)
    for name in (
        "my_page",
        "my_consents",
        "my_data",
        "my_data_json",
        "my_data_csv",
        "members:profile",
        "members:leave",
    )
]


@pytest.fixture
def user(client: Client) -> User:
    """Somebody with a confirmed address, logged in."""
    user = make_user("mette@example.dk", first_name="Mette", last_name="Holm")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)
    return user


def say_yes(client: Client, answer: str = "yes", version: int = 1) -> int:
    return client.post("/min/samtykke/", {"purpose": "newsletter", "version": version, "answer": answer}).status_code


def spoken(text: str) -> str:
    """The text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("path", OWN_PAGES)
def test_a_page_of_ones_own_is_for_oneself_and_stored_nowhere(path: str, user: User, client: Client) -> None:
    mine, unknown = client.get(path), Client().get(path)

    assert (mine.status_code, unknown.status_code) == (200, 302)
    assert {"private", "no-store"} <= set(mine["Cache-Control"].split(", "))
    assert unknown["Location"].startswith("/konto/")


@pytest.mark.parametrize("path", OWN_PAGES)
def test_looking_changes_nothing(path: str, user: User, client: Client) -> None:
    client.get(path)

    assert not Membership.objects.exists()
    assert not Consent.objects.exists()


def test_without_a_profile_the_page_asks_for_it(user: User, client: Client) -> None:
    assert "Udfyld dine oplysninger" in client.get("/min/").text


def test_without_a_confirmed_address_the_page_asks_for_that(user: User, client: Client) -> None:
    make_membership(user, "pending")
    EmailAddress.objects.update(verified=False)

    assert "Bekræft din mailadresse" in client.get("/min/").text


def test_who_waits_sees_since_when(user: User, client: Client) -> None:
    make_membership(user, "pending", at=datetime(2026, 11, 20, 8, 5, tzinfo=UTC))

    assert "fredag 20. november kl. 9.05" in spoken(client.get("/min/").text)


def test_the_declined_see_why_and_whom_to_write_to(user: User, client: Client) -> None:
    network = NetworkSettings.load()
    network.coordinator_name, network.coordinator_email = "Maja Winther", "koordinator@example.dk"
    network.save()
    make_membership(user, "rejected", decision_note="Netværket er for fagfolk.")

    text = client.get("/min/").text

    assert "Netværket er for fagfolk." in text
    assert 'Maja Winther, <a href="mailto:koordinator@example.dk">' in text


def test_a_member_sees_profile_subjects_roles_and_cards(user: User, client: Client) -> None:
    place = make_municipality()
    make_membership(user, organisation=place, title="teamleder").subjects.add(make_subject("Sorg"))
    make_role_grant(user, "editor", place)
    person = make_person("M. Holm", place)
    person.user = user
    person.save()
    make_service_person(make_service(place, name="Modtagelsen"), person)

    text = spoken(client.get("/min/").text)

    for shown in (
        "Mette Holm, psykolog",
        "teamleder, Hillerød Kommune",
        "Sorg",
        "Siden 1. september 2026",
        "Modtagelsen",
    ):
        assert shown in text
    assert "Du står som stedfortræder hos Hillerød Kommune, under navnet M. Holm." in text


@pytest.mark.parametrize("cards", [1, 3])
def test_many_cards_cost_no_more_queries(
    cards: int, user: User, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_membership(user, organisation=make_municipality())
    person = make_person("M. Holm")
    person.user = user
    person.save()
    for _ in range(cards):
        make_service_person(make_service(), person)
    client.get("/min/")

    with django_assert_num_queries(17):
        client.get("/min/")


def test_a_yes_is_kept_in_its_words_and_taken_back(user: User, client: Client) -> None:
    say_yes(client)
    given = Consent.objects.get()

    say_yes(client, "no")

    given.refresh_from_db()
    assert (given.text.version, given.source, given.withdrawn_at is None) == (1, "profile", False)
    assert not consents.has_given(user, NEWSLETTER)


def test_a_yes_said_twice_is_one_yes(user: User, client: Client) -> None:
    say_yes(client)
    say_yes(client)

    assert Consent.objects.count() == 1


def test_a_yes_to_words_that_have_changed_since_is_asked_again(user: User, client: Client) -> None:
    ConsentText.objects.create(purpose=NEWSLETTER, version=2, text="Ja tak, hver uge.")

    say_yes(client, version=1)

    assert not Consent.objects.exists()


def test_a_no_to_old_words_counts(user: User, client: Client) -> None:
    say_yes(client)
    ConsentText.objects.create(purpose=NEWSLETTER, version=2, text="Ja tak, hver uge.")

    say_yes(client, "no", version=2)

    assert not consents.has_given(user, NEWSLETTER)


def test_a_yes_to_new_words_ends_the_old_one(user: User, nu: datetime) -> None:
    old = consents.give(user, NEWSLETTER, source="import", now=nu - timedelta(days=1))
    ConsentText.objects.create(purpose=NEWSLETTER, version=2, text="Ja tak, hver uge.")

    new = consents.give(user, NEWSLETTER, source="profile", now=nu)

    old.refresh_from_db()
    assert (old.withdrawn_at, new.text.version, list(user.consents.in_force())) == (nu, 2, [new])


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"purpose": "spam", "version": 1},
        {"purpose": "news\x00letter", "version": 1},
        {"purpose": "newsletter", "version": "²"},
        {"purpose": "newsletter"},
    ],
)
def test_an_answer_to_nothing_of_ours_is_not_found(answer: dict[str, str], user: User, client: Client) -> None:
    assert client.post("/min/samtykke/", answer | {"answer": "yes"}).status_code == 404


def test_an_answer_counts_for_oneself_only(user: User, client: Client) -> None:
    other = make_user()

    client.post("/min/samtykke/", {"purpose": "newsletter", "version": 1, "answer": "yes", "user": other.pk})

    assert [consent.user for consent in Consent.objects.all()] == [user]


def test_the_history_shows_words_version_and_dates(user: User, client: Client) -> None:
    consents.give(user, NEWSLETTER, source="import", basis="Temadag", now=datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    consents.withdraw(user, NEWSLETTER, now=datetime(2026, 4, 2, 9, 0, tzinfo=UTC))

    text = spoken(client.get("/min/samtykke/").text)

    assert "ja 1. marts 2026, nej 2. april 2026" in text
    assert "Udgave 1" in text


def test_the_files_hold_what_every_room_knows_and_nothing_about_others(user: User, client: Client) -> None:
    make_membership(user, organisation=make_municipality(), title="=cmd()")
    make_membership(make_user("anden@example.dk", first_name="Canary"))
    say_yes(client)

    told = json.loads(client.get("/min/data/json/").content)
    text = client.get("/min/data/csv/").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))

    tables = told["tables"]
    assert {"profile", "membership", "roles", "cards", "history", "consents", "addresses", "sessions"} <= set(tables)
    assert "mette@example.dk" in tables["profile"]["rows"][0].values()
    assert "Canary" not in json.dumps(told) + text
    assert {len(line) for line in lines} == {4}
    assert "'=cmd()" in [line[3] for line in lines]


@pytest.mark.parametrize("lines", [1, 3])
def test_a_long_history_costs_no_more_queries(
    lines: int, user: User, client: Client, nu: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_membership(user)
    for _ in range(lines):
        approve(make_membership(state="pending"), by=user, now=nu)
    client.get("/min/data/")

    with django_assert_num_queries(40):
        response = client.get("/min/data/")

    assert response.text.count("Mette Holm") >= lines


def test_the_page_shows_the_same(user: User, client: Client) -> None:
    make_membership(user, title="<b>teamleder</b>")

    text = client.get("/min/data/").text

    assert "&lt;b&gt;teamleder&lt;/b&gt;" in text


def test_the_button_lets_one_out(user: User, client: Client) -> None:
    make_membership(user)

    response = client.post("/min/forlad/", follow=True)

    user.refresh_from_db()
    assert (response.redirect_chain, user.is_active, user.email) == (
        [("/min/farvel/", 302)],
        False,
        f"slettet-{user.pk}@slettet.invalid",
    )
    assert client.get("/min/").status_code == 302


def test_whoever_has_a_password_shows_it_again_before_leaving(user: User, client: Client) -> None:
    user.set_password("et langt kodeord")
    user.save()
    client.force_login(user)

    response = client.post("/min/forlad/")

    user.refresh_from_db()
    assert (response.status_code, user.is_active) == (302, True)
    assert response["Location"].startswith("/konto/")


def test_the_only_administrator_is_told_why_not(client: Client, log_in: LogIn) -> None:
    administrator = make_user("admin@example.dk", is_superuser=True)
    log_in(client, administrator)

    response = client.post("/min/forlad/")

    administrator.refresh_from_db()
    assert (response.status_code, administrator.email) == (422, "admin@example.dk")
