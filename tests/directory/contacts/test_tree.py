"""Whose cards show whose numbers."""

from datetime import date

import pytest

from directory.contacts.tree import family_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_unit_that_moved_belongs_to_the_families_of_both_its_municipalities() -> None:
    unit = factories.make_organisation()
    old, new = factories.make_municipality("Hillerød"), factories.make_municipality("Gribskov")
    factories.make_parent(unit, old, ends=date(2026, 6, 30))
    factories.make_parent(unit, new, starts=date(2026, 7, 1))

    assert family_of([unit.pk]) == {unit.pk, old.pk, new.pk}


def test_two_municipalities_of_a_region_are_no_family() -> None:
    region = factories.make_region()
    one, other = (factories.make_municipality(name, region=region) for name in ("Hillerød", "Gribskov"))

    assert family_of([one.pk]) == {one.pk}
    assert other.pk not in family_of([one.pk])
