"""Giving a seat back, a colleague instead, colleagues by name, an offer, needs: for whoever is logged in."""

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from portal.models import User
from tests.conftest import LogIn
from tests.factories import make_membership, make_municipality, make_participation, make_user
from tests.themedays.factories import make_need, make_registration, make_theme_day
from themedays.models import Registration, RegistrationNeed, SeatPool, ThemeDayPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def starts() -> datetime:
    return timezone.now() + timedelta(days=30)


@pytest.fixture
def day(starts: datetime) -> ThemeDayPage:
    return make_theme_day(starts=starts, slug="dagen", contact_name="Bo Dal", contact_email="bo@example.dk")


@pytest.fixture
def member(client: Client, log_in: LogIn) -> User:
    place = make_municipality()
    make_participation(place)
    membership = make_membership(make_user("mette@hjemme.example.dk", first_name="Mette"), organisation=place)
    EmailAddress.objects.create(user=membership.user, email=membership.user.email, verified=True, primary=True)
    log_in(client, membership.user)
    return membership.user


def the_seat(user: User) -> Registration:
    return Registration.objects.filter(user=user).latest("pk")


def close_cancelling(pool: SeatPool) -> None:
    """As if the last moment for cancelling had passed after the seat was given."""
    pool.cancel_until = timezone.now() - timedelta(minutes=1)
    pool.save()


def test_the_seat_is_given_back_by_the_button_and_not_by_looking(
    client: Client, member: User, day: ThemeDayPage
) -> None:
    make_registration(day.pool, member)
    client.get("/temadage/dagen/afmeld/")
    before = the_seat(member).state

    answer = client.post("/temadage/dagen/afmeld/")

    assert (before, the_seat(member).state) == ("confirmed", "cancelled")
    assert answer.headers["Location"] == "/temadage/dagen/#tilmelding"


def test_after_the_last_moment_the_page_says_whom_to_tell(client: Client, member: User, day: ThemeDayPage) -> None:
    make_registration(day.pool, member, at=timezone.now() - timedelta(days=3))
    close_cancelling(day.pool)

    answer = client.post("/temadage/dagen/afmeld/")

    assert answer.status_code == 409
    assert "bo@example.dk" in answer.content.decode()
    assert the_seat(member).state == "confirmed"


@pytest.mark.parametrize("path", ["afmeld/", "kollega/", "behov/"])
def test_whoever_has_no_place_finds_nothing_to_change(
    client: Client, member: User, day: ThemeDayPage, path: str
) -> None:
    make_registration(day.pool)

    assert client.get(f"/temadage/dagen/{path}").status_code == 404


def test_an_offer_is_taken_from_the_page(client: Client, member: User, starts: datetime) -> None:
    asked = make_theme_day(starts=starts, slug="spurgt", capacity=1, pool={"mode": "confirm"})
    make_registration(asked.pool, member, "offered", at=timezone.now())

    client.post("/temadage/spurgt/tag-plads/")

    assert the_seat(member).state == "confirmed"


def test_an_offer_that_has_run_out_is_answered_with_a_sentence(client: Client, member: User, starts: datetime) -> None:
    asked = make_theme_day(starts=starts, slug="spurgt", capacity=1, pool={"mode": "confirm"})
    make_registration(asked.pool, member, "offered", at=timezone.now() - timedelta(days=9))

    answer = client.post("/temadage/spurgt/tag-plads/")

    assert answer.status_code == 409
    assert "gået videre" in answer.content.decode()


def test_a_colleague_of_the_same_workplace_gets_the_seat(client: Client, member: User, day: ThemeDayPage) -> None:
    make_registration(day.pool, member)

    text = client.post("/temadage/dagen/kollega/", {"name": "Ida Lund", "email": "ida@hjemme.example.dk"})

    assert "Ida Lund kommer i stedet for dig" in text.content.decode()
    assert the_seat(User.objects.get(email="ida@hjemme.example.dk")).state == "confirmed"
    assert the_seat(member).state == "cancelled"


