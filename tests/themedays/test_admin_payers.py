"""Who pays for somebody the coordinator signs up: asked for, never demanded, and missed where it is missing."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.themedays.coordination import coordinator, path, person, seated, soon
from tests.themedays.factories import make_registration
from themedays.admin.payers import without_payer
from themedays.models import Payer, Registration, ThemeDayPage

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]
METTE = {"first_name": "Mette", "last_name": "Lind", "email": "mette@fond.example", "workplace": "Fonden Lys"}
OWN = {"kind": "own", "own_name": "Mette Lind", "own_address": "Vej 1, 9999 Opdigtet"}


def priced(price: int = 950) -> ThemeDayPage:
    return soon(price=price, vat_text="Momsfri")


def finance_rows(client: Client, day: ThemeDayPage) -> list[list[str]]:
    text = client.post(path(day, "udtraek"), {"file": "betalere-csv"}).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]


def test_the_payer_of_an_outsider_is_kept(coordinator: Client) -> None:
    day = priced()

    coordinator.post(path(day, "deltagere/tilmeld"), METTE | OWN)

    payer = Payer.objects.get()
    assert (payer.name, payer.price, str(payer.registration)) == ("Mette Lind", 950, "Mette Lind")


def test_left_open_the_finance_office_sees_whom_to_ask_about(coordinator: Client) -> None:
    day = priced()

    coordinator.post(path(day, "deltagere/tilmeld"), METTE)

    (row,) = finance_rows(coordinator, day)
    assert row[2:6] == ["Mette Lind", "har plads", "ingen betaler oplyst", "Fonden Lys"]
    assert row[12:14] == ["950", "Momsfri"]
    assert "ikke oplyst en betaler" in coordinator.get(path(day, "udtraek")).content.decode()


@pytest.mark.parametrize("payer", [{"own_name": "Mette Lind"}, {"kind": "ean", "public_name": "Fonden", "ean": "123"}])
def test_half_a_payer_signs_nobody_up(coordinator: Client, payer: dict[str, str]) -> None:
    response = coordinator.post(path(priced(), "deltagere/tilmeld"), METTE | payer)

    assert response.status_code == 422
    assert not Registration.objects.exists()


def test_a_free_day_asks_for_no_payer(coordinator: Client) -> None:
    page = coordinator.get(path(priced(0), "deltagere/tilmeld")).content.decode()

    assert 'name="kind"' not in page


def test_nobody_is_missed_whose_workplace_is_in_the_network_or_below_one_that_is(
    django_assert_max_num_queries: Any,
) -> None:
    day = priced()
    town = factories.make_municipality("Hillerød")
    factories.make_participation(town)
    unit = factories.make_organisation("Familiehuset", parent=town)
    for number in range(12):
        make_registration(day.pool, person(f"Anna{number}"), organisation=unit if number % 2 else town)
    outsider = seated(day.pool, "Bo", organisation=factories.make_municipality("Greve"))

    with django_assert_max_num_queries(8):
        assert without_payer(day.pool) == [outsider]
