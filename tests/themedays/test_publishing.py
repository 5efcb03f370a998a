"""Publishing a day: what the calendars hear of it, who gets a mail, and what an old draft cannot undo."""

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.models import ContentPage, HomePage
from tests.factories import make_subject
from tests.post import posted, recipients
from tests.themedays.factories import make_day_page, make_registration, make_theme_day, make_venue
from themedays.models import Registration, SeatPool, ThemeDayPage
from themedays.publishing import Changes, how_many_would_be_told, note_published, what_changed

pytestmark = pytest.mark.django_db
LATER = timedelta(days=7)


def soon(days: int = 20) -> datetime:
    return timezone.now().replace(microsecond=0) + timedelta(days=days)


@pytest.fixture
def day() -> ThemeDayPage:
    """A published day that people have heard of, with somebody in each state."""
    page = make_theme_day("Dagen", soon(), venue=make_venue("Salen"))
    page.save_revision().publish()
    pool = SeatPool.objects.get(page=page)
    for state in ("confirmed", "offered", "waiting", "cancelled"):
        make_registration(pool, None, state)
    return page


def publish(page: ThemeDayPage, **changes: Any) -> SeatPool:
    """Write something else, publish it, and fetch the seats."""
    draft = ThemeDayPage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return SeatPool.objects.get(page=page)


def moved(page: ThemeDayPage) -> dict[str, Any]:
    """The day a week later."""
    assert page.starts_at is not None
    assert page.ends_at is not None
    return {"starts_at": page.starts_at + LATER, "ends_at": page.ends_at + LATER}


