"""The admin's search on SQLite finds what Wagtail's own backend finds, in the same order."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.query import MATCH_ALL, And, Not, Or, Phrase, PlainText
from wagtail.models import Page

from portal.models import ContentPage, HomePage

STOCK = "wagtail.search.backends.database"
OURS = "portal.admin_search"
on_sqlite = pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="is about SQLite")

WHOLE: list[tuple[Any, dict[str, Any]]] = [
    *((text, {}) for text in ("temadag", "temadag selvskade", "Børn", "og", "findes-ikke", "'", "netværket og børn")),
    *(("temadag selvskade", how) for how in ({"operator": "or"}, {"order_by_relevance": False})),
    ("og", {"order_by_relevance": False}),
    (Phrase("unge i netværket"), {}),
    (MATCH_ALL, {}),
    (Not(PlainText("temadag")), {}),
    (And([PlainText("temadag"), PlainText("børn")]), {}),
    (Or([PlainText("selvskade"), PlainText("nyhed")]), {}),
    (And([PlainText("børn"), Not(PlainText("nyhed"))]), {}),
]
BEGINNINGS: list[tuple[Any, dict[str, Any]]] = [
    *((text, {}) for text in ("t", "temadag b", "sel", "x")),
    ("tem unge", {"operator": "or"}),
]
QUERYSETS: dict[str, Callable[[], QuerySet[Any]]] = {
    "pages": Page.objects.all,
    "live": lambda: Page.objects.filter(live=True).descendant_of(HomePage.objects.get()).specific(),
    "by title, backwards": lambda: ContentPage.objects.order_by("-title"),
}
OUTCOMES: dict[str, Callable[[Any], Any]] = {
    "all": list,
    "first": lambda results: list(results[:3]),
    "middle": lambda results: list(results[2:5]),
    "slice of a slice": lambda results: list(results[1:20][2:4]),
    "beyond": lambda results: list(results[500:510]),
    "many": lambda results: list(results[:5000]),
    "one": lambda results: results[0] if results.count() else None,
    "count": lambda results: (results.count(), results[:4].count(), results[3:].count(), len(results)),
    "facet": lambda results: sorted(results.facet("live").items()),
    "scores": lambda results: [
        (page.pk, round(getattr(page, "rank", None) or 0, 9)) for page in results.annotate_score("rank")
    ],
}


@pytest.fixture
def pages() -> None:
    """Pages whose titles share words, some of them twice; a third of them drafts."""
    words = "Temadag Selvskade Unge Børn Nyhed".split()
    home = HomePage.objects.get()
    for number in range(24):
        first, second, third = words[number % 5], words[number % 4], words[(number // 3) % 5]
        title = f"{first} {second} og {third}" if number % 4 else f"{first} for unge i netværket {first}"
        home.add_child(instance=ContentPage(title=title, slug=f"side-{number}", live=number % 3 > 0))


@on_sqlite
@pytest.mark.django_db
@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(("verb", "questions"), [("search", WHOLE), ("autocomplete", BEGINNINGS)])
def test_every_outcome_is_that_of_wagtail_s_own_backend(verb: str, questions: list[tuple[Any, dict[str, Any]]]) -> None:
    stock, ours = (getattr(get_search_backend(path), verb) for path in (STOCK, OURS))

    different = [
        (str(query), how, name, outcome)
        for (query, how), (name, queryset), (outcome, take) in product(questions, QUERYSETS.items(), OUTCOMES.items())
        if take(ours(query, queryset(), **how)) != take(stock(query, queryset(), **how))
    ]

    assert different == []


@on_sqlite
@pytest.mark.django_db
@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("query", ['temadag"', 'tema"dag', '"', Phrase('temadag "selvskade"')])
def test_a_quotation_mark_is_no_error(query: Any) -> None:
    assert len(get_search_backend(OURS).search(query, Page.objects.all())) < 24


@on_sqlite
@pytest.mark.django_db
@pytest.mark.usefixtures("pages")
def test_a_page_of_results_asks_the_same_number_of_questions_however_many_there_are(
    django_assert_num_queries: Any,
) -> None:
    results = get_search_backend(OURS).search("temadag", Page.objects.all())
    len(get_search_backend(OURS).search("temadag", Page.objects.all()))  # content types are read once

    with django_assert_num_queries(3):
        list(results[:10])


@pytest.mark.django_db
@pytest.mark.usefixtures("pages")
def test_the_admin_s_search_finds_a_page_on_either_database() -> None:
    found = get_search_backend().search("selvskade", Page.objects.all())

    assert {"Selvskade" in page.title for page in found} == {True}


@pytest.mark.skipif("sqlite" in settings.DATABASES["default"]["ENGINE"], reason="is about PostgreSQL")
@pytest.mark.django_db
def test_postgresql_knows_danish_endings() -> None:
    page = HomePage.objects.get().add_child(instance=ContentPage(title="Temadagen om kommunerne", slug="temadagen"))

    assert page.page_ptr in list(get_search_backend().search("temadage kommune", Page.objects.all()))
