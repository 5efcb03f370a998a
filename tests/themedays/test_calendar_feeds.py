"""The public calendars: what they hold, what they leave out, and how they go over the wire."""

from datetime import datetime, timedelta

import icalendar
import pytest
from django.template import engines
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.models import NetworkSettings
from tests.factories import make_subject, make_user
from tests.themedays.factories import make_day_page, make_theme_day, make_venue
from themedays.models import SeatPool, ThemeDayPage

pytestmark = pytest.mark.django_db
ALL = "/temadage/kalender.ics"


def soon(days: int = 20) -> datetime:
    return timezone.now() + timedelta(days=days)


def events(content: bytes) -> dict[str, icalendar.Event]:
    return {str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def titles(path: str = ALL) -> list[str]:
    response = Client().get(path)
    assert response.status_code == 200
    return list(events(response.content))


def test_the_days_stand_in_the_order_of_time() -> None:
    make_theme_day("Senere", soon(40))
    make_theme_day("Snart", soon(2))

    assert titles() == ["Snart", "Senere"]


def test_a_day_stays_for_ninety_days() -> None:
    make_theme_day("For tre måneder siden", soon(-89))
    make_theme_day("For længe siden", soon(-91))

    assert titles() == ["For tre måneder siden"]


def test_what_is_not_published_is_in_no_feed() -> None:
    page = make_theme_day("Kladde", soon(), live=False)

    assert titles() == []
    assert Client().get(f"/temadage/{page.slug}/kalender.ics").status_code == 404


def test_what_a_draft_says_is_in_no_feed() -> None:
    page = make_theme_day("Udgivet", soon())
    page.title, page.lead = "Kladde", "Hemmelig."
    page.save_revision()

    content = Client().get(ALL).content.decode()

    assert "SUMMARY:Udgivet" in content
    assert "Hemmelig" not in content


def test_a_page_that_is_taken_back_leaves_the_feed() -> None:
    page = make_theme_day("Udgivet", soon())

    page.unpublish()

    assert titles() == []


def test_a_cancelled_day_stays_with_that_word() -> None:
    page = make_theme_day("Efter forsøget", soon())
    SeatPool.objects.filter(page=page).update(cancelled_at=timezone.now(), sequence=1)

    (event,) = events(Client().get(ALL).content).values()

    assert (event["STATUS"], event["SUMMARY"], event["SEQUENCE"]) == ("CANCELLED", "AFLYST: Efter forsøget", 1)


def test_a_subject_has_its_own_feed() -> None:
    school, grief = make_subject("Skole"), make_subject("Sorg")
    for title, subject in (("Skoledag", school), ("Sorgdag", grief)):
        page = make_theme_day(title, soon())
        page.subjects = [subject]
        page.save()

    assert titles("/temadage/emne/skole/kalender.ics") == ["Skoledag"]


def test_a_subject_without_days_has_a_calendar_and_an_unknown_one_has_none() -> None:
    make_subject("Skole")

    assert titles("/temadage/emne/skole/kalender.ics") == []
    assert Client().get("/temadage/emne/findes-ikke/kalender.ics").status_code == 404


def test_one_day_has_its_own_feed() -> None:
    page = make_theme_day("Min dag", soon())
    make_theme_day("En anden", soon())

    assert titles(f"/temadage/{page.slug}/kalender.ics") == ["Min dag"]


def test_the_link_to_a_meeting_is_in_no_feed() -> None:
    make_theme_day("På nettet", soon(), online_link="https://video.example/hemmeligt-moede")

    content = Client().get(ALL).content.decode()

    assert "LOCATION:Online" in content
    assert "hemmeligt" not in content


def test_an_entry_says_where_it_is_and_what_it_is_about() -> None:
    page = make_theme_day("Min dag", soon(), venue=make_venue("Salen", "Gaden 1, 9999 Opdigtet"), lead="Om søvn.")
    page.subjects = [make_subject("Skole")]
    page.save()

    (event,) = events(Client().get(ALL).content).values()

    assert event["LOCATION"] == "Salen, Gaden 1, 9999 Opdigtet"
    assert event["CATEGORIES"].cats == ["Skole"]
    address = f"http://localhost:8000/temadage/{page.slug}/"
    assert (event["URL"], event["DESCRIPTION"]) == (address, f"Om søvn.\n\n{address}")


def test_whoever_follows_all_days_is_not_busy_but_whoever_takes_one_over_is() -> None:
    page = make_theme_day("Min dag", soon())

    assert b"TRANSP:TRANSPARENT" in Client().get(ALL).content
    assert b"TRANSP:OPAQUE" in Client().get(f"/temadage/{page.slug}/kalender.ics").content


def test_a_day_that_lasts_from_midnight_to_midnight_is_a_whole_day() -> None:
    midnight = timezone.localtime(soon()).replace(hour=0, minute=0, second=0, microsecond=0)
    make_theme_day("Hele dagen", midnight, hours=24)

    (event,) = events(Client().get(ALL).content).values()

    assert midnight.date() == event.DTSTART


@pytest.mark.parametrize("path", [ALL, "/temadage/emne/skole/kalender.ics", "/temadage/dagen/kalender.ics"])
def test_a_feed_is_the_same_for_everybody_and_is_asked_for_again_cheaply(path: str, admin_client: Client) -> None:
    page = make_theme_day("Dagen", soon(), slug="dagen")
    page.subjects = [make_subject("Skole")]
    page.save()

    first = Client().get(path)
    again = admin_client.get(path, headers={"Accept-Encoding": "gzip, br"})
    second = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    head = Client().head(path)

    assert first.content == again.content
    assert (second.status_code, second.content) == (304, b"")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    for response in (first, again):
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert response.headers["Content-Disposition"].startswith("inline; filename=")
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert not {"Last-Modified", "Content-Encoding", "Set-Cookie"} & set(response.headers)
        assert "Cookie" not in response.headers.get("Vary", "")
        assert not response.cookies
    assert first.headers["ETag"].startswith('"')


def test_a_changed_day_has_another_etag() -> None:
    page = make_theme_day("Dagen", soon())
    before = Client().get(ALL).headers["ETag"]

    ThemeDayPage.objects.get(pk=page.pk).save_revision().publish()
    SeatPool.objects.filter(page=page).update(sequence=1)

    assert Client().get(ALL, headers={"If-None-Match": before}).status_code == 200


def test_a_day_without_a_date_is_in_no_feed() -> None:
    page = make_theme_day("Uden dato", soon())
    ThemeDayPage.objects.filter(pk=page.pk).update(starts_at=None, ends_at=None)

    assert titles() == []
    assert Client().get(f"/temadage/{page.slug}/kalender.ics").status_code == 404


def test_a_day_with_danish_letters_in_its_address_has_a_feed() -> None:
    make_theme_day("Sorg", soon(), slug="sørg-på-skolen")

    assert titles("/temadage/sørg-på-skolen/kalender.ics") == ["Sorg"]


@pytest.mark.parametrize("path", ["/temadage/%00/kalender.ics", "/temadage/emne/%00/kalender.ics"])
def test_an_address_that_cannot_be_one_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_a_feed_takes_nothing_in(client: Client) -> None:
    assert client.post(ALL).status_code == 405


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_does_not_depend_on_the_number_of_days(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        page = make_theme_day(f"Dag {number}", soon(number + 1), venue=make_venue())
        page.subjects = [make_subject("Skole"), make_subject("Sorg")]
        page.save()
    NetworkSettings.load()  # makes the row

    with django_assert_num_queries(3):  # the days with their places, their subjects, the network's name
        assert len(titles()) == count


def test_the_page_offers_the_ways_to_follow() -> None:
    page = make_theme_day("Dagen & natten", soon(), slug="dagen")
    template = engines["django"].from_string(
        "{% load themeday_calendars %}{% subscribe %}{% subscribe subject %}{% add_to_calendar page.pool %}"
    )

    html = template.render({"page": page, "subject": make_subject("Skole")})

    assert 'href="webcal://localhost:8000/temadage/kalender.ics"' in html
    assert 'href="webcal://localhost:8000/temadage/emne/skole/kalender.ics"' in html
    assert 'href="http://localhost:8000/temadage/dagen/kalender.ics" download="dagen.ics"' in html
    assert "text=Dagen+%26+natten" in html
    assert "style=" not in html
    assert "onclick" not in html


def test_a_day_page_without_seats_is_in_no_feed_and_does_no_harm() -> None:
    page = make_day_page("Uden pladser", soon())

    assert titles() == []
    assert Client().get(f"/temadage/{page.slug}/kalender.ics").status_code == 404
    assert make_user()  # the page itself is whole