def the_hour_comes(page: ThemeDayPage) -> None:
    """What was set to come out in an hour was set to come out an hour ago."""
    revision = page.revisions.exclude(approved_go_live_at=None).get()
    past = timezone.now() - timedelta(hours=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def sequences() -> list[int]:
    return list(Registration.objects.order_by("pk").values_list("sequence", flat=True))


def test_the_first_publishing_makes_the_seats_and_writes_to_nobody() -> None:
    page = make_day_page("Ny dag", soon(), live=False)

    page.save_revision().publish()

    pool = SeatPool.objects.get(page=page)
    assert (pool.capacity, pool.sequence, pool.told_title, pool.told_starts_at) == (None, 0, "Ny dag", page.starts_at)
    assert posted() == []


def test_publishing_the_same_again_changes_not_one_byte(day: ThemeDayPage) -> None:
    before = Client().get("/temadage/kalender.ics").content

    publish(day)

    assert Client().get("/temadage/kalender.ics").content == before
    assert posted() == []


def test_another_time_is_told_once_to_everybody_who_comes_or_waits(day: ThemeDayPage) -> None:
    pool = publish(day, **moved(day))
    publish(day)

    active = Registration.objects.active().values_list("user__email", flat=True)
    assert recipients() == sorted(active)
    assert (pool.sequence, pool.told_starts_at) == (1, moved(day)["starts_at"])


def test_the_calendars_of_those_with_a_seat_are_moved_and_nobody_else_gets_an_entry(day: ThemeDayPage) -> None:
    pool = publish(day, **moved(day))

    parts = [delivery.message().calendar for delivery in posted()]
    (part,) = [part for part in parts if part is not None]
    (event,) = icalendar.Calendar.from_ical(part.text).walk("VEVENT")
    assert (part.method, str(event["UID"]), event["SEQUENCE"]) == ("REQUEST", str(pool.uid), 1)
    assert event.start == moved(day)["starts_at"]
    assert sequences() == [1, 0, 0, 0]


def test_another_place_is_told(day: ThemeDayPage) -> None:
    pool = publish(day, venue=make_venue("En anden sal"))

    assert len(posted()) == 3
    assert (pool.sequence, pool.told_place) == (1, "En anden sal, Havnegade 1, 9999 Opdigtet")


@pytest.mark.parametrize("changes", [{"title": "Nyt navn"}, {"lead": "Nye ord."}, {"slug": "ny-adresse"}])
def test_new_words_are_for_the_calendars_alone(day: ThemeDayPage, changes: dict[str, str]) -> None:
    before = SeatPool.objects.get(page=day)

    after = publish(day, **changes)

    assert after.changed_at > before.changed_at
    assert after.sequence == before.sequence
    assert posted() == []
    assert after.told_title == changes.get("title", "Dagen")


def test_another_subject_is_for_the_calendars_alone(day: ThemeDayPage) -> None:
    before = SeatPool.objects.get(page=day)

    after = publish(day, subjects=[make_subject("Skole")])

    assert after.changed_at > before.changed_at
    assert (after.sequence, posted()) == (0, [])


def test_what_no_calendar_shows_changes_nothing(day: ThemeDayPage) -> None:
    before = SeatPool.objects.get(page=day)

    after = publish(day, audience="Alle", contact_name="Bo", programme=[])

    assert after.changed_at == before.changed_at


def test_an_old_draft_with_the_same_date_changes_no_seat_and_no_number(day: ThemeDayPage) -> None:
    old = ThemeDayPage.objects.get(pk=day.pk).save_revision()
    SeatPool.objects.filter(page=day).update(capacity=50)
    publish(day, audience="Alle")
    before = list(SeatPool.objects.values()), list(Registration.objects.values())

    old.publish()

    assert (list(SeatPool.objects.values()), list(Registration.objects.values())) == before
    assert posted() == []


def test_an_old_draft_with_the_old_date_moves_the_day_back_and_says_so(day: ThemeDayPage) -> None:
    old = ThemeDayPage.objects.get(pk=day.pk).save_revision()
    publish(day, **moved(day))

    old.publish()

    pool = SeatPool.objects.get(page=day)
    assert (pool.sequence, pool.told_starts_at) == (2, day.starts_at)
    assert len(posted()) == 6
    assert sequences() == [2, 0, 0, 0]


def test_a_draft_tells_nobody_anything(day: ThemeDayPage) -> None:
    draft = ThemeDayPage.objects.get(pk=day.pk)
    draft.starts_at, draft.ends_at = moved(day).values()

    draft.save_revision()

    assert SeatPool.objects.get(page=day).sequence == 0
    assert posted() == []


def test_a_change_that_is_to_come_out_later_is_told_when_it_does(day: ThemeDayPage) -> None:
    publish(day, **moved(day), go_live_at=timezone.now() + timedelta(hours=1))
    assert (SeatPool.objects.get(page=day).sequence, posted()) == (0, [])
    the_hour_comes(day)

    call_command("publish_scheduled")

    assert (SeatPool.objects.get(page=day).sequence, len(posted())) == (1, 3)


def test_a_new_day_that_is_to_come_out_later_has_no_seats_yet() -> None:
    page = make_day_page("Ny dag", soon(), live=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)

    page.save_revision().publish()

    assert not SeatPool.objects.exists()
    assert Client().get("/temadage/kalender.ics").content.count(b"BEGIN:VEVENT") == 0


def test_a_cancelled_day_that_is_moved_tells_nobody(day: ThemeDayPage) -> None:
    SeatPool.objects.filter(page=day).update(cancelled_at=timezone.now())

    publish(day, **moved(day))

    assert posted() == []


def test_a_day_that_is_over_can_be_corrected_without_a_mail(day: ThemeDayPage) -> None:
    publish(day, starts_at=soon(-3), ends_at=soon(-2))

    assert posted() == []


def test_a_copy_has_its_own_entry_and_takes_nobody_along(day: ThemeDayPage) -> None:
    copy = day.copy(update_attrs={"slug": "kopi", "title": "Kopi"}, keep_live=False, copy_revisions=False)
    copy.starts_at, copy.ends_at = moved(day).values()
    copy.save_revision().publish()

    old, new = SeatPool.objects.get(page=day), SeatPool.objects.get(page=copy)
    assert old.uid != new.uid
    assert new.registrations.count() == 0
    assert (old.sequence, posted()) == (0, [])


def test_told_twice_is_told_once(day: ThemeDayPage) -> None:
    ThemeDayPage.objects.filter(pk=day.pk).update(**moved(day))
    page = ThemeDayPage.objects.get(pk=day.pk)

    counts = [note_published(page, timezone.now()) for _time in range(2)]

    assert counts == [3, 0]
    assert len(posted()) == 3


def test_another_page_has_nothing_to_do_with_it() -> None:
    page = ContentPage(title="Om", slug="om-netvaerket")
    HomePage.objects.get().add_child(instance=page)

    page.save_revision().publish()

    assert not SeatPool.objects.exists()


@pytest.mark.parametrize(
    ("field", "expected"),
    [("starts_at", Changes(time=True)), ("ends_at", Changes(time=True)), ("title", Changes(words=True))],
)
def test_the_editor_can_be_told_what_would_change(day: ThemeDayPage, field: str, expected: Changes) -> None:
    values = {**moved(day), "title": "Nyt navn"}
    draft = ThemeDayPage.objects.get(pk=day.pk)
    setattr(draft, field, values[field])

    assert what_changed(draft, SeatPool.objects.get(page=day)) == expected


def test_the_editor_sees_how_many_would_be_told(day: ThemeDayPage) -> None:
    draft = ThemeDayPage.objects.get(pk=day.pk)
    draft.venue = make_venue("En anden sal")

    count = how_many_would_be_told(draft, timezone.now())
    draft.save_revision().publish()

    assert count == len(posted()) == 3


def test_nobody_would_be_told_of_words_or_of_a_day_that_nobody_knows(day: ThemeDayPage) -> None:
    draft = ThemeDayPage.objects.get(pk=day.pk)
    draft.title = "Nyt navn"
    unknown = make_day_page("Ny dag", soon(), live=False)

    assert [how_many_would_be_told(page, timezone.now()) for page in (draft, unknown)] == [0, 0]


def test_nobody_would_be_told_that_a_day_that_is_over_was_another_day(day: ThemeDayPage) -> None:
    draft = ThemeDayPage.objects.get(pk=day.pk)
    draft.starts_at, draft.ends_at = soon(-3), soon(-2)

    assert how_many_would_be_told(draft, timezone.now()) == 0


def test_a_day_that_somebody_has_forgotten_their_seat_on_is_counted_without_them(day: ThemeDayPage) -> None:
    Registration.objects.filter(state="confirmed").update(user=None)
    draft = ThemeDayPage.objects.get(pk=day.pk)
    draft.venue = None

    assert how_many_would_be_told(draft, timezone.now()) == 2
