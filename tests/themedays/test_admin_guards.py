"""Cancelling a day, and what keeps a page from vanishing under people, or from moving them unseen."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction

from portal.mail.models import Delivery
from tests import factories
from tests.conftest import LogIn
from tests.themedays.coordination import coordinator, days_from_now, path, seated, soon
from tests.themedays.factories import make_day_page, make_index_page, make_theme_day, make_venue
from themedays.admin import waiting
from themedays.models import Attendance, DayMail, SeatPool, ThemeDayPage
from themedays.publishing import note_published

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]


def told(title: str = "Sorg", **fields: object) -> ThemeDayPage:
    """A day that the calendars know, with one seated and one waiting."""
    day = soon(title, 1, **fields)
    seated(day.pool, "Anna")
    seated(day.pool, "Bo", "waiting")
    note_published(day, timezone.now())
    return ThemeDayPage.objects.get(pk=day.pk)


def test_it_is_said_how_many_are_told_before_the_day_is_cancelled(coordinator: Client) -> None:
    day = told()

    page = coordinator.get(path(day, "aflys")).content.decode()

    assert "1 med plads og 1 på ventelisten får en mail." in page
    assert SeatPool.objects.get().cancelled_at is None


def test_a_day_is_cancelled_with_a_tick_and_everybody_is_told_why(coordinator: Client) -> None:
    day = told()

    page = coordinator.post(
        path(day, "aflys"), {"note": "Oplægsholderen er syg.", "sure": "on"}, follow=True
    ).content.decode()

    assert "Dagen er aflyst. 2 personer får en mail." in page
    assert SeatPool.objects.get().cancelled_note == "Oplægsholderen er syg."
    assert Delivery.objects.filter(text__contains="Oplægsholderen er syg.").count() == 2


def test_without_the_tick_nothing_is_cancelled_and_the_note_stays(coordinator: Client) -> None:
    day = told()

    response = coordinator.post(path(day, "aflys"), {"note": "Syg."})

    assert response.status_code == 422
    assert 'value="Syg."' in response.content.decode()
    assert SeatPool.objects.get().cancelled_at is None


def test_a_cpr_number_in_the_note_is_refused(coordinator: Client) -> None:
    day = told()

    response = coordinator.post(path(day, "aflys"), {"note": "Barnet 010203-1234", "sure": "on"})

    assert "ligner et CPR-nummer" in response.content.decode()
    assert SeatPool.objects.get().cancelled_at is None


def test_cancelling_twice_tells_once(coordinator: Client) -> None:
    day = told()

    for _time in range(2):
        page = coordinator.post(path(day, "aflys"), {"note": "", "sure": "on"}, follow=True).content.decode()

    assert "Dagen er allerede aflyst." in page
    assert Delivery.objects.count() == 2


def test_a_day_that_has_been_held_is_not_cancelled(coordinator: Client) -> None:
    day = make_theme_day("Holdt", days_from_now(-5))

    response = coordinator.post(path(day, "aflys"), {"note": "", "sure": "on"})

    assert response.status_code == 409
    assert SeatPool.objects.get().cancelled_at is None


def test_a_page_with_people_is_not_taken_down_and_the_way_is_shown(coordinator: Client) -> None:
    day = told()

    response = coordinator.post(reverse("wagtailadmin_pages:unpublish", args=[day.pk]), follow=True)

    assert response.redirect_chain[-1][0] == path(day, "aflys")
    assert "2 personer er tilmeldt Sorg eller venter. Aflys dagen først, så de får besked." in response.content.decode()
    assert ThemeDayPage.objects.get().live


def test_a_cancelled_day_s_page_may_be_taken_down(coordinator: Client) -> None:
    day = told()
    coordinator.post(path(day, "aflys"), {"note": "", "sure": "on"})

    coordinator.post(reverse("wagtailadmin_pages:unpublish", args=[day.pk]))

    assert not ThemeDayPage.objects.get().live


def test_the_list_of_days_is_not_taken_down_with_a_day_that_has_people(coordinator: Client) -> None:
    told()
    index = make_index_page()

    coordinator.post(reverse("wagtailadmin_pages:unpublish", args=[index.pk]), {"include_descendants": "on"})

    index.refresh_from_db()
    assert index.live
    assert ThemeDayPage.objects.get().live


def bulk(client: Client, action: str, day: ThemeDayPage) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return client.post(f"{address}?id={day.pk}&next=/admin/", follow=True).content.decode()


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_many_pages_at_a_time_are_guarded_as_well(coordinator: Client, action: str) -> None:
    page = bulk(coordinator, action, told())

    assert "Aflys dagen først" in page
    assert ThemeDayPage.objects.get().live


def test_a_page_with_people_is_not_deleted(coordinator: Client) -> None:
    day = told()

    page = coordinator.post(reverse("wagtailadmin_pages:delete", args=[day.pk]), follow=True).content.decode()

    assert "Siden kan ikke slettes." in page
    assert ThemeDayPage.objects.exists()


def test_a_page_with_a_history_is_not_deleted_and_it_is_said_why(coordinator: Client) -> None:
    day = soon("Sorg")
    seated(day.pool, "Anna", "cancelled")

    page = coordinator.post(reverse("wagtailadmin_pages:delete", args=[day.pk]), follow=True).content.decode()

    assert "Sorg kan ikke slettes, for der har været tilmeldte." in page
    assert ThemeDayPage.objects.exists()


def test_a_day_that_nobody_was_signed_up_for_is_deleted_with_its_seats(coordinator: Client) -> None:
    day = soon()

    coordinator.post(reverse("wagtailadmin_pages:delete", args=[day.pk]))

    assert not ThemeDayPage.objects.exists()
    assert not SeatPool.objects.exists()


def test_looking_at_the_page_that_deletes_deletes_no_seats(coordinator: Client) -> None:
    day = soon()

    coordinator.get(reverse("wagtailadmin_pages:delete", args=[day.pk]))

    assert SeatPool.objects.exists()


def move_draft(client: Client, day: ThemeDayPage, button: str = "action-publish") -> object:
    """Edit the day one week ahead in the page editor, and press a button there."""
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield  # noqa: PLC0415

    assert day.starts_at
    assert day.ends_at
    week = timedelta(days=7)
    data = nested_form_data(
        {
            "title": day.title,
            "slug": day.slug,
            "lead": day.lead,
            "starts_at": timezone.localtime(day.starts_at + week).strftime("%Y-%m-%d %H:%M"),
            "ends_at": timezone.localtime(day.ends_at + week).strftime("%Y-%m-%d %H:%M"),
            "venue": "",
            "price": "0",
            "body": streamfield([]),
            "programme": streamfield([]),
            "speakers": inline_formset([]),
            "materials": inline_formset([]),
            "comments": inline_formset([]),
            button: "1",
        }
    )
    return client.post(reverse("wagtailadmin_pages:edit", args=[day.pk]), data)


def test_publishing_another_date_first_says_how_many_are_told(coordinator: Client) -> None:
    day = told()

    response = move_draft(coordinator, day)

    assert response.headers["Location"] == path(day, "udgiv")  # type: ignore[attr-defined]
    page = coordinator.get(path(day, "udgiv")).content.decode()
    assert "2 personer får en mail om ændringen" in page
    assert ThemeDayPage.objects.get().starts_at == day.starts_at
    assert not Delivery.objects.exists()


def test_whoever_says_yes_publishes_and_they_are_told(coordinator: Client) -> None:
    day = told()
    move_draft(coordinator, day)
    draft = ThemeDayPage.objects.get().latest_revision_id

    coordinator.post(path(day, "udgiv"), {"revision": str(draft)})

    assert ThemeDayPage.objects.get().starts_at == day.starts_at + timedelta(days=7)  # type: ignore[operator]
    assert Delivery.objects.count() == 2


def test_a_draft_that_has_changed_since_is_not_published(coordinator: Client) -> None:
    day = told()
    move_draft(coordinator, day)
    seen = ThemeDayPage.objects.get().latest_revision_id
    ThemeDayPage.objects.get().save_revision()

    page = coordinator.post(path(day, "udgiv"), {"revision": str(seen)}, follow=True).content.decode()

    assert "Kladden er ændret" in page
    assert not Delivery.objects.exists()


def test_saving_a_draft_asks_nothing(coordinator: Client) -> None:
    day = told()

    response = move_draft(coordinator, day, "action-save")

    assert response.headers["Location"] != path(day, "udgiv")  # type: ignore[attr-defined]


def test_a_change_that_nobody_is_told_of_is_published_at_once(coordinator: Client) -> None:
    day = make_day_page("Uden tilmeldte", days_from_now(20))

    move_draft(coordinator, day)

    assert ThemeDayPage.objects.get().starts_at == day.starts_at + timedelta(days=7)  # type: ignore[operator]


def test_a_time_that_was_set_before_publishes_without_a_question() -> None:
    day = told()
    day.starts_at, day.ends_at = days_from_now(40), days_from_now(40.2)
    revision = day.save_revision(approved_go_live_at=days_from_now(-0.1))

    revision.publish()

    assert ThemeDayPage.objects.get().starts_at == day.starts_at


def test_publishing_many_asks_as_well(coordinator: Client) -> None:
    day = told()
    day.starts_at, day.ends_at = days_from_now(40), days_from_now(40.2)
    day.save_revision()

    page = bulk(coordinator, "publish", day)

    assert "2 personer får en mail om ændringen" in page
    assert not Delivery.objects.exists()


def without_date(day: ThemeDayPage) -> ThemeDayPage:
    """A draft in which both times were emptied, as a draft may be."""
    day.starts_at = day.ends_at = None
    day.save_revision()
    return day


def test_a_day_is_not_published_without_a_date_among_many(coordinator: Client) -> None:
    day = without_date(told())

    bulk(coordinator, "publish", day)

    assert ThemeDayPage.objects.get().starts_at is not None


def test_a_day_is_not_published_without_a_date_past_the_editor(coordinator: Client) -> None:
    day = without_date(told())

    page = coordinator.post(path(day, "udgiv"), {"revision": str(day.latest_revision_id)}, follow=True)

    assert ThemeDayPage.objects.get().starts_at is not None
    assert "har ingen dato" in page.content.decode()


def test_the_editor_shows_the_seats_and_the_ways(coordinator: Client) -> None:
    day = told()

    page = coordinator.get(reverse("wagtailadmin_pages:edit", args=[day.pk])).content.decode()

    assert "1 plads = 1 bekræftet" in page
    assert path(day, "pladser") in page
    assert "2 personer er på dagens lister og får en mail, når du udgiver" in page


def test_a_new_page_opens_before_it_has_seats(coordinator: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=["themedays", "themedaypage", make_index_page().pk])

    assert "Gem siden først." in coordinator.get(address).content.decode()


def test_somebody_who_may_not_publish_is_turned_away(client: Client, log_in: LogIn) -> None:
    day = told()
    log_in(client, factories.make_user("gaest@example.dk"))

    assert client.post(path(day, "udgiv")).status_code == 403


@pytest.mark.parametrize("publish", ["", "on"])
def test_a_copy_says_what_was_not_copied(coordinator: Client, publish: str) -> None:
    day = told(venue=make_venue())
    data = {
        "new_title": "Sorg igen",
        "new_slug": "sorg-igen",
        "new_parent_page": str(make_index_page().pk),
        "publish_copies": publish,
    }

    page = coordinator.post(reverse("wagtailadmin_pages:copy", args=[day.pk]), data, follow=True).content.decode()

    copy = ThemeDayPage.objects.get(slug="sorg-igen")
    assert "Kopien har ingen dato" in page
    assert (copy.starts_at, copy.venue, SeatPool.objects.filter(page=copy).count()) == (None, day.venue, 0)


def test_a_copy_made_by_a_program_has_no_people_either() -> None:
    copy = CopyPageAction(told(), update_attrs={"slug": "ny"}, keep_live=False).execute(skip_permission_checks=True)

    assert not SeatPool.objects.filter(page=copy.pk).exists()


def test_a_day_that_was_held_waits_for_its_ticks(coordinator: Client) -> None:
    day = make_theme_day("Holdt", days_from_now(-5))
    anna = seated(day.pool, "Anna")

    assert path(day, "fremmoede") in coordinator.get("/admin/").content.decode()
    Attendance.objects.create(registration=anna, minutes=60, marked_at=timezone.now())
    assert waiting.everything(timezone.localdate()) == ()


def test_mails_that_did_not_get_through_wait(coordinator: Client) -> None:
    day = told()
    coordinator.post(
        path(day, "mail"), {"audience": "participants", "subject": "a", "text": "b", "key": KEY, "send": ""}
    )
    assert waiting.everything(timezone.localdate()) == ()

    Delivery.objects.update(status="failed")

    (group,) = waiting.everything(timezone.localdate())
    assert [(item.text, item.note) for item in group.items] == [("Sorg", "1 mail")]
    assert DayMail.objects.count() == 1


KEY = "7d9a5f0e-51e2-4d0a-9a5c-0d6f3a1b2c3d"
