"""“Pladser”: the numbers of one day, and changing them."""

import re
from datetime import datetime

import pytest
from django.test import Client

from portal.mail.models import Delivery
from tests import factories
from tests.conftest import LogIn
from tests.themedays.coordination import coordinator, days_from_now, path, seated, soon
from tests.themedays.factories import COPENHAGEN, make_allocation, make_day_page, make_pool, make_theme_day
from themedays.actions import change_seats
from themedays.admin.numbers import Numbers
from themedays.models import SeatPool, ThemeDayPage

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]


def version(client: Client, day: ThemeDayPage) -> str:
    found = re.search(r'name="version" value="(\w+)"', client.get(path(day, "pladser")).content.decode())
    assert found
    return found[1]


def form(client: Client, day: ThemeDayPage, **values: str) -> dict[str, str]:
    """What the screen would send."""
    return {"version": version(client, day), "capacity": "10", "mode": "auto"} | values


def test_the_numbers_add_up_in_words() -> None:
    numbers = Numbers(120, confirmed=98, offered=6, kept=16)

    assert numbers.sum_words == "120 pladser = 98 bekræftet + 6 tilbudt + 16 reserveret"


def test_overbooked_is_said_with_what_follows() -> None:
    numbers = Numbers(90, confirmed=98)

    assert numbers.warning.startswith("Overbooket med 8: 98 har plads eller er tilbudt en, men der er 90 pladser.")
    assert numbers.sum_words == "98 bekræftet"


def test_it_is_said_why_somebody_waits_beside_empty_seats(coordinator: Client) -> None:
    day = soon(capacity=2)
    make_allocation(day.pool, factories.make_municipality("Hillerød"), reserved=1)
    seated(day.pool, "Anna")
    seated(day.pool, "Bo", "waiting")

    page = coordinator.get(path(day, "pladser")).content.decode()

    assert "2 pladser = 1 bekræftet + 1 reserveret" in page
    assert "1 venter, selv om 1 pladser er tomme" in page


def test_more_seats_promote_and_it_is_said_how_many(coordinator: Client) -> None:
    day = soon(capacity=1)
    seated(day.pool, "Anna")
    waiting = seated(day.pool, "Bo", "waiting")

    page = coordinator.post(path(day, "pladser"), form(coordinator, day, capacity="2"), follow=True).content.decode()

    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert "1 fra ventelisten fik plads" in page
    assert Delivery.objects.filter(email="bo@example.dk").count() == 1


def test_in_the_mode_that_asks_it_is_said_that_they_are_asked(coordinator: Client) -> None:
    day = soon(capacity=1)
    seated(day.pool, "Anna")
    seated(day.pool, "Bo", "waiting")

    data = form(coordinator, day, capacity="2", mode="confirm")
    page = coordinator.post(path(day, "pladser"), data, follow=True).content.decode()

    assert "1 fra ventelisten er tilbudt en plads" in page


def test_more_seats_meant_for_one_organisation_go_to_nobody_else(coordinator: Client) -> None:
    day = soon(capacity=1)
    hillerod = factories.make_municipality("Hillerød")
    factories.make_participation(hillerod)
    seated(day.pool, "Anna")
    waiting = seated(day.pool, "Bo", "waiting")

    data = form(coordinator, day, capacity="2", **{f"organisation-{hillerod.pk}-reserved": "1"})
    coordinator.post(path(day, "pladser"), data)

    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert day.pool.allocations.get().reserved == 1


def test_an_old_form_does_not_overwrite_and_keeps_what_was_typed(coordinator: Client) -> None:
    day = soon(capacity=10)
    data = form(coordinator, day, capacity="20")
    change_seats(day.pool, by=None, now=days_from_now(0), capacity=15)

    response = coordinator.post(path(day, "pladser"), data)

    assert response.status_code == 409
    page = response.content.decode()
    assert "En anden har ændret pladserne" in page
    assert 'value="20"' in page
    assert "15 pladser = 15 ledige" in page
    assert SeatPool.objects.get().capacity == 15


def test_saving_again_after_having_been_told_holds(coordinator: Client) -> None:
    day = soon(capacity=10)
    data = form(coordinator, day, capacity="20")
    change_seats(day.pool, by=None, now=days_from_now(0), capacity=15)
    page = coordinator.post(path(day, "pladser"), data).content.decode()

    found = re.search(r'name="version" value="(\w+)"', page)
    assert found
    coordinator.post(path(day, "pladser"), data | {"version": found[1]})

    assert SeatPool.objects.get().capacity == 20


