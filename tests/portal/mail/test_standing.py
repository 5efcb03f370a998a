"""What is said about the post: how much waits, and whether a reader should be told that mail comes later."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from portal.mail.breaker import pause
from portal.mail.mailings import begin
from portal.mail.models import Delivery
from portal.mail.standing import is_late, standing
from tests.portal.mail.conftest import Start
from tests.portal.mail.mailing import people, planned
from tests.portal.mail.ports import free_port
from tests.portal.mail.posting import post, work

pytestmark = pytest.mark.django_db


def waiting(now: datetime, seconds: int, **fields: object) -> Delivery:
    """A mail that was posted so long ago."""
    row = post(Delivery.objects.count())
    Delivery.objects.filter(pk=row.pk).update(created_at=now - timedelta(seconds=seconds), **fields)
    return row


def test_an_empty_office_is_not_late(nu: datetime) -> None:
    assert not is_late(nu)


@pytest.mark.parametrize(("seconds", "late"), [(119, False), (121, True)])
def test_without_a_worker_mail_is_late_after_two_minutes(nu: datetime, seconds: int, late: bool) -> None:
    waiting(nu, seconds)

    assert is_late(nu) == late


def test_newsletters_are_never_late(nu: datetime) -> None:
    waiting(nu, 3600, is_bulk=True)

    assert not is_late(nu)


def test_a_server_that_is_not_there_is_told_at_once(nu: datetime, settings: Settings) -> None:
    options = {"host": "127.0.0.1", "port": free_port(), "timeout": 1}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    waiting(nu, 1)

    work(nu)

    assert is_late(nu)


def test_one_mailbox_that_is_put_off_is_nobody_elses_business(nu: datetime, start_mail_server: Start) -> None:
    waiting(nu, 300, attempts=1, next_at=nu + timedelta(minutes=5), handed_at=nu, response="451 greylisted")
    start_mail_server()
    post(99)
    work(nu)

    assert not is_late(nu)


def test_when_everything_is_put_off_mail_is_late(nu: datetime, start_mail_server: Start) -> None:
    start_mail_server("later")
    for _number in range(3):
        waiting(nu, 130)

    work(nu)

    assert is_late(nu)


@pytest.mark.parametrize(("bulk_only", "late"), [(True, False), (False, True)])
def test_a_pause_of_all_mail_is_told(nu: datetime, bulk_only: bool, late: bool) -> None:
    pause("Prøve", nu, bulk_only=bulk_only)

    assert is_late(nu) == late


def test_it_costs_one_query(nu: datetime, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        is_late(nu)


def test_the_figures(nu: datetime) -> None:
    oldest = waiting(nu, 60)
    waiting(nu, 30, status="claimed")
    waiting(nu, 900, status="unknown")
    waiting(nu, 900, status="failed")
    waiting(nu, 900, status="sent")
    stopped = pause("Prøve", nu, bulk_only=True)

    found = standing(nu)

    oldest.refresh_from_db()
    assert (found.waiting, found.unknown, found.failed, found.oldest) == (2, 1, 1, oldest.created_at)
    assert (found.pause, found.is_late) == (stopped, False)


def test_what_waits_for_its_mailing_to_begin_does_not_wait_for_the_worker(nu: datetime) -> None:
    mailing = planned(people(3), nu)
    before = standing(nu).waiting

    begin(mailing.send_at)

    assert (before, standing(nu).waiting) == (0, 3)
