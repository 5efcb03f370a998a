"""What the post office knows about a person, how it forgets, and what becomes empty by itself."""

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from portal import mail
from portal.mail.models import Delivery
from portal.mail_contributions import erase, personal_data, retention, tick
from portal.models import User
from tests.factories import make_user
from tests.portal.mail.posting import post

pytestmark = pytest.mark.django_db
TEXTS = ("text", "html", "calendar", "headers")


@pytest.fixture
def mette() -> User:
    user = make_user("mette@example.dk")
    EmailAddress.objects.create(user=user, email="anden@example.dk", verified=True)
    EmailAddress.objects.create(user=user, email="fremmed@example.dk", verified=False)
    return user


def write(to: str, user: User | None = None, status: str = "queued", key: str = "") -> Delivery:
    message = mail.Message("Kære Mette", "Du har plads.", "<p>Du har plads.</p>")
    mail.send(message, to=to, purpose="seat", key=key or f"to-{to}", user=user)
    row = Delivery.objects.latest("pk")
    Delivery.objects.filter(pk=row.pk).update(status=status)
    row.refresh_from_db()
    return row


def test_a_person_reads_what_was_written_to_them_at_any_of_their_addresses(mette: User) -> None:
    for address in ("mette@example.dk", "anden@example.dk", "fremmed@example.dk"):
        write(address)

    (table,) = personal_data(mette)

    assert [row["Til"] if "Til" in row else row["To"] for row in table.rows] == ["mette@example.dk", "anden@example.dk"]


def test_erasing_calls_back_what_waits_and_leaves_only_that_there_was_a_mail(mette: User, nu: datetime) -> None:
    rows = [write("mette@example.dk", status=status, key=status) for status in ("queued", "claimed", "sent", "unknown")]
    of_the_user = write("gammel@example.dk", mette)

    erase(mette, nu)

    for row in [*rows, of_the_user]:
        row.refresh_from_db()
    assert [row.status for row in [*rows, of_the_user]] == ["cancelled", "cancelled", "sent", "unknown", "cancelled"]
    left = Delivery.objects.values("email", "domain", "subject", "text", "html", "user").distinct().get()
    assert not any(left.values())


def test_two_forgotten_readers_of_one_message_do_not_collide(nu: datetime) -> None:
    for address in ("en@example.dk", "to@example.dk"):
        write(address, key="same")

    for address in ("en@example.dk", "to@example.dk"):
        erase(make_user(address), nu)

    assert set(Delivery.objects.values_list("key", "email")) == {("same", "")}


def test_erasing_touches_nobody_else(mette: User, nu: datetime) -> None:
    other = write("fremmed@example.dk")

    erase(mette, nu)

    other.refresh_from_db()
    assert (other.status, other.text) == ("queued", "Du har plads.")


def aged(days: int, status: str, now: datetime) -> Delivery:
    row = post(days)
    Delivery.objects.filter(pk=row.pk).update(status=status, created_at=now - timedelta(days=days))
    return row


def test_texts_are_emptied_after_a_month_and_rows_deleted_after_a_year(nu: datetime) -> None:
    old, month, fresh = aged(366, "sent", nu), aged(31, "sent", nu), aged(29, "sent", nu)

    counts = {found.rule: found.count for found in retention(nu, False)}

    assert counts == {"mail.texts": 2, "mail.rows": 1}
    assert dict(Delivery.objects.values_list("pk", "text")) == {month.pk: "", fresh.pk: fresh.text}
    assert not Delivery.objects.filter(pk=old.pk).exists()


def test_what_waits_keeps_its_text(nu: datetime) -> None:
    row = aged(40, "queued", nu)

    list(retention(nu, False))

    row.refresh_from_db()
    assert row.text


def test_a_dry_run_and_a_second_run_take_nothing(nu: datetime) -> None:
    aged(31, "sent", nu)

    dry = [found.count for found in retention(nu, True)]
    first = [found.count for found in retention(nu, False)]

    assert (dry, first, [found.count for found in retention(nu, False)]) == ([1, 0], [1, 0], [0, 0])


def test_the_chores_say_what_they_did(nu: datetime) -> None:
    post()
    Delivery.objects.update(status="claimed", lease_until=nu - timedelta(minutes=1))

    assert {ticked.what: ticked.count for ticked in tick(nu)} == {"mail.taken-over": 1, "mail.in-doubt": 0}
