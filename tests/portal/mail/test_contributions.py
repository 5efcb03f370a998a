"""What the post office knows about a person, how it forgets, and what becomes empty by itself."""

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from portal import mail
from portal.mail.mailings import Counts, counts
from portal.mail.models import Delivery, MailReturn
from portal.mail.returns.noting import note
from portal.mail.returns.suppressing import is_suppressed
from portal.mail_contributions import erase, personal_data, retention, tick
from portal.models import User
from tests.factories import make_user
from tests.portal.mail.mailing import begun, claimed, people, planned
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


def test_what_came_back_is_shown_forgotten_with_its_reader_and_the_address_stays_suppressed(
    mette: User, nu: datetime
) -> None:
    row = write("mette@example.dk", mette, "sent")
    note(row, MailReturn.Kind.HARD, "5.1.1", "550 No such user", at=nu, key="report")

    tables = {table.key: table.rows for table in personal_data(mette)}
    erase(mette, nu)

    assert (len(tables["mails_returned"]), len(tables["mails_suppressed"])) == (1, 1)
    assert not MailReturn.objects.exists()
    assert is_suppressed("mette@example.dk")


def test_what_came_back_is_forgotten_with_its_mail_after_a_year(nu: datetime) -> None:
    row = aged(366, "sent", nu)
    note(row, MailReturn.Kind.HARD, "5.1.1", "", at=nu, key="report")

    list(retention(nu, False))

    assert not MailReturn.objects.exists()


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

    found = {one.rule: one.count for one in retention(nu, False)}

    assert found == {"mail.texts": 2, "mail.rows": 1, "mail.readers": 0}
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

    assert (dry, first, [found.count for found in retention(nu, False)]) == ([1, 0, 0], [1, 0, 0], [0, 0, 0])


def test_a_person_reads_what_a_newsletter_said_with_their_own_links(mette: User, nu: datetime) -> None:
    mailing = planned([(mette.pk, mette.email)], nu)

    (table,) = personal_data(mette)

    (row,) = table.rows
    assert f"/afmeld/{mailing.deliveries.get().token}/" in (row.get("Text") or row["Tekst"])


def test_whoever_is_forgotten_leaves_a_newsletters_figures_and_links_that_name_nobody(
    mette: User, nu: datetime
) -> None:
    others = people(1)
    mailing = begun([(mette.pk, mette.email), *others], nu)
    token = mailing.deliveries.earliest("pk").token

    erase(mette, nu)

    assert counts([mailing])[mailing.pk] == Counts(cancelled=1, waiting=1)
    assert not Delivery.objects.filter(token=token).exists()
    assert claimed(nu) == [address for _pk, address in others]


def test_a_newsletter_keeps_its_figures_for_good_and_its_readers_for_a_year(nu: datetime) -> None:
    mailing = planned(people(3), nu - timedelta(days=366))
    Delivery.objects.update(status="sent")
    tokens = set(mailing.deliveries.values_list("token", flat=True))

    found = {one.rule: one.count for _run in range(2) for one in retention(nu, False) if one.count}

    assert found == {"mail.readers": 3}
    assert counts([mailing])[mailing.pk] == Counts(sent=3)
    assert set(mailing.deliveries.values_list("email", "user", "domain")) == {("", None, "")}
    assert tokens.isdisjoint(mailing.deliveries.values_list("token", flat=True))


def test_the_chores_say_what_they_did(nu: datetime) -> None:
    post()
    Delivery.objects.update(status="claimed", lease_until=nu - timedelta(minutes=1))

    assert {ticked.what: ticked.count for ticked in tick(nu) if ticked.count} == {"mail.taken-over": 1}
