"""Search rows are written with the thing they show, and their version tells every reader what is new."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from portal.search import rows
from portal.search.models import SearchRow, SearchState
from tests.portal.search.rows_of import row, write

pytestmark = pytest.mark.django_db


def version() -> int:
    return rows.versions().rows


def test_an_empty_database_is_version_zero() -> None:
    SearchState.objects.all().delete()

    assert rows.versions() == rows.Versions(0, 0)


def test_a_written_row_has_the_newest_version() -> None:
    write(row("a", "selvskade"))

    assert SearchRow.objects.get(key="a").version == version()


def test_rows_of_one_writing_share_one_version() -> None:
    before = version()

    write(row("a", "selvskade"), row("b", "angst"))

    assert set(SearchRow.objects.values_list("version", flat=True)) == {before + 1}


def test_a_row_that_says_the_same_is_left_alone() -> None:
    write(row("a", "selvskade", place="x"))
    before = version()

    write(row("a", "selvskade", place="x"))

    assert version() == before


@pytest.mark.parametrize(
    "changed",
    [
        row("a", "angst", place="x"),
        row("a", "selvskade", place="y"),
        row("a", "selvskade", place="x", professional="b"),
    ],
    ids=["terms", "facets", "tier"],
)
def test_any_change_makes_a_new_version(changed: SearchRow) -> None:
    write(row("a", "selvskade", place="x"))
    before = version()

    write(changed)

    assert version() == before + 1
    stored = SearchRow.objects.get(key="a")
    assert (stored.terms, stored.facets, stored.document) == (changed.terms, changed.facets, changed.document)


def test_only_the_changed_of_several_rows_gets_a_new_version() -> None:
    write(row("a", "selvskade"), row("b", "angst"))
    before = version()

    write(row("a", "selvskade"), row("b", "depression"))

    assert dict(SearchRow.objects.values_list("key", "version")) == {"a": before, "b": before + 1}


def test_a_row_given_twice_is_written_once_as_it_was_given_last() -> None:
    write(row("a", "selvskade"), row("a", "angst"))

    assert SearchRow.objects.get(key="a").document["text"] == "angst"


def test_writing_nothing_changes_nothing() -> None:
    before = version()

    write()

    assert version() == before


def test_a_removed_row_stays_as_a_sign_without_its_words() -> None:
    write(row("a", "selvskade", professional="hemmelig", place="x"))
    before = version()

    rows.remove(["a"])

    gone = SearchRow.objects.get(key="a")
    assert (gone.deleted, gone.version) == (True, before + 1)
    assert (gone.terms, gone.facets, gone.document) == ({}, {}, {})


@pytest.mark.parametrize("keys", [[], ["never-there"], ["a"]], ids=["nothing", "unknown", "already gone"])
def test_removing_what_is_not_there_changes_nothing(keys: list[str]) -> None:
    write(row("a"))
    rows.remove(["a"])
    before = version()

    rows.remove(keys)

    assert version() == before


def test_a_removed_row_can_come_back() -> None:
    write(row("a", "selvskade"))
    rows.remove(["a"])

    write(row("a", "selvskade"))

    back = SearchRow.objects.get(key="a")
    assert (back.deleted, back.version) == (False, version())


def test_documents_are_those_that_are_still_there() -> None:
    write(row("a", "selvskade"), row("b", "angst"))
    rows.remove(["b"])

    assert rows.documents(["a", "b", "c"]) == {"a": {"key": "a", "text": "selvskade"}}


def test_the_vocabulary_has_a_version_of_its_own() -> None:
    before = rows.versions()

    rows.touch_vocabulary()

    assert rows.versions() == rows.Versions(before.rows, before.vocabulary + 1)


def test_versions_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        rows.versions()


def test_many_rows_are_written_together(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    write(row("first"))  # the state is there from now on

    with transaction.atomic(), django_assert_num_queries(1 + 3 + 1):  # what is stored, the version, the rows
        rows.write([row(f"r{number}", "angst") for number in range(200)])

    assert SearchRow.objects.count() == 201


def test_a_transaction_that_is_rolled_back_leaves_nothing() -> None:
    write(row("a", "selvskade"))
    before = version()

    with transaction.atomic():
        rows.write([row("a", "angst"), row("b", "angst")])
        rows.touch_vocabulary()
        transaction.set_rollback(True)

    assert version() == before
    assert list(SearchRow.objects.values_list("key", "document__text")) == [("a", "selvskade")]
