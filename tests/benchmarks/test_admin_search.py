"""The search of the admin on SQLite: Wagtail's own backend beside ours.

python -m pytest tests/benchmarks/test_admin_search.py -m slow -s
"""

import random

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from modelsearch.backends import get_search_backend
from wagtail.models import Locale, Page

from portal.models import HomePage
from tests.benchmarks.measuring import line, times

STOCK = "wagtail.search.backends.database"
OURS = "portal.admin_search"
WORDS = "selvskade selvmordsforsøg temadag børn unge netværket sundhedsplejen skole familie angst vagt nat møde".split()
QUESTIONS = ["se", "tem", "børn", "unge fam", "selvskade", "nat", "møde skole"]
STOCK_FINISHES_AT = 3_000


def fill(count: int) -> None:
    """So many pages below the front page, in one go and in the index."""
    chance = random.Random(1)
    home = HomePage.objects.get()
    kind, locale = ContentType.objects.get_for_model(Page), Locale.get_default()
    pages = Page.objects.bulk_create(
        Page(
            title=" ".join(chance.choices(WORDS, k=4)),
            slug=f"side-{number}",
            path=Page._get_path(home.path, 3, number + 1),
            depth=3,
            content_type=kind,
            locale=locale,
        )
        for number in range(count)
    )
    index = get_search_backend(OURS).get_index_for_model(Page)
    for start in range(0, count, 1_000):
        index.add_items(Page, pages[start : start + 1_000])


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite")
@pytest.mark.parametrize("count", [300, STOCK_FINISHES_AT, 30_000])
def test_how_long_the_admin_s_search_takes(count: int) -> None:
    fill(count)
    paths = [STOCK, OURS] if count <= STOCK_FINISHES_AT else [OURS]

    found = {}
    print(f"\n{count} pages")
    for path in paths:
        backend = get_search_backend(path)

        def ask(text: str, backend: object = backend) -> list[int]:
            return [page.pk for page in backend.autocomplete(text, Page.objects.all())[:20]]  # type: ignore[attr-defined]

        print(line(path, times(ask, QUESTIONS)))
        found[path] = [ask(text) for text in QUESTIONS]

    assert all(answers == found[OURS] for answers in found.values())
    assert all(found[OURS])
