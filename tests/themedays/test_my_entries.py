"""What the theme days give to “Min side”: the lines, their links, and what they cost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.contributions import MyEntry
from portal.models import User
from tests.conftest import LogIn
from tests.factories import make_user, saved
from tests.themedays.factories import make_registration, make_theme_day
from themedays.models import Material
from themedays.my_page import my_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> User:
    return make_user("mette@example.dk", first_name="Mette", last_name="Holm")


def entries(user: User) -> list[MyEntry]:
    return list(my_page(user, timezone.now()))


def join(user: User, days: int, state: str = "confirmed", title: str = "Dagen", **fields: object) -> None:
    """A place on a day so many days from now."""
    page = make_theme_day(title, timezone.now() + timedelta(days=days))
    make_registration(page.pool, user, state, **fields)


def test_a_day_to_come_stands_with_what_one_can_do(member: User) -> None:
    join(member, 9)

    (entry,) = entries(member)

    assert (entry.state, entry.words) == ("confirmed", "Du er tilmeldt")
    assert [address.split("/")[3] for _words, address in entry.links] == ["kalender.ics", "afmeld", "kollega"]


def test_the_number_in_the_queue_counts_only_those_who_wait(member: User) -> None:
    page = make_theme_day(starts=timezone.now() + timedelta(days=9))
    make_registration(page.pool, make_user(), "waiting")
    make_registration(page.pool, make_user(), "cancelled")
    make_registration(page.pool, member, "waiting")

    (entry,) = entries(member)

    assert entry.words.startswith("Du er nr. 2 på ventelisten")


def test_a_day_that_is_over_leads_to_its_materials(member: User) -> None:
    page = make_theme_day(starts=timezone.now() - timedelta(days=9), slug="holdt")
    make_registration(page.pool, member)
    saved(Material(page=page, title="Oplæg", url="https://example.dk/"))

    (entry,) = entries(member)

    assert [address for _words, address in entry.links] == ["/temadage/holdt/#materialer"]


def test_only_a_seat_counts_once_the_day_is_over(member: User) -> None:
    join(member, -9, "waiting")
    join(member, -8, "cancelled")

    assert entries(member) == []


def test_a_day_that_was_called_off_is_still_said(member: User) -> None:
    join(member, 9, "cancelled", why="day_cancelled")
    join(member, 8, "cancelled")

    assert [entry.words for entry in entries(member)] == ["Dagen er aflyst"]


@pytest.mark.parametrize("count", [1, 4])
def test_the_lines_cost_the_same_however_many_days(
    member: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        join(member, 3 + number)
        join(member, 30 + number, "waiting")
        join(member, -3 - number)

    with django_assert_num_queries(1):
        assert len(entries(member)) == 3 * count


def test_an_offer_to_answer_stands_before_an_earlier_day(client: Client, log_in: LogIn, member: User) -> None:
    join(member, 3, title="Snart")
    join(member, 20, "offered", title="Tilbuddet")
    log_in(client, member)

    text = client.get("/min/").content.decode()

    assert 0 < text.index("Tilbuddet") < text.index("Snart")
    assert text.count('class="panel next-thing"') == 1


def test_the_next_day_says_how_long_there_is(client: Client, log_in: LogIn, member: User) -> None:
    join(member, 9)
    log_in(client, member)

    assert "Om 9 dage" in client.get("/min/").content.decode()
