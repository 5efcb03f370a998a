"""Claiming, handing over, settling: who gets which row, in which order, and what remains of a worker that dies."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from portal import mail
from portal.mail import engine
from portal.mail.building import Outgoing, message_id
from portal.mail.claiming import claim
from portal.mail.models import LEASE, Delivery
from portal.mail.transport import Outcome, Transport
from tests.portal.mail.conftest import Start
from tests.portal.mail.posting import post, states, work

pytestmark = pytest.mark.django_db
AFTER_THE_LEASE = LEASE + timedelta(seconds=1)


def test_the_same_key_and_address_are_posted_once() -> None:
    post()
    post()

    assert Delivery.objects.count() == 1


def test_the_same_key_goes_to_each_of_two_addresses() -> None:
    post(1, to="a@alpha.example")
    post(1, to="b@alpha.example")

    assert Delivery.objects.count() == 2


def test_what_is_rolled_back_was_never_posted() -> None:
    def crash() -> None:
        with transaction.atomic():
            post()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()

    assert Delivery.objects.count() == 0


def test_many_letters_are_posted_at_the_price_of_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    message = mail.Message("Temadag", "Vi ses.")
    letters = [mail.Letter(message, f"n{number}@alpha.example", f"day-{number}") for number in range(300)]

    with django_assert_num_queries(1):
        mail.send_all(letters, purpose="day", about="themeday-1")

    assert Delivery.objects.filter(about="themeday-1").count() == 300


def test_an_accepted_message_is_sent(start_mail_server: Start, nu: datetime) -> None:
    server = start_mail_server()
    row = post()

    work(nu)

    row.refresh_from_db()
    assert (row.status, row.sent_at, row.response) == ("sent", nu, "250 OK")
    assert server.accepted() == [(message_id(row), "navn1@alpha.example")]


def test_a_mail_that_cannot_be_built_stops_no_other(start_mail_server: Start, nu: datetime) -> None:
    server = start_mail_server()
    bad = post(1, headers={"Bcc": "en@anden.example"})
    post(2)

    work(nu)

    bad.refresh_from_db()
    assert (states(), bad.response) == (["failed", "sent"], "ValueError")
    assert server.recipients() == ["navn2@alpha.example"]


def test_what_people_wait_for_goes_before_bulk_mail(nu: datetime) -> None:
    post(1, is_bulk=True)
    awaited = post(2)

    assert Delivery.objects.due(nu).first() == awaited


def test_no_mail_overtakes_an_earlier_one_to_the_same_address(nu: datetime) -> None:
    agreed, cancelled = post(1, to="mette@alpha.example"), post(2, to="mette@alpha.example")
    other = post(3)
    Delivery.objects.filter(pk=agreed.pk).update(next_at=nu + timedelta(minutes=5))

    assert claim("worker", nu, bulk=False) == [other]
    Delivery.objects.filter(pk=agreed.pk).update(status="sent")
    assert claim("worker", nu, bulk=False) == [cancelled]


def test_a_newsletter_that_waits_holds_nothing_back(nu: datetime) -> None:
    post(1, to="mette@alpha.example", is_bulk=True)
    awaited = post(2, to="mette@alpha.example")

    assert claim("worker", nu, bulk=False) == [awaited]


def test_a_claimed_row_of_a_dead_worker_waits_again_and_a_handed_one_is_unknown(nu: datetime) -> None:
    handed = [post(1), post(2)][1]
    claim("dead", nu, bulk=False)
    Delivery.objects.filter(pk=handed.pk).update(status="handing")

    assert engine.release_expired(nu + AFTER_THE_LEASE) == (1, 1)

    assert states() == ["queued", "unknown"]


def test_before_the_lease_is_over_nobody_takes_over(nu: datetime) -> None:
    post()
    claim("slow", nu, bulk=False)

    assert engine.release_expired(nu + LEASE - timedelta(seconds=1)) == (0, 0)


def test_what_is_unknown_is_never_sent_again_by_itself(nu: datetime) -> None:
    row = post()
    Delivery.objects.filter(pk=row.pk).update(status="unknown")

    assert claim("worker", nu + timedelta(days=1), bulk=False) == []


def test_a_worker_that_was_asleep_too_long_sends_and_changes_nothing(start_mail_server: Start, nu: datetime) -> None:
    server = start_mail_server()
    post()
    asleep = claim("asleep", nu, bulk=False)
    later = nu + AFTER_THE_LEASE
    engine.release_expired(later)
    work(later)

    engine.deliver("asleep", asleep, Transport("default"), later)

    assert (len(server.accepted()), states()) == (1, ["sent"])


def test_a_worker_that_fell_asleep_in_the_middle_does_not_overwrite_its_successor(nu: datetime) -> None:
    row = post()
    claim("asleep", nu, bulk=False)

    class FallsAsleep(Transport):
        def hand_over(self, outgoing: Outgoing) -> Outcome:
            Delivery.objects.filter(pk=row.pk).update(status="failed", lease_owner="", response="successor")
            return super().hand_over(outgoing)

    engine.deliver("asleep", [row], FallsAsleep("default"), nu)

    row.refresh_from_db()
    assert (row.status, row.response) == ("failed", "successor")


def test_two_workers_never_get_the_same_row(nu: datetime) -> None:
    rows = [post(number) for number in range(4)]

    first = claim("a", nu, bulk=False, limit=2)
    second = claim("b", nu, bulk=False, limit=4)

    assert [*first, *second] == rows


def test_what_was_called_back_after_the_claim_does_not_leave(start_mail_server: Start, nu: datetime) -> None:
    server = start_mail_server()
    post()
    rows = claim("worker", nu, bulk=False)
    Delivery.objects.update(status="cancelled")

    engine.deliver("worker", rows, Transport("default"), nu)

    assert (server.accepted(), states()) == ([], ["cancelled"])


def test_what_is_called_back_while_its_group_is_marked_does_not_leave(start_mail_server: Start, nu: datetime) -> None:
    server = start_mail_server()
    post()
    rows = claim("worker", nu, bulk=False)

    def call_back_first(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and "handing" in params:
            execute("UPDATE mail_delivery SET status = 'cancelled' WHERE status = 'claimed'", (), False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(call_back_first):
        engine.deliver("worker", rows, Transport("default"), nu)

    assert (server.accepted(), states()) == ([], ["cancelled"])


def test_bulk_mail_keeps_to_the_pace_of_each_domain(nu: datetime, settings: Settings) -> None:
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 2
    for number in range(4):
        post(number, to=f"n{number}@alpha.example", is_bulk=True)
    post(9, to="n9@beta.example", is_bulk=True)

    claimed = claim("worker", nu, bulk=True)

    assert [row.domain for row in claimed] == ["alpha.example", "alpha.example", "beta.example"]


def test_a_domain_that_has_had_its_share_does_not_stand_in_the_way_of_others(nu: datetime, settings: Settings) -> None:
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 1
    post(0, to="n0@alpha.example", is_bulk=True)
    Delivery.objects.update(status="sent", handed_at=nu)
    for number in range(1, 4):
        post(number, to=f"n{number}@alpha.example", is_bulk=True)
    other = post(9, to="n9@beta.example", is_bulk=True)

    assert claim("worker", nu, bulk=True, limit=1) == [other]
    assert len(claim("worker", nu + timedelta(seconds=61), bulk=True)) == 1


def test_what_people_wait_for_is_not_paced(nu: datetime, settings: Settings) -> None:
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 1
    rows = [post(number) for number in range(3)]

    assert claim("worker", nu, bulk=False) == rows
