"""Signing up, step by step: what a look does, what a log-out does, what a fault in the form does, what may be kept."""

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.models import NetworkSettings, User
from tests.conftest import LogIn
from tests.factories import make_mail_domain, make_membership, make_municipality, make_participation, make_user
from tests.themedays.factories import make_registration, make_theme_day
from themedays.models import Payer, Registration, ThemeDayPage
from themedays.panel import panel_of

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}
OUTSIDER = {
    "asked": "1",
    "first_name": "Bo",
    "last_name": "Dal",
    "organisation": "",
    "other_organisation": "Opdigtet Praksis",
}


@pytest.fixture
def starts() -> datetime:
    return timezone.now() + timedelta(days=30)


@pytest.fixture
def day(starts: datetime) -> ThemeDayPage:
    return make_theme_day(starts=starts, slug="dagen", price=650, vat_text="Momsfri.")


@pytest.fixture
def member(client: Client, log_in: LogIn) -> User:
    """Somebody of a municipality in the network, logged in."""
    place = make_municipality()
    make_participation(place)
    membership = make_membership(organisation=place)
    log_in(client, membership.user)
    return membership.user


@pytest.fixture
def newcomer(client: Client, log_in: LogIn) -> User:
    """Somebody of whom only the address is known, logged in."""
    user = make_user("ny@example.dk")
    log_in(client, user)
    return user


def test_looking_at_the_address_signs_nobody_up(client: Client, member: User, day: ThemeDayPage) -> None:
    client.get("/temadage/dagen/tilmeld/", headers={"Sec-Purpose": "prefetch"})
    client.head("/temadage/dagen/tilmeld/")

    assert not Registration.objects.exists()


def test_htmx_is_told_to_leave_for_the_log_in(client: Client, day: ThemeDayPage) -> None:
    answer = client.post("/temadage/dagen/tilmeld/", headers=HX)

    assert answer.headers["HX-Redirect"] == "/konto/log-ind/?next=/temadage/dagen/tilmeld/"


def test_htmx_is_told_to_leave_for_the_form(client: Client, newcomer: User, day: ThemeDayPage) -> None:
    answer = client.post("/temadage/dagen/tilmeld/", headers=HX)

    assert answer.headers["HX-Redirect"] == "/temadage/dagen/tilmeld/"


def test_whoever_has_a_seat_is_not_asked_again(client: Client, newcomer: User, day: ThemeDayPage) -> None:
    make_registration(day.pool, newcomer)

    answer = client.get("/temadage/dagen/tilmeld/")

    assert answer.headers["Location"] == "/temadage/dagen/#tilmelding"


def test_the_workplace_is_suggested_by_the_mail_domain(client: Client, log_in: LogIn, day: ThemeDayPage) -> None:
    place = make_municipality()
    make_participation(place)
    make_mail_domain(place, "alpha.example.dk")
    user = make_user("ny@alpha.example.dk")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    log_in(client, user)

    text = client.get("/temadage/dagen/tilmeld/").content.decode()

    assert f'<option value="{place.pk}" selected>' in text


def test_the_workplace_of_the_last_time_is_suggested(client: Client, newcomer: User, day: ThemeDayPage) -> None:
    earlier = make_theme_day(starts=timezone.now() - timedelta(days=9))
    make_registration(earlier.pool, newcomer, workplace="Opdigtet Praksis")

    text = client.get("/temadage/dagen/tilmeld/").content.decode()

    assert 'value="Opdigtet Praksis"' in text


def test_who_pays_is_asked_with_the_day_s_words_about_the_price(
    client: Client, newcomer: User, day: ThemeDayPage
) -> None:
    text = client.post("/temadage/dagen/tilmeld/", OUTSIDER).content.decode()

    assert "Momsfri." in text
    assert 'value="Opdigtet Praksis"' in text


def test_a_free_day_asks_nobody_who_pays(client: Client, newcomer: User, starts: datetime) -> None:
    make_theme_day(starts=starts, slug="gratis")

    client.post("/temadage/gratis/tilmeld/", OUTSIDER)

    assert Registration.objects.get(user=newcomer).workplace == "Opdigtet Praksis"


def paying(kind: str, **fields: str) -> dict[str, str]:
    """The form with who pays below it, as a browser sends it."""
    names = (
        *("ean", "reference", "contact", "public_name", "cvr", "company_name"),
        *("company_address", "company_email", "own_name", "own_address"),
    )
    return OUTSIDER | dict.fromkeys(names, "") | ({"kind": kind} if kind else {}) | fields


PUBLIC = {"ean": "2000000000008", "public_name": "Opdigtet Kommune", "contact": "Bo Dal"}
COMPANY = {"cvr": "99999993", "company_name": "Opdigtet ApS", "company_address": "Vej 1, 9999 By"}
FAULTS: list[tuple[str, dict[str, str], str]] = [
    ("", {}, "Vælg, hvem der betaler"),
    ("ean", PUBLIC | {"ean": "2000000000009"}, "13 cifre"),
    ("ean", PUBLIC | {"ean": "200000000000"}, "13 cifre"),
    ("company", COMPANY | {"cvr": "99999994"}, "8 cifre"),
    ("own", {"own_name": "010203-1234", "own_address": "Vej 1"}, "CPR-nummer"),
]


@pytest.mark.parametrize(("kind", "fields", "words"), FAULTS)
def test_a_fault_in_who_pays_is_said_and_nothing_typed_is_lost(
    client: Client, kind: str, fields: dict[str, str], words: str, *, newcomer: User, day: ThemeDayPage
) -> None:
    answer = client.post("/temadage/dagen/tilmeld/", paying(kind, **fields))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert all(f'value="{value}"' in text for value in fields.values() if value)
    assert 'value="Opdigtet Praksis"' in text
    assert not Registration.objects.exists()


def test_spaces_in_the_numbers_are_no_fault_and_the_price_of_the_day_is_kept(
    client: Client, newcomer: User, day: ThemeDayPage
) -> None:
    client.post("/temadage/dagen/tilmeld/", paying("ean", **PUBLIC | {"ean": "20 00 00 00 00 00 8"}))

    payer = Payer.objects.get(registration__user=newcomer)
    assert (payer.ean, payer.price, payer.vat_text) == ("2000000000008", 650, "Momsfri.")


def test_the_anonymous_page_with_the_form_is_kept_by_nobody_else(client: Client, day: ThemeDayPage) -> None:
    answer = client.get("/temadage/dagen/")

    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "csrfmiddlewaretoken" in answer.content.decode()


def test_the_anonymous_page_of_a_held_day_may_be_kept_for_a_minute(client: Client) -> None:
    make_theme_day(starts=timezone.now() - timedelta(days=3), slug="holdt")

    answer = client.get("/temadage/holdt/")

    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies


@pytest.mark.parametrize("others", [1, 12])
def test_the_panel_costs_the_same_however_many_wait(
    member: User, day: ThemeDayPage, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_registration(day.pool, member, "waiting")
    for _ in range(others):
        make_registration(day.pool, make_user(), "waiting")

    with django_assert_num_queries(6):
        panel_of(day, member, timezone.now())


def test_one_press_asks_the_database_as_often_as_it_must(
    client: Client, member: User, day: ThemeDayPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    NetworkSettings.load()

    with django_assert_num_queries(25):
        answer = client.post("/temadage/dagen/tilmeld/", headers=HX)

    assert "Du er tilmeldt" in answer.content.decode()
