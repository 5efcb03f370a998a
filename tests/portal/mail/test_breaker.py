"""When sending stops by itself."""

from datetime import datetime, timedelta

import pytest

from portal.mail import engine
from portal.mail.breaker import Done, bulk_storm, pause, pause_on_storm, start_again, storm
from portal.mail.models import Delivery, Pause
from tests.portal.mail.conftest import Start
from tests.portal.mail.posting import post, states, work

TAKEN = Done("a@alpha.example", "alpha.example", False)
MINUTE = timedelta(minutes=1)


def refused(number: int = 0, words: str = "550 5.1.1 nobody") -> Done:
    return Done(f"n{number}@alpha.example", "alpha.example", True, words)


@pytest.mark.parametrize(("failed", "is_storm"), [(4, False), (5, True)])
def test_five_addresses_in_a_row_stop_what_people_wait_for(failed: int, is_storm: bool) -> None:
    assert bool(storm([*map(refused, range(failed)), TAKEN])) == is_storm


def test_one_dead_mailbox_stops_nothing() -> None:
    assert storm([refused(1)] * 30) == ""


def test_a_mail_that_was_taken_in_between_calms() -> None:
    assert storm([refused(1), refused(2), TAKEN, refused(3), refused(4), refused(5)]) == ""


@pytest.mark.parametrize(("failed", "is_storm"), [(10, False), (11, True)])
def test_more_than_five_percent_stop_the_newsletter(failed: int, is_storm: bool) -> None:
    assert bool(bulk_storm([refused()] * failed + [TAKEN] * (200 - failed))) == is_storm


def test_the_first_refusals_of_a_newsletter_say_nothing_yet() -> None:
    assert bulk_storm([refused()] * 15) == ""


@pytest.mark.parametrize(("failed", "is_storm"), [(19, False), (20, True)])
def test_twenty_by_the_policy_of_one_domain_stop_the_newsletter(failed: int, is_storm: bool) -> None:
    assert ("alpha.example" in bulk_storm([refused(words="550 5.7.1 no")] * failed)) == is_storm


@pytest.mark.django_db
def test_a_server_that_refuses_everybody_pauses_everything(start_mail_server: Start, nu: datetime) -> None:
    start_mail_server("refuse")
    for number in range(5):
        post(number)
    work(nu)

    pause_on_storm(nu, bulk=False)

    assert engine.is_paused(bulk=False)
    assert engine.is_paused(bulk=True)


@pytest.mark.django_db
def test_what_was_refused_before_somebody_started_it_again_does_not_count(nu: datetime) -> None:
    for number in range(5):
        post(number)
    Delivery.objects.update(status="failed", handed_at=nu)
    pause_on_storm(nu, bulk=False)
    start_again(nu + MINUTE)

    assert pause_on_storm(nu + 2 * MINUTE, bulk=False) is None
    assert not engine.is_paused(bulk=True)


@pytest.mark.django_db
def test_a_storm_pauses_once(nu: datetime) -> None:
    for number in range(5):
        post(number)
    Delivery.objects.update(status="failed", handed_at=nu)

    pause_on_storm(nu, bulk=False)
    pause_on_storm(nu, bulk=False)

    assert (Pause.objects.count(), states()) == (1, ["failed"] * 5)


@pytest.mark.django_db
def test_a_pause_of_newsletters_lets_pass_what_people_wait_for(nu: datetime) -> None:
    pause("Prøve", nu, bulk_only=True)

    assert (engine.is_paused(bulk=True), engine.is_paused(bulk=False)) == (True, False)
