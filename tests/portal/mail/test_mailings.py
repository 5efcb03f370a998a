"""A message for many: frozen when it is scheduled, begun once, stopped, taken up again, called off."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from portal.mail import mailings
from portal.mail.mailings import Content, Counts
from portal.mail.models import Delivery, Mailing
from portal.mail_contributions import tick
from tests.factories import make_user
from tests.portal.mail.conftest import Start
from tests.portal.mail.mailing import CONTENT, LATE, begun, claimed, people, planned, states_of
from tests.portal.mail.ports import free_port
from tests.portal.mail.posting import post, work

pytestmark = pytest.mark.django_db
FIVE_MINUTES = timedelta(minutes=5)


def clock(now: datetime) -> None:
    """All that the clock makes the post office do."""
    list(tick(now))


def status(mailing: Mailing) -> str:
    mailing.refresh_from_db()
    return mailing.status


def test_everybody_has_a_row_with_a_token_and_no_text(nu: datetime) -> None:
    mailing = planned(people(3), nu)

    rows = Delivery.objects.filter(mailing=mailing)
    assert rows.filter(is_bulk=True, text="", html="", about="issue-1", subject=CONTENT.subject).count() == 3
    assert len({row.token for row in rows}) == 3


def test_no_address_and_no_person_is_in_it_twice(nu: datetime) -> None:
    (one, address), (two, _address) = people(2)

    mailing = planned([(one, address), (two, address), (one, "anden@alpha.example")], nu)

    assert list(mailing.deliveries.values_list("user", "email")) == [(one, address)]


def test_an_edit_after_scheduling_changes_neither_words_nor_readers(nu: datetime) -> None:
    first = planned(people(2), nu)

    second = planned(
        iter([(make_user().pk, "ny@alpha.example")]), nu, content=Content("Andet", "Andet", "<p>Andet</p>")
    )

    assert (second, second.subject, Delivery.objects.count()) == (first, CONTENT.subject, 2)


def test_content_that_makes_no_message_is_refused_at_once(nu: datetime) -> None:
    with pytest.raises(ValueError, match="List-Id"):
        planned([], nu, content=Content("Nyt", "Nyt", "<p>Nyt</p>", {"List-Id": "to\nlinjer"}))


def test_recipients_are_written_in_batches(nu: datetime) -> None:
    everybody = people(1_001)

    with CaptureQueriesContext(connection) as queries:
        planned(iter(everybody), nu)

    assert Delivery.objects.count() == 1_001
    assert len([query for query in queries if 'INTO "mail_delivery"' in query["sql"]]) == 3


def test_nothing_leaves_before_its_time(nu: datetime) -> None:
    planned(people(2), nu)

    clock(nu + FIVE_MINUTES - timedelta(seconds=1))

    assert claimed(nu + FIVE_MINUTES) == []


@pytest.mark.parametrize(("late", "after"), [(timedelta(0), "sending"), (LATE, "sending"), (LATE * 2, "held")])
def test_it_begins_on_time_and_is_held_back_when_it_is_too_late(nu: datetime, late: timedelta, after: str) -> None:
    mailing = planned(people(2), nu)

    clock(nu + FIVE_MINUTES + late)

    assert status(mailing) == after


def test_one_that_has_begun_while_no_mail_could_leave_is_held_back_too(nu: datetime) -> None:
    mailing = begun(people(2), nu)

    clock(nu + LATE + timedelta(seconds=1))

    assert (status(mailing), claimed(nu)) == ("held", [])


def test_one_whose_mail_server_was_away_until_it_was_late_is_held_back(nu: datetime, settings: Settings) -> None:
    options = {"host": "127.0.0.1", "port": free_port(), "timeout": 1}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    mailing = begun(people(2), nu)
    work(nu, bulk=True)

    clock(nu + LATE + timedelta(seconds=1))

    assert status(mailing) == "held"


def test_what_goes_again_by_a_persons_wish_is_never_late(nu: datetime) -> None:
    mailing = begun(people(1), nu)
    Delivery.objects.update(status="failed", attempts=1)
    clock(nu)

    mailings.send_failed_again(mailing)
    clock(nu + LATE * 2)

    assert (status(mailing), len(claimed(nu + LATE * 2))) == ("sending", 1)


def test_one_that_was_held_goes_when_a_person_says_so_and_is_not_held_again(nu: datetime) -> None:
    mailing = planned(people(2), nu)
    later = nu + LATE * 2
    clock(later)

    assert mailings.send_held(mailing, later)
    clock(later + timedelta(minutes=1))

    assert (status(mailing), len(claimed(later))) == ("sending", 2)


def test_it_is_done_when_nothing_is_on_the_way(nu: datetime, start_mail_server: Start) -> None:
    server = start_mail_server()
    mailing = begun(people(12), nu)
    clock(nu)
    assert status(mailing) == "sending"

    work(nu, bulk=True)
    clock(nu)

    assert (status(mailing), mailing.ended_at, len(server.accepted())) == ("done", nu, 12)


def test_two_schedulers_begin_it_once_and_never_begin_it_again(nu: datetime, start_mail_server: Start) -> None:
    server = start_mail_server()
    mailing = planned(people(3), nu, send_at=nu)

    assert [mailings.begin(nu), mailings.begin(nu)] == [1, 0]
    work(nu, bulk=True)
    for _round in range(2):
        clock(nu)
        work(nu, bulk=True)

    assert (status(mailing), len(server.accepted())) == ("done", 3)


def test_the_hour_that_comes_twice_sends_once(start_mail_server: Start) -> None:
    server = start_mail_server()
    copenhagen = ZoneInfo("Europe/Copenhagen")
    half_past_two = datetime(2026, 10, 25, 2, 30, tzinfo=copenhagen)
    mailing = planned(people(3), half_past_two - timedelta(days=1), send_at=half_past_two)

    for moment in (half_past_two, half_past_two.replace(fold=1)):
        clock(moment)
        work(moment, bulk=True)
        clock(moment)

    assert (len(server.accepted()), status(mailing)) == (3, "done")
    assert mailing.began_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_clock_that_is_set_back_an_hour_sends_nothing_again(nu: datetime, start_mail_server: Start) -> None:
    server = start_mail_server()
    mailing = begun(people(12), nu)
    first = claimed(nu, limit=5)

    earlier = nu - timedelta(hours=1)
    clock(earlier)
    work(earlier, bulk=True)
    clock(earlier)

    assert (len(first), len(server.accepted()), status(mailing)) == (5, 7, "sending")


def test_paused_it_rests_and_resumed_it_goes_on_where_it_was(nu: datetime, start_mail_server: Start) -> None:
    server = start_mail_server()
    mailing = begun(people(12), nu)

    assert mailings.pause(mailing, nu)
    delivered = work(nu, bulk=True)
    clock(nu)
    assert (len(delivered.fates), server.accepted(), status(mailing)) == (0, [], "paused")
    assert mailings.resume(mailing, nu)
    work(nu, bulk=True)

    assert sorted(server.recipients()) == sorted(mailing.deliveries.values_list("email", flat=True))


@pytest.mark.parametrize("state", ["scheduled", "held", "done", "cancelled"])
def test_what_is_not_being_sent_cannot_be_paused_nor_resumed(nu: datetime, state: str) -> None:
    mailing = planned(people(1), nu)
    Mailing.objects.update(status=state)

    assert not mailings.pause(mailing, nu)
    assert not mailings.resume(mailing, nu)
    assert status(mailing) == state


@pytest.mark.parametrize("state", ["scheduled", "sending", "paused", "held"])
def test_called_off_it_calls_back_what_waits_and_what_is_claimed(nu: datetime, state: str) -> None:
    mailing = begun(people(5), nu)
    claimed(nu, limit=2)
    Delivery.objects.filter(pk=Delivery.objects.latest("pk").pk).update(status="sent")
    Mailing.objects.update(status=state)

    assert mailings.cancel(mailing, nu) == 4
    assert mailings.cancel(mailing, nu) == 0

    assert (status(mailing), states_of(mailing)) == ("cancelled", ["cancelled"] * 4 + ["sent"])


def test_what_the_server_puts_off_while_it_is_called_off_is_called_back_by_the_clock(nu: datetime) -> None:
    mailing = begun(people(2), nu)
    mailings.cancel(mailing, nu)
    Delivery.objects.update(status="queued", next_at=nu)  # a worker that was in the middle of it

    assert claimed(nu) == []
    clock(nu)

    assert states_of(mailing) == ["cancelled", "cancelled"]


def test_a_mailing_that_is_planned_holds_no_other_back(nu: datetime) -> None:
    who = people(2)
    planned(who, nu, key="next-week", send_at=nu + timedelta(days=7))
    begun(who, nu, key="today")
    post(1, to=who[0][1], is_bulk=True)

    rows = claimed(nu), claimed(nu)

    assert rows == ([who[0][1]], [email for _pk, email in who])


def test_its_figures_are_one_query(nu: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    who = people(4)
    first, second = planned(who, nu, key="a"), planned(who, nu, key="b")
    for row, state in zip(first.deliveries.order_by("pk"), ["handing", "sent", "bounced", "unknown"], strict=True):
        Delivery.objects.filter(pk=row.pk).update(status=state)

    with django_assert_num_queries(1):
        counts = mailings.counts([first, second])

    assert counts == {first.pk: Counts(waiting=1, sent=1, bounced=1, unknown=1), second.pk: Counts(waiting=4)}
    assert counts[first.pk].all == 4


def test_those_that_were_refused_go_again_and_no_others(nu: datetime, start_mail_server: Start) -> None:
    server = start_mail_server()
    mailing = begun(people(4), nu)
    states = ["failed", "sent", "bounced", "failed"]
    for row, state in zip(mailing.deliveries.order_by("pk"), states, strict=True):
        Delivery.objects.filter(pk=row.pk).update(status=state)
    clock(nu)
    assert status(mailing) == "done"

    assert mailings.send_failed_again(mailing) == 2
    work(nu, bulk=True)
    clock(nu)

    assert sorted(server.recipients()) == ["n0@d0.example", "n3@d3.example"]
    assert (states_of(mailing), status(mailing)) == (["sent", "sent", "bounced", "sent"], "done")


def test_what_the_servers_log_sends_again_opens_the_mailing_again(nu: datetime) -> None:
    mailing = begun(people(1), nu)
    Delivery.objects.update(status="unknown")
    clock(nu)
    assert status(mailing) == "done"
    Delivery.objects.update(status="queued")  # what the reconciler does

    clock(nu)

    assert (status(mailing), len(claimed(nu))) == ("sending", 1)
