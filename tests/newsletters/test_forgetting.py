"""What is shown, and what is forgotten: a no outlives the person, by the key of the address alone."""

from datetime import timedelta

import pytest

from directory.members.actions import anonymise
from newsletters.actions.subscribing import unsubscribe
from newsletters.models import Subscription
from newsletters.personal_data import personal_data
from newsletters.retention import retention
from portal import consents
from portal.mail.models import Delivery, Suppression
from portal.models import Consent, User
from tests.directory.members.lists import person, run
from tests.factories import make_membership, make_role_grant, make_user
from tests.newsletters.factories import (
    NOW,
    make_sending,
    make_subscriber,
    make_subscription,
    make_suppression,
    make_topic,
)

pytestmark = pytest.mark.django_db
EMAIL = "mette@example.dk"
A_MONTH = timedelta(days=30, seconds=1)


def suppressed() -> list[str]:
    return list(Suppression.objects.values_list("reason", flat=True))


def forgotten(days: timedelta, *, dry_run: bool = False) -> int:
    return sum(one.count for one in retention(NOW + days, dry_run))


def test_one_sees_what_one_has_chosen() -> None:
    topic = make_topic("Forskning")
    user = make_subscriber(EMAIL, off=[topic])

    tables = {table.key: [list(row.values())[:2] for row in table.rows] for table in personal_data(user)}

    assert tables == {"newsletter_topics": [["Forskning", False]], "newsletters_sent": []}


def test_who_sent_a_newsletter_sees_that() -> None:
    sending = make_sending()
    sender = sending.scheduled_by
    assert sender is not None

    tables = {table.key: table.rows for table in personal_data(sender)}

    assert [next(iter(row.values())) for row in tables["newsletters_sent"]] == [sending.issue.title]


def test_whoever_had_unsubscribed_is_remembered_by_key_when_they_are_forgotten() -> None:
    user = make_subscriber(EMAIL)
    unsubscribe(user, now=NOW)

    anonymise(user, now=NOW)

    assert suppressed() == ["request"]
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_complaint_outlives_the_person_as_it_is() -> None:
    user = make_subscriber(EMAIL)
    make_suppression(EMAIL, "complaint")

    anonymise(user, now=NOW)

    assert suppressed() == ["complaint"]


@pytest.mark.parametrize("has_said_yes", [True, False])
def test_whoever_never_took_a_yes_back_leaves_nothing(has_said_yes: bool) -> None:
    user = make_subscriber(EMAIL) if has_said_yes else make_user(EMAIL)

    anonymise(user, now=NOW)

    assert suppressed() == []


def test_whoever_said_yes_again_leaves_nothing() -> None:
    user = make_subscriber(EMAIL)
    unsubscribe(user, now=NOW)
    consents.give(user, "newsletter", source="profile", now=NOW)

    anonymise(user, now=NOW)

    assert suppressed() == []


def test_the_topics_are_forgotten_with_the_person() -> None:
    user = make_subscriber(EMAIL, off=[make_topic()])

    anonymise(user, now=NOW)

    assert not Subscription.objects.exists()


def test_a_yes_of_one_s_own_releases_the_address() -> None:
    make_suppression(EMAIL, "request")
    imported = make_user(EMAIL)

    consents.give(imported, "newsletter", source="import", basis="Mail", now=NOW)
    assert suppressed() == ["request"]
    consents.give(imported, "newsletter", source="profile", now=NOW)
    assert suppressed() == []


def test_a_yes_of_one_s_own_brings_no_dead_address_to_life() -> None:
    make_suppression(EMAIL, "hard")

    consents.give(make_user(EMAIL), "newsletter", source="profile", now=NOW)

    assert suppressed() == ["hard"]


def test_no_list_subscribes_whoever_was_forgotten_after_they_said_no() -> None:
    user = make_subscriber(EMAIL)
    unsubscribe(user, now=NOW)
    anonymise(user, now=NOW)

    report = run(person(newsletter="ja", consent_basis="Temadag 2025"))

    assert not Consent.objects.in_force().filter(user__email=EMAIL).exists()
    assert [note.row for note in report.kept] == [2]


def test_no_list_subscribes_whoever_has_unsubscribed() -> None:
    run(person(newsletter="ja", consent_basis="Temadag 2025"))
    user = User.objects.get(email=EMAIL)
    unsubscribe(user, now=NOW)

    run(person(newsletter="ja", consent_basis="Temadag 2026"))

    assert not consents.has_given(user, "newsletter")


def test_a_list_subscribes_others() -> None:
    make_suppression("en.anden@example.dk")

    run(person(newsletter="ja", consent_basis="Temadag 2025"))

    assert Consent.objects.in_force().filter(user__email=EMAIL).exists()


def outsider() -> User:
    """Somebody who subscribed without being a member, and has unsubscribed; with a mail and a topic."""
    user = make_subscriber(EMAIL, source="confirmed", date_joined=NOW)
    make_subscription(user, make_topic(), is_on=False)
    make_sending(users=[user], status="done")
    unsubscribe(user, now=NOW)
    return user


def test_a_subscriber_from_outside_is_forgotten_thirty_days_after_they_left() -> None:
    user = outsider()

    assert (forgotten(A_MONTH, dry_run=True), forgotten(A_MONTH), forgotten(A_MONTH)) == (1, 1, 0)
    assert not User.objects.filter(pk=user.pk).exists()
    assert list(Delivery.objects.values_list("user", "email")) == [(None, "")]
    assert suppressed() == ["request"]


def test_not_before() -> None:
    outsider()

    assert forgotten(timedelta(days=29)) == 0


def test_nor_whoever_still_gets_newsletters() -> None:
    make_subscriber(EMAIL, source="confirmed", date_joined=NOW)

    assert forgotten(A_MONTH) == 0


def test_nor_whoever_came_back() -> None:
    user = outsider()
    consents.give(user, "newsletter", source="confirmed", now=NOW)

    assert forgotten(A_MONTH) == 0


def test_nor_whom_the_portal_knows_for_something_else() -> None:
    make_membership(outsider())

    assert forgotten(A_MONTH) == 0


def test_nor_whoever_logs_in_or_has_a_role() -> None:
    logged_in, runs_it = make_subscriber(last_login=NOW), make_subscriber(is_superuser=True)
    make_role_grant(granted := make_subscriber(), "supervisor")
    for user in (logged_in, runs_it, granted):
        unsubscribe(user, now=NOW)

    assert forgotten(A_MONTH) == 0