def test_somebody_else_s_address_is_refused_kept_in_the_form_and_leaves_no_account(
    client: Client, member: User, day: ThemeDayPage
) -> None:
    make_registration(day.pool, member)

    answer = client.post("/temadage/dagen/kollega/", {"name": "Ida Lund", "email": "ida@gmail.com"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Ida Lund"' in text
    assert 'value="ida@gmail.com"' in text
    assert not User.objects.filter(email="ida@gmail.com").exists()
    assert the_seat(member).state == "confirmed"


def test_a_refused_swap_leaves_no_account_behind(client: Client, member: User, day: ThemeDayPage) -> None:
    make_registration(day.pool, member, "waiting")

    client.post("/temadage/dagen/kollega/", {"name": "Ida Lund", "email": "ida@hjemme.example.dk"})

    assert not User.objects.filter(email="ida@hjemme.example.dk").exists()


def rows(*people: tuple[str, str], **more: str) -> dict[str, str]:
    """A sent form with the people in its rows."""
    sent = {"form-TOTAL_FORMS": str(max(4, len(people))), "form-INITIAL_FORMS": "0"} | more
    for number, (name, email) in enumerate(people):
        sent |= {f"form-{number}-name": name, f"form-{number}-email": email}
    return sent


def test_the_result_is_told_for_each_colleague_and_the_refused_stay_in_the_form(
    client: Client, member: User, starts: datetime
) -> None:
    make_theme_day(starts=starts, slug="lille", capacity=1)
    people = [("Ida", "ida@hjemme.example.dk"), ("Bo", "bo@hjemme.example.dk"), ("Eva", "eva@gmail.com")]

    text = client.post("/temadage/lille/kolleger/", rows(*people)).content.decode()

    assert "har plads" in text
    assert "er nummer 1 på ventelisten" in text
    assert "Du kan tilmelde kolleger" in text
    assert 'value="eva@gmail.com"' in text
    assert 'value="ida@hjemme.example.dk"' not in text
    assert set(Registration.objects.values_list("state", flat=True)) == {"confirmed", "waiting"}


def test_a_row_without_a_name_stops_all_and_keeps_what_was_typed(
    client: Client, member: User, day: ThemeDayPage
) -> None:
    people = [("Ida", "ida@hjemme.example.dk"), ("", "bo@hjemme.example.dk")]

    answer = client.post("/temadage/dagen/kolleger/", rows(*people))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="ida@hjemme.example.dk"' in text
    assert 'value="bo@hjemme.example.dk"' in text
    assert not Registration.objects.exists()


def test_more_rows_keep_what_was_typed_and_sign_nobody_up(client: Client, member: User, day: ThemeDayPage) -> None:
    answer = client.post("/temadage/dagen/kolleger/", rows(("Ida", "ida@"), more="1"))

    text = answer.content.decode()
    assert text.count("<legend>Kollega ") == 10
    assert 'value="ida@"' in text
    assert not Registration.objects.exists()


def test_more_than_ten_rows_are_not_taken(client: Client, member: User, day: ThemeDayPage) -> None:
    people = [(f"K {number}", f"k{number}@hjemme.example.dk") for number in range(11)]

    answer = client.post("/temadage/dagen/kolleger/", rows(*people))

    assert answer.status_code == 422
    assert not Registration.objects.exists()


def test_a_cpr_number_in_a_colleague_s_name_is_refused(client: Client, member: User, day: ThemeDayPage) -> None:
    answer = client.post("/temadage/dagen/kolleger/", rows(("010203-1234", "ida@hjemme.example.dk")))

    assert "CPR-nummer" in answer.content.decode()
    assert not Registration.objects.exists()


def test_needs_are_kept_with_the_yes_and_go_when_the_ticks_are_taken_off(
    client: Client, member: User, day: ThemeDayPage
) -> None:
    row, need = make_registration(day.pool, member), make_need()
    client.post("/temadage/dagen/behov/", {"needs": [need.pk], "agrees": "on"})
    kept = RegistrationNeed.objects.filter(registration=row).count()

    client.post("/temadage/dagen/behov/", {})

    assert (kept, RegistrationNeed.objects.count()) == (1, 0)


def test_needs_without_the_yes_are_not_kept(client: Client, member: User, day: ThemeDayPage) -> None:
    make_registration(day.pool, member)
    need = make_need()

    answer = client.post("/temadage/dagen/behov/", {"needs": [need.pk]})

    assert answer.status_code == 422
    assert "14 dage" in answer.content.decode()
    assert not RegistrationNeed.objects.exists()


@pytest.mark.parametrize("key", ["9" * 30, "x", "0"])
def test_a_need_that_is_none_is_refused(key: str, client: Client, member: User, day: ThemeDayPage) -> None:
    make_registration(day.pool, member)

    assert client.post("/temadage/dagen/behov/", {"needs": [key], "agrees": "on"}).status_code == 422


def test_needs_cannot_be_changed_once_the_day_has_begun(client: Client, member: User) -> None:
    today = make_theme_day(starts=timezone.now() - timedelta(hours=1), slug="nu")
    row, need = make_registration(today.pool, member), make_need()

    client.post("/temadage/nu/behov/", {"needs": [need.pk], "agrees": "on"})

    assert not RegistrationNeed.objects.filter(registration=row).exists()
