"""The coordinator's list of theme days."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from portal import mail
from portal.mail import Message
from portal.mail.models import Delivery
from tests.themedays.coordination import coordinator, days_from_now, seated, soon
from tests.themedays.factories import COPENHAGEN, make_theme_day, make_venue
from themedays.models import ThemeDayPage, Venue

pytestmark = pytest.mark.django_db
LIST = "/admin/temadage/"
__all__ = ["coordinator"]


def titles(client: Client, **query: str) -> list[str]:
    """The days in the list, in order."""
    page = client.get(LIST, query).content.decode()
    return re.findall(r'/edit/"[^>]*>\s*([^<]+?)\s*</a>', page.rpartition("<tbody")[2])


def text(client: Client, **query: str) -> str:
    page = client.get(LIST, query).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.rpartition("<tbody")[2].partition("</tbody")[0]).split())


def test_the_next_day_stands_first_and_the_past_last(coordinator: Client) -> None:
    make_theme_day("For længst", days_from_now(-400))
    make_theme_day("Forleden", days_from_now(-4))
    make_theme_day("Senere", days_from_now(40))
    make_theme_day("Snart", days_from_now(4))
    make_theme_day("Uden dato")
    ThemeDayPage.objects.filter(title="Uden dato").update(starts_at=None, ends_at=None)

    assert titles(coordinator) == ["Uden dato", "Snart", "Senere", "Forleden", "For længst"]


def test_a_row_says_when_and_how_full_and_who_waits(coordinator: Client) -> None:
    day = make_theme_day("Sorg", datetime(2031, 12, 4, 9, 0, tzinfo=COPENHAGEN), 2)
    seated(day.pool, "Anna")
    seated(day.pool, "Bo", "offered", offered_until=days_from_now(1))
    seated(day.pool, "Carl", "waiting")

    row = text(coordinator).replace("\xa0", " ")

    assert "torsdag 4. december 2031 kl. 9.00-15.30" in row
    assert "2 af 2" in row
    assert "1 venter" in row


def test_a_row_says_what_became_of_the_mails(coordinator: Client) -> None:
    day = soon()
    statuses = ["sent", "sent", "failed", "unknown", "queued"]
    for number, status in enumerate(statuses):
        mail.send(
            Message("Emne", "Tekst"), to=f"{number}@example.dk", purpose="x", key="x", about=f"themeday-{day.pool.pk}"
        )
        Delivery.objects.filter(email=f"{number}@example.dk").update(status=status, sent_at=timezone.now())

    assert "2 sendt, 1 på vej, 1 afvist, 1 uvis" in text(coordinator)


def test_the_search_folds_danish_letters_and_reads_the_venue(coordinator: Client) -> None:
    soon("Sorg", venue=make_venue("Ørstedhuset"))
    soon("Skole")

    assert titles(coordinator, q="orstedhuset") == ["Sorg"]


def test_the_year_is_the_one_in_copenhagen(coordinator: Client) -> None:
    make_theme_day("Nytår", datetime(2027, 1, 1, 0, 30, tzinfo=COPENHAGEN))
    make_theme_day("Jul", datetime(2026, 12, 20, 9, 0, tzinfo=COPENHAGEN))

    assert titles(coordinator, year="2027") == ["Nytår"]


def asked(client: Client, django_assert_max_num_queries: object) -> int:
    with django_assert_max_num_queries(60) as captured:  # type: ignore[operator]
        client.get(LIST)
    return len(captured)


def test_the_list_asks_as_often_for_three_as_for_one(
    coordinator: Client, django_assert_max_num_queries: object
) -> None:
    first = soon("Første", venue=make_venue("Hus 1"))
    seated(first.pool, "Anna")
    asked(coordinator, django_assert_max_num_queries)  # what is read once and kept
    one = asked(coordinator, django_assert_max_num_queries)
    for number in range(2):
        seated(soon(f"Dag {number}", venue=make_venue(f"Sted {number}")).pool, f"Bo{number}")

    assert asked(coordinator, django_assert_max_num_queries) == one


def test_the_menu_leads_to_the_days_and_the_venues(coordinator: Client) -> None:
    page = coordinator.get("/admin/").content.decode()

    assert "/admin/temadage/" in page
    assert "/admin/steder/" in page


def test_a_venue_in_use_is_not_deleted(coordinator: Client) -> None:
    venue = make_venue("Kulturhuset")
    soon("Sorg", venue=venue)

    coordinator.post(f"/admin/steder/delete/{venue.pk}/")

    assert Venue.objects.filter(pk=venue.pk).exists()


def test_a_venue_nobody_uses_is_deleted(coordinator: Client) -> None:
    venue = make_venue("Kulturhuset")

    coordinator.post(f"/admin/steder/delete/{venue.pk}/")

    assert not Venue.objects.exists()
