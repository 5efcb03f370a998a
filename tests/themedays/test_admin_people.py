"""Who comes, who waits, who was there, and what the kitchen must know."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from portal.mail.models import Delivery
from portal.models import User
from tests import factories
from tests.conftest import LogIn
from tests.themedays.coordination import coordinator, days_from_now, path, person, seated, soon
from tests.themedays.factories import make_need, make_registration, make_theme_day
from themedays.models import Attendance, Registration, RegistrationNeed, ThemeDayPage

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]
PEOPLE = ["deltagere", "deltagere/tilmeld", "navneliste", "navneskilte", "fremmoede", "behov", "udtraek"]


def held(title: str = "Holdt", **fields: object) -> ThemeDayPage:
    """A day that began two hours ago and lasts for six and a half: people are at the door."""
    return make_theme_day(title, days_from_now(-2 / 24), 10, **fields)  # type: ignore[arg-type]


def names(page: str) -> list[str]:
    return re.findall(r"<b>(\w+ Holm)</b>", page)


def test_each_list_has_its_people_and_the_queue_its_order(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Åse")
    seated(day.pool, "Anna")
    seated(day.pool, "Bo", "offered", offered_until=days_from_now(1))
    seated(day.pool, "Carl", "waiting", at=days_from_now(-1))
    seated(day.pool, "Dorte", "waiting", at=days_from_now(-2))

    page = coordinator.get(path(day, "deltagere")).content.decode()

    assert names(page) == ["Anna Holm", "Åse Holm", "Bo Holm", "Dorte Holm", "Carl Holm"]
    assert "10 pladser = 2 bekræftet + 1 tilbudt + 7 ledige" in page


def test_whoever_has_cancelled_is_named_with_the_reason(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Anna", "cancelled")

    page = coordinator.get(path(day, "deltagere")).content.decode()

    assert "1 kommer ikke længere" in page
    assert "Anna Holm: meldte selv fra" in page


def test_taking_somebody_off_gives_the_seat_to_the_next_and_tells_both(coordinator: Client) -> None:
    day = soon(capacity=1)
    first = seated(day.pool, "Anna")
    second = seated(day.pool, "Bo", "waiting")

    coordinator.post(path(day, "deltagere"), {"remove": str(first.pk)})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.why, second.state) == ("cancelled", "removed", "confirmed")
    assert set(Delivery.objects.values_list("email", flat=True)) == {"anna@example.dk", "bo@example.dk"}


def test_on_the_day_nobody_is_said_to_get_a_mail(coordinator: Client) -> None:
    first = seated(held().pool, "Anna")

    page = coordinator.post(path(first.pool.page, "deltagere"), {"remove": str(first.pk)}, follow=True)

    assert "Anna Holm er taget af listen." in page.content.decode()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("chosen", ["0", "999999", "x", ""])
def test_a_registration_that_is_not_of_the_day_is_not_found(coordinator: Client, chosen: str) -> None:
    assert coordinator.post(path(soon(), "deltagere"), {"remove": chosen}).status_code == 404


def test_another_day_s_registration_cannot_be_taken_off_here(coordinator: Client) -> None:
    registration = seated(soon("En anden").pool, "Anna")

    assert coordinator.post(path(soon(), "deltagere"), {"remove": str(registration.pk)}).status_code == 404
    registration.refresh_from_db()
    assert registration.state == "confirmed"


def test_whoever_was_there_is_not_taken_off(coordinator: Client) -> None:
    registration = seated(held().pool, "Anna")
    Attendance.objects.create(registration=registration, minutes=60, marked_at=timezone.now())

    page = coordinator.post(
        path(registration.pool.page, "deltagere"), {"remove": str(registration.pk)}, follow=True
    ).content.decode()

    registration.refresh_from_db()
    assert registration.state == "confirmed"
    assert "er taget af listen" not in page


@pytest.mark.parametrize("words", ["soren", "sørensen@example.dk", "hillerod"])
def test_a_member_is_found_by_name_address_or_workplace(coordinator: Client, words: str) -> None:
    user = factories.make_user("sorensen@example.dk", first_name="Søren", last_name="Holm")
    factories.make_membership(user, organisation=factories.make_municipality("Hillerød"))
    factories.make_membership(person("Bo"))

    page = coordinator.get(path(soon(), "deltagere/tilmeld"), {"find": words}).content.decode()

    assert names(page) == ["Søren Holm"]


def test_somebody_who_is_on_the_list_is_not_offered_again(coordinator: Client) -> None:
    day = soon()
    registration = seated(day.pool, "Anna")
    factories.make_membership(registration.user)

    page = coordinator.get(path(day, "deltagere/tilmeld"), {"find": "anna"}).content.decode()

    assert names(page) == []


def test_a_member_is_signed_up_with_the_membership_s_workplace(coordinator: Client) -> None:
    day = soon()
    hillerod = factories.make_municipality("Hillerød")
    member = factories.make_membership(person("Anna"), organisation=hillerod)

    page = coordinator.post(path(day, "deltagere/tilmeld"), {"member": str(member.pk)}, follow=True).content.decode()

    registration = Registration.objects.get()
    assert (registration.state, registration.source, registration.share) == ("confirmed", "coordinator", hillerod)
    assert str(registration.created_by) == "Kirsten"
    assert "Anna Holm har fået plads" in page


def test_on_a_full_day_the_person_waits_in_line(coordinator: Client) -> None:
    day = soon(capacity=1)
    seated(day.pool, "Anna")
    member = factories.make_membership(person("Bo"))

    page = coordinator.post(path(day, "deltagere/tilmeld"), {"member": str(member.pk)}, follow=True).content.decode()

    assert "Bo Holm er på ventelisten" in page


NEWCOMER = {"first_name": "Nina", "last_name": "Holm", "email": " Nina@Example.dk ", "workplace": "Fonden Lys"}


def test_somebody_unknown_is_signed_up_by_name_and_address(coordinator: Client) -> None:
    day = soon()

    coordinator.post(path(day, "deltagere/tilmeld"), NEWCOMER)

    registration = Registration.objects.get()
    assert (str(registration.user), registration.workplace) == ("Nina Holm", "Fonden Lys")
    assert User.objects.filter(email="nina@example.dk").count() == 1


def test_somebody_known_keeps_their_name_and_is_on_the_list_once(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Nina")

    page = coordinator.post(
        path(day, "deltagere/tilmeld"), NEWCOMER | {"first_name": "Anden"}, follow=True
    ).content.decode()

    assert "Nina Holm var allerede på listen" in page
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("field", ["first_name", "last_name", "workplace", "email"])
def test_a_cpr_number_is_refused_and_nobody_is_made(coordinator: Client, field: str) -> None:
    day = soon()
    value = "010203-1234@example.dk" if field == "email" else "010203-1234"

    response = coordinator.post(path(day, "deltagere/tilmeld"), NEWCOMER | {field: value})

    assert response.status_code == 422
    assert "ligner et CPR-nummer" in response.content.decode()
    assert not Registration.objects.exists()
    assert not User.objects.filter(first_name="Nina").exists()


def test_nobody_is_made_when_the_day_takes_nobody(coordinator: Client) -> None:
    day = soon(pool={"cancelled_at": timezone.now()})

    response = coordinator.post(path(day, "deltagere/tilmeld"), NEWCOMER)

    assert response.status_code == 422
    assert 'value="Fonden Lys"' in response.content.decode()
    assert not User.objects.filter(email="nina@example.dk").exists()


def test_the_paper_lists_have_those_with_a_seat_in_danish_order(coordinator: Client) -> None:
    day = soon()
    seated(day.pool, "Åse")
    seated(day.pool, "Anna")
    seated(day.pool, "Bo", "waiting")

    for kind in ("navneliste", "navneskilte"):
        page = coordinator.get(path(day, kind)).content.decode()
        assert re.findall(r">(\w+ Holm)<", page) == ["Anna Holm", "Åse Holm"], kind


def ticks(*registrations: Registration, minutes: str = "390", was: str = "", there: bool = True) -> dict[str, str]:
    """The lines of these people as the screen sends them."""
    data: dict[str, str] = {}
    for one in registrations:
        data |= {f"was-{one.pk}": was, f"minutes-{one.pk}": minutes}
        data |= {f"there-{one.pk}": "1"} if there else {}
    return data


def test_the_minutes_stand_there_before_anybody_is_ticked(coordinator: Client) -> None:
    day = held()
    seated(day.pool, "Anna")

    page = coordinator.get(path(day, "fremmoede")).content.decode()

    assert 'value="390"' in page
    assert "checked" not in page.partition("day-ticks")[2].partition("</ul>")[0]


def test_many_are_ticked_off_at_once(coordinator: Client) -> None:
    day = held()
    anna, bo = seated(day.pool, "Anna"), seated(day.pool, "Bo")

    page = coordinator.post(path(day, "fremmoede"), ticks(anna) | ticks(bo, minutes="120"), follow=True)

    assert dict(Attendance.objects.values_list("registration", "minutes")) == {anna.pk: 390, bo.pk: 120}
    assert "Det er gemt. 2 var der." in page.content.decode()


def test_an_old_screen_takes_no_tick_off_that_somebody_else_has_set(coordinator: Client) -> None:
    day = held()
    anna, bo = seated(day.pool, "Anna"), seated(day.pool, "Bo")
    coordinator.post(path(day, "fremmoede"), ticks(anna))

    coordinator.post(path(day, "fremmoede"), ticks(anna, there=False) | ticks(bo))

    assert set(Attendance.objects.values_list("registration", flat=True)) == {anna.pk, bo.pk}


def test_a_tick_is_taken_off_by_whoever_sees_it(coordinator: Client) -> None:
    day = held()
    anna = seated(day.pool, "Anna")
    coordinator.post(path(day, "fremmoede"), ticks(anna))

    coordinator.post(path(day, "fremmoede"), ticks(anna, was="390", there=False))

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("minutes", ["", "0", "1441", "-5", "en time", "٣", "9" * 4000])
def test_minutes_that_are_none_are_refused_and_the_ticks_stay(coordinator: Client, minutes: str) -> None:
    day = held()
    anna, bo = seated(day.pool, "Anna"), seated(day.pool, "Bo")

    response = coordinator.post(path(day, "fremmoede"), ticks(anna, minutes=minutes) | ticks(bo))

    assert response.status_code == 422
    assert "fra 1 til 1440" in response.content.decode()
    assert response.content.decode().count("checked") == 2
    assert not Attendance.objects.exists()


def test_nobody_is_ticked_off_before_the_day(coordinator: Client) -> None:
    day = soon()
    anna = seated(day.pool, "Anna")

    response = coordinator.post(path(day, "fremmoede"), ticks(anna))

    assert response.status_code == 422
    assert not Attendance.objects.exists()


def test_another_day_s_people_are_not_ticked_off_here(coordinator: Client) -> None:
    stranger = seated(held("En anden").pool, "Anna")

    coordinator.post(path(held(), "fremmoede"), ticks(stranger))

    assert not Attendance.objects.exists()


def with_need(registration: Registration, key: str, name: str, kind: str = "diet") -> None:
    RegistrationNeed.objects.create(registration=registration, need=make_need(key, name, kind))


def test_needs_are_counted_among_those_with_a_seat_and_nobody_is_named(coordinator: Client) -> None:
    day = soon()
    for name, state in (("Anna", "confirmed"), ("Bo", "confirmed"), ("Carl", "waiting")):
        with_need(seated(day.pool, name, state), "vegansk-mad", "Vegansk mad")
    with_need(Registration.objects.get(user__first_name="Bo"), "rampen", "Rampe", "access")

    page = coordinator.get(path(day, "behov")).content.decode()

    assert "2 × Vegansk mad" in page
    assert "1 × Rampe" in page
    assert "Holm" not in page


def test_the_names_are_shown_on_request_and_it_is_written_down_who_saw_them(coordinator: Client) -> None:
    day = soon()
    with_need(seated(day.pool, "Anna"), "vegansk-mad", "Vegansk mad")

    response = coordinator.post(path(day, "behov"))

    assert "<b>Anna Holm</b>: Vegansk mad" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    entry = PageLogEntry.objects.get(action="themedays.needs_shown")
    assert (str(entry.user), entry.page_id) == ("Kirsten", day.pk)
    assert "Vegansk" not in str(entry.data)


def test_needs_stand_on_no_other_screen(coordinator: Client) -> None:
    day = held()
    with_need(seated(day.pool, "Anna"), "vegansk-mad", "Vegansk mad")

    for screen in PEOPLE:
        if screen != "behov":
            assert "Vegansk" not in coordinator.get(path(day, screen)).content.decode(), screen


@pytest.mark.parametrize("screen", PEOPLE)
def test_nobody_keeps_a_copy_of_a_screen_with_people_on_the_way(coordinator: Client, screen: str) -> None:
    assert "no-store" in coordinator.get(path(soon(), screen))["Cache-Control"]


@pytest.mark.parametrize("screen", PEOPLE)
def test_a_member_without_the_role_is_turned_away(client: Client, log_in: LogIn, screen: str) -> None:
    day = soon()
    log_in(client, factories.make_user("gaest@example.dk"))

    assert client.get(path(day, screen)).status_code == 403


@pytest.mark.parametrize("screen", [*PEOPLE, "pladser", "mail", "aflys"])
def test_a_day_that_does_not_exist_is_not_found(coordinator: Client, screen: str) -> None:
    assert coordinator.get(f"/admin/temadage/999999/{screen}/").status_code == 404


@pytest.mark.parametrize("screen", ["deltagere", "fremmoede", "navneliste"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_as_often_for_three_as_for_one(
    coordinator: Client, screen: str, count: int, django_assert_max_num_queries: object
) -> None:
    day = held()
    for number in range(count):
        registration = make_registration(day.pool, person(f"P{number}"), organisation=factories.make_organisation())
        Attendance.objects.create(registration=registration, minutes=60, marked_at=timezone.now())
        seated(day.pool, f"Q{number}", "waiting")

    with django_assert_max_num_queries(40) as captured:  # type: ignore[operator]
        coordinator.get(path(day, screen))

    own = [query for query in captured if 'FROM "themedays_' in query["sql"]]
    assert len(own) == {"deltagere": 4, "fremmoede": 2, "navneliste": 2}[screen]
