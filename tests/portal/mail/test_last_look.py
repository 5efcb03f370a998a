"""The last look before a mail for many leaves: who has said no since it was scheduled is not written to."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from django.db import connection
from pytest_django import Settings

from portal.addresses import address_key
from portal.mail.claiming import claim
from portal.mail.engine import deliver
from portal.mail.mailings import pause
from portal.mail.models import Delivery, Mailing, Suppression
from portal.mail.transport import Transport
from portal.mail_contributions import tick
from tests.portal.mail.conftest import Start
from tests.portal.mail.mailing import begun, claimed, people, states_of
from tests.portal.mail.posting import post, work

pytestmark = pytest.mark.django_db


def says_no(rows: Sequence[Delivery], now: datetime) -> Mapping[int, str]:
    """The stopper of a room in which the reader n1 has unsubscribed."""
    return {row.pk: "unsubscribed" for row in rows if row.email.startswith("n1@")}


@pytest.fixture(autouse=True)
def stoppers(settings: Settings) -> None:
    settings.MAIL_STOPPERS = []


def suppress(address: str, now: datetime) -> None:
    Suppression.objects.create(address_key=address_key(address), reason="complaint", at=now)


def test_who_unsubscribes_after_the_freeze_gets_nothing(nu: datetime, settings: Settings) -> None:
    mailing = begun(people(3), nu)
    settings.MAIL_STOPPERS = [f"{__name__}.says_no"]

    assert claimed(nu) == ["n0@d0.example", "n2@d2.example"]

    skipped = Delivery.objects.get(mailing=mailing, status="skipped")
    assert (skipped.email, skipped.response) == ("n1@d1.example", "unsubscribed")


def test_a_suppressed_address_gets_nothing(nu: datetime) -> None:
    mailing = begun(people(2), nu)
    suppress("n0@d0.example", nu)

    assert claimed(nu) == ["n1@d1.example"]

    assert list(mailing.deliveries.values_list("status", "response")) == [("claimed", ""), ("skipped", "suppressed")]


def test_single_mails_for_many_ask_too_and_what_a_person_waits_for_does_not(nu: datetime, settings: Settings) -> None:
    settings.MAIL_STOPPERS = [f"{__name__}.says_no"]
    suppress("n1@alpha.example", nu)
    post(1, to="n1@alpha.example", is_bulk=True)
    awaited = post(2, to="n1@alpha.example")

    assert (claimed(nu), claim("worker", nu, bulk=False)) == ([], [awaited])


def test_a_claim_of_people_who_all_say_no_goes_on_to_the_next(nu: datetime, settings: Settings) -> None:
    begun(people(4), nu)
    for number in range(2):
        suppress(f"n{number}@d{number}.example", nu)

    assert claimed(nu, limit=2) == ["n2@d2.example", "n3@d3.example"]


def test_a_mailing_of_which_everybody_has_said_no_is_done(nu: datetime) -> None:
    mailing = begun(people(1), nu)
    suppress("n0@d0.example", nu)

    claimed(nu)
    list(tick(nu))

    mailing.refresh_from_db()
    assert (mailing.status, states_of(mailing)) == ("done", ["skipped"])


def test_what_is_paused_between_claim_and_hand_over_does_not_leave(nu: datetime, start_mail_server: Start) -> None:
    server = start_mail_server()
    mailing = begun(people(4), nu)
    rows = claim("worker", nu, bulk=True)

    transport = Transport("default")
    deliver("worker", rows[:2], transport, nu)
    pause(mailing, nu)
    deliver("worker", rows[2:], transport, nu)
    transport.close()

    assert (len(server.accepted()), states_of(mailing)) == (2, ["sent", "sent", "queued", "queued"])


def test_what_is_called_off_while_a_group_is_marked_does_not_leave(nu: datetime, start_mail_server: Start) -> None:
    server = start_mail_server()
    mailing = begun(people(2), nu)
    rows = claim("worker", nu, bulk=True)

    def call_off_first(execute: object, sql: str, params: Sequence[object], many: bool, context: object) -> object:
        if sql.startswith("UPDATE") and "handing" in params:
            Mailing.objects.update(status="cancelled")
            Delivery.objects.filter(pk=rows[0].pk).update(status="cancelled")
        return execute(sql, params, many, context)  # type: ignore[operator]

    with connection.execute_wrapper(call_off_first):
        deliver("worker", rows, Transport("default"), nu)

    assert (server.accepted(), states_of(mailing)) == ([], ["cancelled", "queued"])


def test_a_mailing_keeps_to_the_pace_of_each_domain(nu: datetime, settings: Settings) -> None:
    settings.MAIL_PER_DOMAIN_PER_MINUTE = 1
    begun(people(14), nu)

    assert (len(claimed(nu)), claimed(nu, "another")) == (12, [])


def test_a_refusal_for_good_is_noted(nu: datetime, start_mail_server: Start) -> None:
    start_mail_server("refuse")
    mailing = begun(people(1), nu)

    work(nu, bulk=True)

    assert states_of(mailing) == ["failed"]
    assert Suppression.objects.of_addresses(["n0@d0.example"]).exists()
