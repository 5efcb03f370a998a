"""Who said no between the freezing and the sending gets nothing."""

from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from newsletters.actions.subscribing import choose, unsubscribe
from newsletters.models import Topic
from newsletters.stopping import stopped
from portal import consents
from portal.mail import mailings
from portal.mail.claiming import claim
from portal.mail.models import Delivery, Mailing
from portal.models import User
from tests.factories import saved
from tests.newsletters.factories import NOW, make_issue, make_mailed, make_sending, make_subscriber, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    return make_topic("Temadage")


@pytest.fixture
def reader() -> User:
    return make_subscriber()


class SayNo(Protocol):
    """What somebody, or the coordinator, does between two moments of a worker."""

    def __call__(self, user: User, *, now: datetime) -> object: ...


def close(user: User, *, now: datetime) -> None:
    """Close an account."""
    User.objects.filter(pk=user.pk).update(is_active=False)


def rows(topic: Topic, *users: User) -> list[Delivery]:
    sending = make_sending(make_issue(topic=topic), users)
    return list(sending.mailing.deliveries.order_by("pk"))


def test_nobody_is_stopped_who_still_wants_it(topic: Topic, reader: User) -> None:
    assert stopped(rows(topic, reader), NOW) == {}


def test_whoever_has_unsubscribed_since_is_stopped(topic: Topic, reader: User) -> None:
    scheduled = rows(topic, reader, make_subscriber())
    unsubscribe(reader, now=NOW)

    assert stopped(scheduled, NOW) == {scheduled[0].pk: "no_consent"}


def test_whoever_has_turned_the_topic_off_since_is_stopped_for_it_alone(topic: Topic, reader: User) -> None:
    other = make_topic("Forskning")
    scheduled = [*rows(topic, reader), *rows(other, reader)]
    choose(reader, [other], now=NOW)

    assert stopped(scheduled, NOW) == {scheduled[0].pk: "topic_off"}


def test_a_closed_account_is_stopped(topic: Topic, reader: User) -> None:
    scheduled = rows(topic, reader)
    User.objects.filter(pk=reader.pk).update(is_active=False)

    assert stopped(scheduled, NOW) == {scheduled[0].pk: "inactive"}


def test_whoever_was_forgotten_is_stopped(topic: Topic, reader: User) -> None:
    rows(topic, reader)
    Delivery.objects.update(user=None)

    assert list(stopped(list(Delivery.objects.all()), NOW).values()) == ["inactive"]


def test_whoever_has_said_yes_again_gets_it(topic: Topic, reader: User) -> None:
    scheduled = rows(topic, reader)
    unsubscribe(reader, now=NOW)
    consents.give(reader, "newsletter", source="profile", now=NOW)

    assert stopped(scheduled, NOW) == {}


def test_other_mailings_are_nothing_of_ours(topic: Topic, reader: User) -> None:
    unsubscribe(reader, now=NOW)
    mailing = Mailing(key="andet", purpose="notice", subject="Nyt", text="Nyt", html="<p>Nyt</p>")
    mailing.send_at = mailing.created_at = NOW
    mailing.latest_at = NOW + timedelta(hours=1)

    assert stopped([make_mailed(saved(mailing), reader)], NOW) == {}


@pytest.mark.parametrize("count", [1, 7])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    topic: Topic, count: int, django_assert_num_queries: Any
) -> None:
    scheduled = rows(topic, *(make_subscriber(off=[topic]) for _one in range(count)))

    with django_assert_num_queries(4):
        found = stopped(scheduled, NOW)

    assert len(found) == count


@pytest.mark.parametrize("how", [unsubscribe, close])
def test_a_no_between_the_freezing_and_the_claim_wins(topic: Topic, reader: User, how: SayNo) -> None:
    other = make_subscriber()
    sending = make_sending(make_issue(topic=topic), [reader, other], status="scheduled")
    mailings.begin(NOW)

    how(reader, now=NOW)
    claimed = claim("worker", NOW, bulk=True)

    assert [row.user for row in claimed] == [other]
    left_out = sending.mailing.deliveries.get(user=reader)
    assert (left_out.status, left_out.response) == ("skipped", stopped([left_out], NOW)[left_out.pk])
