"""The search of Wagtail's admin on SQLite, in time that grows with the rows and not with their square.

Wagtail's own backend asks for the rank again for every row it has found; among 30,000 rows that takes minutes. This one
reads the ranks once, lets the database filter, and puts the keys in order here. What is found, and in which order, is
the same.
"""

from copy import copy
from typing import Any

from django.db.models import Model, QuerySet
from modelsearch.backends.database.sqlite.query import MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
    SQLiteSearchResults,
)
from modelsearch.query import MatchAll, Not, Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

# More objects than this are read all at once and put in order then: SQLite limits the keys that a question may name.
_PAGE = 1_000
_WORST = 0.0  # every rank of FTS5 is less


class _SearchCompiler(SQLiteSearchQueryCompiler):
    """Its querysets carry no rank; `ranks` has them."""

    def is_ranked(self) -> bool:
        """Whether rows match more or less well; those of MATCH_ALL and of Not do not."""
        return not isinstance(normalize(self.query), MatchAll | Not)

    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        """As Wagtail's; but a quotation mark, which would end the text and be an error in SQL, separates words."""
        if isinstance(query, PlainText):
            query = PlainText(query.query_string.replace('"', "'"), operator=query.operator)
        elif isinstance(query, Phrase):
            query = Phrase(query.query_string.replace('"', "'"))
        return super().build_search_query_content(query, config=config)

    def search(self, config: Any, start: int | None, stop: int | None, score_field: str | None = None) -> QuerySet[Any]:
        """What matches, in the order of the queryset."""
        unranked = copy(self)
        unranked.order_by_relevance = self.order_by_relevance and not self.is_ranked()
        matching: QuerySet[Any] = super(_SearchCompiler, unranked).search(config, start, stop)
        return matching

    def ranks(self, config: Any) -> dict[str, float]:
        """How well each object matches, by its key as text; less is better."""
        question = self.build_search_query(normalize(self.query), config=config)
        entries = SQLiteFTSIndexEntry.objects.filter(
            MatchExpression(self.fields or self.FTS_TABLE_FIELDS, question),
            index_entry__content_type__in=get_descendants_content_types_pks(self.queryset.model),
        ).annotate(rank=self._build_rank_expression(self.get_search_vectors(), config))
        return dict(entries.values_list("index_entry__object_id", "rank"))


class _AutocompleteCompiler(_SearchCompiler, SQLiteAutocompleteQueryCompiler):
    pass


class _Results(SQLiteSearchResults):
    def _do_search(self) -> list[Any]:
        compiler = self.query_compiler
        if not compiler.is_ranked() or not (compiler.order_by_relevance or self._score_field):
            return list(self.get_queryset())
        config = compiler.get_config(self.backend)
        ranks = compiler.ranks(config)
        if compiler.order_by_relevance:
            found = _best(compiler.search(config, None, None), ranks, self.start, self.stop)
        else:
            found = list(self.get_queryset())
        if self._score_field:
            for one in found:
                setattr(one, self._score_field, ranks.get(str(one.pk), _WORST))
        return found


def _best(matching: QuerySet[Any], ranks: dict[str, float], start: int, stop: int | None) -> list[Model]:
    """The objects from `start` to `stop`, best first; among equals the newest first.

    Somebody may write between two questions: an object without a rank stands last, one that has gone is left out.
    """
    if stop is None or stop - start > _PAGE:
        objects = sorted(matching, key=lambda one: one.pk, reverse=True)
        return sorted(objects, key=lambda one: ranks.get(str(one.pk), _WORST))[start:stop]
    keys = sorted(matching.order_by().values_list("pk", flat=True), reverse=True)
    page = sorted(keys, key=lambda key: ranks.get(str(key), _WORST))[start:stop]
    by_key = {one.pk: one for one in matching.filter(pk__in=page)}
    return [by_key[key] for key in page if key in by_key]


class SearchBackend(SQLiteSearchBackend):
    """Wagtail's backend for SQLite, with ranks that are read once."""

    query_compiler_class = _SearchCompiler
    autocomplete_query_compiler_class = _AutocompleteCompiler
    results_class = _Results