def test_another_s_allocation_makes_the_form_old_as_well(coordinator: Client) -> None:
    day = soon()
    data = form(coordinator, day)
    make_allocation(day.pool, factories.make_municipality("Hillerød"), reserved=1)

    assert coordinator.post(path(day, "pladser"), data).status_code == 409


def test_times_are_shown_and_read_in_local_time(coordinator: Client) -> None:
    day = make_theme_day("Sommer", datetime(2031, 7, 10, 9, 0, tzinfo=COPENHAGEN))

    coordinator.post(path(day, "pladser"), form(coordinator, day, closes_at="2031-07-01T12:00"))

    assert SeatPool.objects.get().closes_at == datetime(2031, 7, 1, 12, 0, tzinfo=COPENHAGEN)
    assert 'value="2031-07-01T12:00"' in coordinator.get(path(day, "pladser")).content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"capacity": "-1"}, "større end eller lig"),
        ({"closes_at": "2099-01-01T12:00"}, "Det er efter, at dagen er begyndt"),
        ({"opens_at": "2031-06-02T12:00", "closes_at": "2031-06-01T12:00"}, "Tilmeldingen skal lukke, efter"),
        ({"closes_at": "i morgen"}, "gyldig dato"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(coordinator: Client, values: dict[str, str], said: str) -> None:
    day = make_theme_day("Sommer", datetime(2031, 7, 10, 9, 0, tzinfo=COPENHAGEN))

    response = coordinator.post(path(day, "pladser"), form(coordinator, day, **values))

    assert response.status_code == 422
    assert said in response.content.decode()
    assert SeatPool.objects.get().capacity == 10


@pytest.mark.parametrize(
    ("reserved", "maximum", "said"),
    [("11", "", "Der er reserveret 11 pladser, men der er kun 10."), ("3", "2", "ikke højst få færre pladser")],
)
def test_reserves_that_do_not_fit_are_refused(coordinator: Client, reserved: str, maximum: str, said: str) -> None:
    day = soon(capacity=10)
    hillerod = factories.make_municipality("Hillerød")
    factories.make_participation(hillerod)
    name = f"organisation-{hillerod.pk}"

    response = coordinator.post(
        path(day, "pladser"), form(coordinator, day, **{f"{name}-reserved": reserved, f"{name}-maximum": maximum})
    )

    assert said in response.content.decode()
    assert not day.pool.allocations.exists()


def test_the_number_cannot_be_taken_away_from_under_people(coordinator: Client) -> None:
    day = soon(capacity=10)
    seated(day.pool, "Anna")

    response = coordinator.post(path(day, "pladser"), form(coordinator, day, capacity=""))

    assert "Der er tilmeldte. Skriv et antal, eller aflys dagen." in response.content.decode()
    assert SeatPool.objects.get().capacity == 10


def test_the_rows_are_the_participating_organisations_in_danish_order(coordinator: Client) -> None:
    day = soon()
    for name in ("Ørsted", "Alrum", "Åbyen"):
        factories.make_participation(factories.make_municipality(name))
    factories.make_municipality("Udenfor")

    page = coordinator.get(path(day, "pladser")).content.decode()

    assert re.findall(r"<td>(Ørsted|Alrum|Åbyen|Udenfor)", page) == ["Alrum", "Ørsted", "Åbyen"]


def test_looking_at_a_day_without_seats_makes_none(coordinator: Client) -> None:
    day = make_day_page()

    assert coordinator.get(path(day, "pladser")).status_code == 200
    assert not SeatPool.objects.exists()


def test_saving_a_day_without_seats_opens_it(coordinator: Client) -> None:
    day = make_day_page(starts=days_from_now(20))

    coordinator.post(path(day, "pladser"), form(coordinator, day, capacity="40"))

    assert SeatPool.objects.get().capacity == 40


def test_whoever_only_keeps_pages_may_not_change_the_seats(client: Client, log_in: LogIn) -> None:
    day = soon()
    log_in(client, factories.make_user("gaest@example.dk"))

    assert client.post(path(day, "pladser"), {"capacity": "1"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_asks_as_often_for_three_organisations_as_for_one(
    coordinator: Client, count: int, django_assert_max_num_queries: object
) -> None:
    pool = make_pool()
    for number in range(count):
        organisation = factories.make_municipality(f"Kommune {number}")
        factories.make_participation(organisation)
        make_allocation(pool, organisation, reserved=1)

    with django_assert_max_num_queries(30) as captured:  # type: ignore[operator]
        coordinator.get(path(pool.page, "pladser"))

    about_seats = [query for query in captured if "themedays_" in query["sql"] or "contacts_" in query["sql"]]
    assert len(about_seats) == 8
