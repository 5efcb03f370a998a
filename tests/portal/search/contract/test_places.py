"""Misspelt places in a country of invented services: every other engine answers as the embedded one, and rightly."""

from collections import Counter
from datetime import date

import pytest

from directory.contacts.imports.actions import import_directory
from directory.understanding import vocabulary as vocabularies
from directory.understanding.answering import answer
from portal.permissions import PUBLIC_ONLY
from portal.search import engines, rows
from tests import world
from tests.benchmarks.test_places import judge_answer
from tests.conftest import NU
from tests.directory.understanding.misspellings import forms, places
from tests.portal.search.contract.setups import SetUp

_EVERY = 47  # a prime: every kind of slip has its turn


@pytest.mark.django_db
def test_a_misspelt_place_leads_to_its_own_services(
    other: SetUp, embedded: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = import_directory(world.as_csv(world.rows(300)).encode(), today=date(2026, 11, 24), now=NU)
    assert not report.refused
    other.feed()
    vocabulary = vocabularies.current(rows.versions().vocabulary)
    neighbours = [(place.label, place.codes) for place in vocabulary.gazetteer.exact.values()]
    made = [form for form in forms(places(), neighbours) if not form.is_other][::_EVERY]
    outcomes: Counter[str] = Counter()

    for form in made:
        text = f"{form.text} selvskade"
        monkeypatch.setattr(engines, "current", lambda: other.engine)
        found = answer(text, at=NU, tiers=PUBLIC_ONLY)
        monkeypatch.setattr(engines, "current", lambda: embedded.engine)
        assert found == answer(text, at=NU, tiers=PUBLIC_ONLY)
        outcomes[judge_answer(form, found)] += 1

    total = outcomes.total()
    assert total > 150
    assert sum(count for outcome, count in outcomes.items() if outcome.startswith("wrong")) / total <= 0.005, outcomes
    assert outcomes["right"] / total >= 0.97, outcomes
