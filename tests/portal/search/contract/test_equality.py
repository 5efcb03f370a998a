"""Over an invented country, every engine answers as one that looks at every row every time."""

import random
from collections.abc import Callable
from datetime import date

import pytest

from directory.contacts.imports.actions import import_directory
from portal.permissions import Tier
from portal.search import rows
from portal.search.engine import Query, Results
from portal.search.models import SearchRow
from tests import world
from tests.conftest import NU
from tests.directory.understanding.misspellings import foldings, slips
from tests.portal.search.contract import naive
from tests.portal.search.contract.setups import SetUp

pytestmark = pytest.mark.django_db
TIERS = [frozenset({Tier.PUBLIC}), frozenset({Tier.PUBLIC, Tier.PROFESSIONAL}), frozenset(Tier), frozenset()]
FACETS = ("municipality", "function", "kind", "subject", "level", "acute", "organisation")
SECRETS = "samtalerum hemmeligheden bagvagtens reservation".split()


@pytest.fixture
def country(db: None) -> None:
    """Services in all 98 municipalities; some of them say more to professionals and to the coordinator."""
    report = import_directory(world.as_csv(world.rows(400)).encode(), today=date(2026, 11, 24), now=NU)
    assert not report.refused
    some = current_rows()[::3]
    for number, row in enumerate(some):
        tier = (Tier.PROFESSIONAL, Tier.INTERNAL)[number % 2]
        row.terms[tier] = {SECRETS[number % len(SECRETS)]: 1.0, f"00{number:06}": 0.7}
    rows.write(some)


def current_rows() -> list[SearchRow]:
    return list(SearchRow.objects.filter(deleted=False).order_by("key"))


def questions(source: list[SearchRow], how_many: int, seed: int) -> list[Query]:
    """Words of the rows, whole, begun, misspelt and by their end; filters by their values; every kind of page."""
    chance = random.Random(seed)
    terms = sorted({term for row in source for tier in row.terms.values() for term in tier if term[0] != "~"})
    values = {facet: sorted({v for row in source for v in row.facets.get(facet, [])}) for facet in FACETS}

    def word() -> str:
        term = chance.choice([chance.choice(terms), chance.choice(SECRETS)]) if chance.random() < 0.8 else "xyzxyz"
        how = chance.randrange(5)
        if how == 0:
            return term[: max(3, len(term) // 2)]
        if how == 1:
            return chance.choice([*slips(term), *foldings(term)]) or term
        return term[-6:] if how == 2 else term

    def query() -> Query:
        words = tuple(dict.fromkeys(word() for _word in range(chance.randint(0, 4))))
        named = chance.sample(FACETS, chance.choice([0, 0, 1, 1, 2]))
        filters = {
            facet: tuple(chance.sample(values[facet], min(len(values[facet]), chance.randint(1, 4)))) for facet in named
        }
        return Query(
            words,
            filters,
            chance.choice(TIERS),
            chance.choice(["all", "any", "some"]),
            limit=chance.choice([1, 5, 20, 500]),
            offset=chance.choice([0, 0, 1, 7, 30]),
            facets=tuple(chance.sample(FACETS, chance.randint(0, 3))),
        )

    return [query() for _query in range(how_many)]


def as_naive(results: Results) -> naive.Found:
    """Without the name of the engine, which alone may differ."""
    hits = [(hit.key, hit.score, dict(hit.strength)) for hit in results.hits]
    return hits, results.total, {facet: dict(counts) for facet, counts in results.facets.items()}


def assert_equal(ask: Callable[[list[Query]], list[Results]], queries: list[Query]) -> int:
    """Ask everything in batches of ten; how many of the questions found something."""
    source = current_rows()
    found = 0
    for start in range(0, len(queries), 10):
        batch = queries[start : start + 10]
        for query, results in zip(batch, ask(batch), strict=True):
            assert as_naive(results) == naive.find(query, source), query
            found += results.total > 0
    return found


@pytest.mark.usefixtures("country")
def test_every_engine_answers_as_the_plainest_means(setup: SetUp) -> None:
    setup.feed()

    found = assert_equal(setup.answers, questions(current_rows(), 300, seed=1))

    assert found > 100


@pytest.mark.usefixtures("country")
def test_it_does_so_while_rows_have_changed_and_gone(setup: SetUp) -> None:
    setup.feed()
    setup.keys("ppr")
    some = current_rows()
    rows.remove([row.key for row in some[5::40]])
    changed = some[7::40]
    for row in changed:
        row.terms = {Tier.PUBLIC: {"nyoprettet": 1.0, "~nyopret": 0.9}, Tier.INTERNAL: dict(row.terms[Tier.PUBLIC])}
        row.facets = {"municipality": ["0101"], "function": ["ppr"]}
    rows.write(changed)

    found = assert_equal(setup.engine.search_all, questions(some, 150, seed=2))
    setup.feed()
    assert_equal(setup.answers, questions(some, 150, seed=3))

    assert found > 50
