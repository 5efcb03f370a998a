"""Addresses that get no more mail for many."""

from datetime import datetime, timedelta

import pytest

from portal.mail.models import Suppression
from portal.mail.returns.suppressing import is_suppressed, release, suppress

pytestmark = pytest.mark.django_db
Reason = Suppression.Reason


def test_an_address_is_suppressed_in_every_spelling(nu: datetime) -> None:
    suppress("Mette.Holm@RØDE-KORS.dk ", Reason.HARD, nu)

    assert is_suppressed("mette.holm@xn--rde-kors-54a.dk")


def test_the_address_itself_is_not_kept(nu: datetime) -> None:
    suppress("mette@alpha.example", Reason.HARD, nu)

    row = Suppression.objects.values().get()
    assert not any("mette" in str(value) or "alpha" in str(value) for value in row.values())


def test_suppressing_twice_is_one_row_with_the_first_date(nu: datetime) -> None:
    first = suppress("mette@alpha.example", Reason.HARD, nu)
    second = suppress("mette@alpha.example", Reason.HARD, nu + timedelta(days=1))

    assert (first, second) == (True, False)
    assert Suppression.objects.get().at == nu


def test_a_complaint_outranks_a_dead_address_and_not_the_other_way(nu: datetime) -> None:
    suppress("mette@alpha.example", Reason.HARD, nu)
    suppress("mette@alpha.example", Reason.COMPLAINT, nu)
    suppress("mette@alpha.example", Reason.HARD, nu)

    assert Suppression.objects.get().reason == "complaint"


def test_a_released_address_gets_mail_again(nu: datetime) -> None:
    suppress("mette@alpha.example", Reason.HARD, nu)

    assert release("METTE@alpha.example")
    assert not is_suppressed("mette@alpha.example")


def test_what_is_no_address_is_neither_suppressed_nor_an_error(nu: datetime) -> None:
    assert not suppress("mette", Reason.HARD, nu)
    assert not is_suppressed("")
    assert not release("@")
    assert not Suppression.objects.exists()
