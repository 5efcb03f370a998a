"""The state of a day in words."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories import make_municipality
from tests.themedays.factories import STARTS, make_allocation, make_registration, make_theme_day
from themedays.models import ThemeDayPage
from themedays.standing import counts_of, day_state

pytestmark = pytest.mark.django_db


def words(page: ThemeDayPage, now: datetime) -> tuple[str, str, str]:
    state = day_state(page.pool, page, counts_of([page.pool])[page.pool.pk], now)
    return state.kind, state.words, state.short


def test_a_day_with_room_says_how_much(nu: datetime) -> None:
    day = make_theme_day(capacity=80)
    make_registration(day.pool)
    assert words(day, nu) == ("open", "79 ledige pladser", "79 ledige pladser")


def test_the_last_tenth_is_few(nu: datetime) -> None:
    day = make_theme_day(capacity=20)
    for _ in range(18):
        make_registration(day.pool)
    assert words(day, nu) == ("few", "2 pladser tilbage af 20", "Få pladser: 2 tilbage")


def test_a_small_day_with_half_its_seats_free_is_not_yet_full(nu: datetime) -> None:
    day = make_theme_day(capacity=4)
    assert words(day, nu)[0] == "open"


def test_a_seat_that_is_offered_is_not_free(nu: datetime) -> None:
    day = make_theme_day(capacity=1)
    make_registration(day.pool, state="offered")
    assert words(day, nu) == ("waiting_list", "Den ene plads er taget", "Fyldt, med venteliste")


def test_seats_that_are_kept_for_others_are_not_promised(nu: datetime) -> None:
    day = make_theme_day(capacity=3)
    make_allocation(day.pool, make_municipality(), reserved=3)
    assert words(day, nu)[:2] == ("waiting_list", "Pladserne er taget eller reserveret")


def test_kept_seats_are_free_again_after_their_release(nu: datetime) -> None:
    day = make_theme_day(capacity=3, pool={"release_at": nu - timedelta(days=1)})
    make_allocation(day.pool, make_municipality(), reserved=3)
    assert words(day, nu)[0] == "open"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"opens_at": STARTS - timedelta(days=5)}, ("not_yet", "Tilmelding åbner 5. december")),
        ({"closes_at": STARTS - timedelta(days=60)}, ("closed", "Tilmeldingen er lukket")),
        ({"cancelled_at": STARTS - timedelta(days=60)}, ("cancelled", "Aflyst")),
    ],
)
def test_why_one_cannot_sign_up(fields: dict[str, Any], expected: tuple[str, str], nu: datetime) -> None:
    day = make_theme_day(pool=fields)
    kind, said, _short = words(day, nu)
    assert (kind, said.replace("\xa0", " ")) == expected


def test_a_day_that_is_over_was_held() -> None:
    day = make_theme_day()
    assert words(day, STARTS + timedelta(days=1))[:2] == ("held", "Afholdt")


def test_the_counts_of_many_days_take_two_queries(django_assert_num_queries: Any) -> None:
    pools = [make_theme_day(f"Dag {number}").pool for number in range(3)]
    for pool in pools:
        make_registration(pool)
    with django_assert_num_queries(2):
        counts = counts_of(pools)
    assert [counts[pool.pk].confirmed for pool in pools] == [1, 1, 1]
