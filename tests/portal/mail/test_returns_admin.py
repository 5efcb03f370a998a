"""The coordinator's lists: what came back, and the addresses that get no newsletters."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.mail.models import Delivery, MailReturn, Suppression
from portal.mail.returns.noting import note
from portal.mail.returns.suppressing import is_suppressed, suppress
from portal.models import User
from portal.roles import ensure_coordinator_group
from tests.conftest import LogIn
from tests.factories import make_user
from tests.portal.mail.posting import post

pytestmark = pytest.mark.django_db
RETURNED = "/admin/returneret-post/"
SUPPRESSED = "/admin/spaerrede-adresser/"


@pytest.fixture
def coordinator(db: None) -> User:
    user = make_user("koordinator@example.dk")
    user.groups.add(ensure_coordinator_group())
    return user


@pytest.fixture
def desk(client: Client, coordinator: User, log_in: LogIn) -> Client:
    """The coordinator's browser."""
    log_in(client, coordinator)
    return client


def returned(number: int, kind: MailReturn.Kind, now: datetime) -> Delivery:
    row = post(number)
    Delivery.objects.filter(pk=row.pk).update(status="sent")
    note(row, kind, "5.1.1", "550 5.1.1 User unknown", at=now, key=f"report-{number}")
    return row


def suppressed(address: str, now: datetime) -> Suppression:
    suppress(address, Suppression.Reason.HARD, now)
    return Suppression.objects.latest("pk")


def test_the_list_says_whose_mail_came_back_and_in_which_words(desk: Client, nu: datetime) -> None:
    returned(1, MailReturn.Kind.HARD, nu)

    page = desk.get(RETURNED).content.decode()

    assert "navn1@alpha.example" in page
    assert "User unknown" in page


def test_the_list_is_searched_by_address_and_filtered_by_kind(desk: Client, nu: datetime) -> None:
    returned(1, MailReturn.Kind.HARD, nu)
    returned(2, MailReturn.Kind.SOFT, nu)

    found = desk.get(RETURNED, {"q": "NAVN1@"}).content.decode()
    filtered = desk.get(RETURNED, {"kind": "soft"}).content.decode()

    assert ("navn1@" in found, "navn2@" in found) == (True, False)
    assert ("navn1@" in filtered, "navn2@" in filtered) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_many_as_for_one(
    desk: Client, nu: datetime, count: int, django_assert_max_num_queries: object
) -> None:
    for number in range(count):
        returned(number, MailReturn.Kind.HARD, nu)
    desk.get(RETURNED)

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        desk.get(RETURNED)


def test_nobody_takes_the_list_along_or_edits_it(desk: Client, nu: datetime) -> None:
    returned(1, MailReturn.Kind.HARD, nu)
    row = MailReturn.objects.get()

    assert "csv" not in desk.get(RETURNED, {"export": "csv"}).headers["Content-Type"]
    assert desk.get(f"{RETURNED}edit/{row.pk}/").status_code in (302, 403)
    assert desk.post(f"{RETURNED}delete/{row.pk}/").status_code in (302, 403)
    assert MailReturn.objects.exists()


def test_an_address_is_found_by_typing_it_in_any_spelling(desk: Client, nu: datetime) -> None:
    suppressed("mette@alpha.example", nu)
    suppressed("anden@alpha.example", nu)

    page = desk.get(SUPPRESSED, {"address": " METTE@alpha.example"}).content.decode()

    assert page.count("/frigiv/") == 1
    assert "mette@alpha.example" in page


def test_an_address_that_is_not_suppressed_is_said_to_be_free(desk: Client, nu: datetime) -> None:
    suppressed("anden@alpha.example", nu)

    page = desk.get(SUPPRESSED, {"address": "mette@alpha.example"}).content.decode()

    assert "/frigiv/" not in page


def test_of_those_who_are_still_here_the_address_is_shown(desk: Client, nu: datetime) -> None:
    make_user("mette@alpha.example")
    suppressed("mette@alpha.example", nu)

    assert "mette@alpha.example" in desk.get(SUPPRESSED).content.decode()


def test_an_address_is_let_go_with_a_reason_that_is_logged_without_the_address(desk: Client, nu: datetime) -> None:
    row = suppressed("mette@alpha.example", nu)

    desk.post(reverse("mail_let_go", args=[row.pk]), {"why": "Postkassen virker igen"})

    assert not is_suppressed("mette@alpha.example")
    entry = ModelLogEntry.objects.get(action="mail.let_go")
    assert entry.data["why"] == "Postkassen virker igen"
    assert "mette" not in str(entry.data) + entry.label


@pytest.mark.parametrize("why", ["", "Ringede, 010203-1234"])
def test_without_a_fit_reason_nothing_is_let_go(desk: Client, nu: datetime, why: str) -> None:
    row = suppressed("mette@alpha.example", nu)

    desk.post(reverse("mail_let_go", args=[row.pk]), {"why": why})

    assert is_suppressed("mette@alpha.example")


def test_an_address_is_suppressed_by_hand_once(desk: Client) -> None:
    for _time in range(2):
        desk.post(reverse("mail_block"), {"address": "Mette@alpha.example", "why": "Bad om det i telefonen"})

    assert Suppression.objects.get().reason == "manual"
    assert ModelLogEntry.objects.filter(action="mail.block").count() == 1


def test_what_is_no_address_is_not_suppressed(desk: Client) -> None:
    desk.post(reverse("mail_block"), {"address": "mette", "why": "Bad om det"})

    assert not Suppression.objects.exists()


def test_looking_lets_nothing_go(desk: Client, nu: datetime) -> None:
    row = suppressed("mette@alpha.example", nu)

    assert desk.get(reverse("mail_let_go", args=[row.pk])).status_code == 405
    assert is_suppressed("mette@alpha.example")


def test_a_member_may_neither_look_nor_let_go(client: Client, log_in: LogIn, nu: datetime) -> None:
    row = suppressed("mette@alpha.example", nu)
    log_in(client, make_user("medlem@example.dk"))

    assert client.get(SUPPRESSED).status_code in (302, 403)
    assert client.post(reverse("mail_let_go", args=[row.pk]), {"why": "x"}).status_code in (302, 403)
    assert is_suppressed("mette@alpha.example")
