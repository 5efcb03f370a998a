"""Whom our mail does not reach any more, and who is told."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from directory.upkeep.returned_mail import everything
from portal import mail
from portal.mail.models import Delivery, MailReturn
from portal.mail.returns.lost import lost_readers
from portal.mail.returns.noting import note
from portal.mail.returns.suppressing import release
from portal.models import User
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
HARD, SOFT = MailReturn.Kind.HARD, MailReturn.Kind.SOFT


@pytest.fixture
def mette(db: None) -> User:
    user = make_user("mette@alpha.example", first_name="Mette", last_name="Holm")
    make_membership(user)
    return user


def came_back(user: User, kind: MailReturn.Kind, at: datetime, code: str = "5.1.1") -> None:
    number = Delivery.objects.count()
    mail.send(mail.Message("Hej", "Hej"), to=user.email, purpose="seat", key=f"k{number}", user=user)
    note(Delivery.objects.latest("pk"), kind, code, "", at=at, key=f"r{number}")


def test_one_dead_address_is_told_by_name(mette: User, nu: datetime) -> None:
    came_back(mette, HARD, nu)

    (lost,) = lost_readers(nu)

    assert "Mette Holm" in lost.words
    assert (lost.kind, lost.since) == ("hard", nu)


def test_a_full_mailbox_is_told_after_three_mails(mette: User, nu: datetime) -> None:
    for days in (3, 2):
        came_back(mette, SOFT, nu - timedelta(days=days), "5.2.2")
    before = lost_readers(nu)

    came_back(mette, SOFT, nu, "5.2.2")

    (lost,) = lost_readers(nu)
    assert (before, lost.kind, lost.code) == ([], "soft", "5.2.2")


def test_what_came_back_long_ago_is_forgotten(mette: User, nu: datetime) -> None:
    for days in (100, 90, 1):
        came_back(mette, SOFT, nu - timedelta(days=days), "5.2.2")

    assert lost_readers(nu) == []


def test_a_new_address_ends_it(mette: User, nu: datetime) -> None:
    came_back(mette, HARD, nu)
    User.objects.filter(pk=mette.pk).update(email="mette.holm@beta.example")

    assert lost_readers(nu) == []


def test_letting_the_address_go_ends_it(mette: User, nu: datetime) -> None:
    came_back(mette, HARD, nu)
    release(mette.email)

    assert lost_readers(nu) == []


def test_who_has_left_is_not_called(mette: User, nu: datetime) -> None:
    came_back(mette, HARD, nu)
    User.objects.filter(pk=mette.pk).update(is_active=False)

    assert lost_readers(nu) == []


def test_a_complaint_is_nothing_to_call_about(mette: User, nu: datetime) -> None:
    came_back(mette, MailReturn.Kind.COMPLAINT, nu)

    assert lost_readers(nu) == []


def test_the_coordinators_list_leads_to_the_member(mette: User, nu: datetime) -> None:
    came_back(mette, HARD, nu)

    (group,) = everything(nu.date())

    assert (group.count, group.items[0].url) == (1, reverse("members_decide", args=[mette.membership.pk]))


def test_the_list_is_empty_when_all_mail_arrives(mette: User, nu: datetime) -> None:
    assert everything(nu.date()) == ()


def test_the_members_own_page_says_it(mette: User, nu: datetime, admin_client: Client) -> None:
    came_back(mette, HARD, nu)

    page = admin_client.get(reverse("members_decide", args=[mette.membership.pk])).content.decode()

    assert lost_readers(nu)[0].words in page
