"""The reports that carry somebody's address."""

from datetime import datetime, timedelta

import pytest

from directory.upkeep.models import Correction
from directory.upkeep.personal_data import erase, personal_data, retention
from tests.factories import make_municipality, make_user

pytestmark = pytest.mark.django_db


def make_correction(now: datetime, **fields: object) -> Correction:
    values = {"organisation": make_municipality(), "kind": "number", "text": "Ingen svarer", "reported_at": now}
    return Correction.objects.create(**values | fields)


def test_a_person_sees_their_own_reports_and_no_others(nu: datetime) -> None:
    make_correction(nu, reporter_email="Mette@example.dk")
    make_correction(nu, reporter_email="anden@example.dk", text="canary")

    (table,) = personal_data(make_user("mette@example.dk"))

    assert len(table.rows) == 1
    assert "Ingen svarer" in table.rows[0].values()


def test_forgetting_the_person_keeps_the_report(nu: datetime) -> None:
    correction = make_correction(nu, reporter_email="Mette@example.dk")

    erase(make_user("mette@example.dk"), nu)

    correction.refresh_from_db()
    assert (correction.reporter_email, correction.text) == ("", "Ingen svarer")


def test_answered_reports_are_deleted_after_a_year(nu: datetime) -> None:
    make_correction(nu, state="answered", answered_at=nu - timedelta(days=366))
    kept = [
        make_correction(nu, state="answered", answered_at=nu - timedelta(days=364)),
        make_correction(nu - timedelta(days=800)),
    ]

    counts = [forgotten.count for dry_run in (True, False, False) for forgotten in retention(nu, dry_run)]

    assert (counts, list(Correction.objects.order_by("pk"))) == ([1, 1, 0], kept)
