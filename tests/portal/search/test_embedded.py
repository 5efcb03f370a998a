"""The embedded engine: always as new as the database, the same answers from a small change as from the whole."""

from typing import Literal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from portal.danish import fold
from portal.permissions import PUBLIC_ONLY, Tier
from portal.search import embedded, rows
from portal.search.embedded import EmbeddedEngine
from portal.search.engine import Query, Results
from tests.portal.search.rows_of import row, write

pytestmark = pytest.mark.django_db
PROFESSIONALS = frozenset({Tier.PUBLIC, Tier.PROFESSIONAL})
WORDS = (
    "angst angsten familie familier familje familieafdelingen selvskade selvskaden skole skolen skolepsykolog psykolog "
    "psykologen sundhedspleje sundhedsplejerske ssp ppr hash 00482031 00482032 10482031 ungeenheden ungehus"
).split()


@pytest.fixture
def engine() -> EmbeddedEngine:
    return EmbeddedEngine()


def found(engine: EmbeddedEngine, text: str = "", **query: object) -> list[str]:
    return [hit.key for hit in ask(engine, text, **query).hits]


def ask(engine: EmbeddedEngine, text: str = "", **query: object) -> Results:
    return engine.search(Query(tuple(fold(word) for word in text.split()), **query))  # type: ignore[arg-type]


# --- Freshness ------------------------------------------------------------------------------------------------------


def test_nothing_is_found_in_nothing(engine: EmbeddedEngine) -> None:
    assert ask(engine, "angst") == Results((), 0, "embedded")


def test_another_worker_finds_a_new_row_at_its_next_search(engine: EmbeddedEngine) -> None:
    write(row("a", "angst"))
    found(engine, "angst")

    write(row("b", "angst"))

    assert found(engine, "angst") == ["a", "b"]


def test_another_worker_no_longer_finds_what_a_row_said_before(engine: EmbeddedEngine) -> None:
    write(row("a", "angst", place="x"))
    found(engine, "angst")

    write(row("a", "depression", place="y"))

    assert found(engine, "angst") == []
    assert found(engine, "depression", filters={"place": ("y",)}) == ["a"]
    assert found(engine, "depression", filters={"place": ("x",)}) == []


def test_another_worker_no_longer_finds_a_removed_row(engine: EmbeddedEngine) -> None:
    write(row("a", "angst"), row("b", "angst"))
    found(engine, "angst")

    rows.remove(["a"])

    assert found(engine, "angst") == ["b"]
    assert ask(engine, "angst").total == 1


def test_a_row_may_change_go_and_come_back(engine: EmbeddedEngine) -> None:
    seen = []
    for text in ("angst", "hash", "angst"):
        write(row("a", text))
        seen.append(found(engine, "angst"))
        rows.remove(["a"])
        seen.append(found(engine, "angst"))

    assert seen == [["a"], [], [], [], ["a"], []]


def test_an_unchanged_directory_costs_one_query_each_time(
    engine: EmbeddedEngine, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write(row("a", "angst"))
    found(engine, "angst")

    with django_assert_num_queries(1):
        found(engine, "hash")


def test_a_known_version_spares_the_query(
    engine: EmbeddedEngine, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write(row("a", "angst"))
    found(engine, "angst")
    version = rows.versions().rows

    with django_assert_num_queries(0):
        assert engine.search(Query(("angst",)), version).total == 1


def test_a_database_that_was_put_back_is_read_anew(engine: EmbeddedEngine) -> None:
    write(row("a", "angst"))
    with transaction.atomic():
        write(row("b", "angst"))
        found(engine, "angst")
        transaction.set_rollback(True)

    assert found(engine, "angst") == ["a"]


def test_many_changes_are_read_as_a_new_whole(engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "MOST_CHANGED", 3)
    write(row("a", "angst"))
    found(engine, "angst")

    write(*(row(f"b{number}", "angst") for number in range(4)))

    assert found(engine, "angst") == ["a", "b0", "b1", "b2", "b3"]
    assert engine._snapshot is not None
    assert engine._snapshot.overlay is None


def test_a_few_changes_stand_in_a_segment_of_their_own(engine: EmbeddedEngine) -> None:
    write(row("a", "angst"))
    found(engine, "angst")

    write(row("b", "angst"))
    found(engine, "angst")

    assert engine._snapshot is not None
    assert engine._snapshot.overlay is not None
    assert engine._snapshot.overlay.keys == ["b"]


type Edit = tuple[str, list[str], str]
edits = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"), st.lists(st.sampled_from(WORDS), max_size=3, unique=True), st.sampled_from("xyz-")
    ),
    max_size=6,
)
questions = st.lists(st.sampled_from([*WORDS, "fam", "psyk", "skolepsykologen", "82031", "angs", "famlie"]), max_size=3)


def _apply(some: list[Edit]) -> None:
    for key, text, place in some:
        if place == "-":
            rows.remove([key])
        else:
            public, professional = text[:2], text[2:]
            write(row(key, " ".join(public), professional=" ".join(professional), place=place))


@given(edits, st.lists(edits, max_size=3), st.lists(questions, min_size=1, max_size=4), st.sampled_from([1, 2, 2_000]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_worker_that_followed_the_changes_answers_as_one_that_reads_the_whole(
    before: list[Edit], changes: list[list[Edit]], asked: list[list[str]], most_changed: int
) -> None:
    old = embedded.MOST_CHANGED
    embedded.MOST_CHANGED = most_changed
    try:
        with transaction.atomic():
            engine = EmbeddedEngine()
            _apply(before)
            for some in changes:
                ask(engine, "angst")
                _apply(some)
            for words in asked:
                query = Query(tuple(dict.fromkeys(words)), {}, PROFESSIONALS, "any", limit=20)
                assert engine.search(query) == EmbeddedEngine().search(query)
            transaction.set_rollback(True)
    finally:
        embedded.MOST_CHANGED = old


# --- What is found, and in which order ------------------------------------------------------------------------------


@pytest.fixture
def places() -> None:
    write(
        row("a", "angst ppr", place="north", kind="team"),
        row("b", "angst", place="south", kind="team"),
        row("c", "ppr", place="north south", kind="unit"),
        row("d", "hash", place="south", kind="unit"),
    )


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(("match", "keys"), [("all", ["a"]), ("some", ["a", "b", "c"]), ("any", ["a", "b", "c", "d"])])
def test_how_many_of_the_words_must_match(
    engine: EmbeddedEngine, match: Literal["all", "some", "any"], keys: list[str]
) -> None:
    assert found(engine, "angst ppr", match=match) == keys


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("match", ["all", "some", "any"])
def test_without_words_everything_is_found(engine: EmbeddedEngine, match: str) -> None:
    assert found(engine, "", match=match) == ["a", "b", "c", "d"]


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"place": ("north",)}, ["a", "c"]),
        ({"place": ("north", "south")}, ["a", "b", "c", "d"]),
        ({"place": ("south",), "kind": ("unit",)}, ["c", "d"]),
        ({"place": ("west",)}, []),
        ({"place": ()}, []),
        ({"colour": ("north",)}, []),
    ],
)
def test_filters_hold_one_value_of_each_facet(
    engine: EmbeddedEngine, filters: dict[str, tuple[str, ...]], keys: list[str]
) -> None:
    assert found(engine, filters=filters, match="any") == keys


@pytest.mark.usefixtures("places")
def test_a_word_that_nothing_has_leaves_nothing_when_all_must_match(engine: EmbeddedEngine) -> None:
    assert found(engine, "angst banan", match="all") == []
    assert found(engine, "angst banan", match="some") == ["a", "b"]


def test_more_matched_words_go_before_better_matched_ones(engine: EmbeddedEngine) -> None:
    write(row("well", "angst"), row("weakly", "angst selvskade", weight=0.1))

    assert found(engine, "angst selvskade") == ["weakly", "well"]


def test_the_exact_word_goes_before_its_beginning(engine: EmbeddedEngine) -> None:
    write(row("a-long", "familiehuset"), row("b-exact", "familie"))

    assert found(engine, "familie") == ["b-exact", "a-long"]


def test_a_heavier_word_goes_first(engine: EmbeddedEngine) -> None:
    write(row("a-text", "angst", weight=0.3), row("b-name", "angst", weight=1.0))

    assert found(engine, "angst") == ["b-name", "a-text"]


def test_a_hit_says_how_well_each_word_matched(engine: EmbeddedEngine) -> None:
    write(row("a", "angst familiehuset"))

    (hit,) = ask(engine, "angst familie banan").hits

    assert hit.strength == pytest.approx({"angst": 1.0, "familie": 0.8})


def test_equals_stand_in_the_order_of_their_keys_however_they_were_written(engine: EmbeddedEngine) -> None:
    write(*(row(key, "angst") for key in "dbeac"))
    found(engine, "angst")
    write(row("b", "angst ssp"), row("aa", "angst"))

    assert found(engine, "angst") == ["a", "aa", "b", "c", "d", "e"]
    assert found(EmbeddedEngine(), "angst") == ["a", "aa", "b", "c", "d", "e"]


@pytest.mark.parametrize("has_changes", [False, True])
def test_pages_follow_each_other_without_gap_or_repeat(engine: EmbeddedEngine, *, has_changes: bool) -> None:
    write(*(row(f"r{number:02}", "angst" if number % 3 else "angst ppr") for number in range(25)))
    if has_changes:
        found(engine, "angst")
        write(*(row(f"r{number:02}", "angst ppr") for number in range(10, 14)))
    whole = found(engine, "angst ppr", limit=100)

    pages = [ask(engine, "angst ppr", limit=4, offset=offset) for offset in range(0, 28, 4)]

    assert [hit.key for page in pages for hit in page.hits] == whole
    assert {page.total for page in pages} == {25}


# --- Who may find it ------------------------------------------------------------------------------------------------


@pytest.fixture
def telephone_list() -> None:
    write(row("a", "angst 00111111", professional="00222222 navn@example.dk hemmeligheden"), row("b", "hash"))


@pytest.mark.usefixtures("telephone_list")
@pytest.mark.parametrize("word", ["00222222", "22222", "hemmeligheden", "hemmelig", "hemmelighedne", "example"])
def test_what_is_for_professionals_is_never_found_by_the_public(engine: EmbeddedEngine, word: str) -> None:
    assert found(engine, word, tiers=PROFESSIONALS) == ["a"]
    assert found(engine, word, tiers=PUBLIC_ONLY) == []


@pytest.mark.usefixtures("telephone_list")
def test_what_is_for_professionals_does_not_change_the_order_for_the_public(engine: EmbeddedEngine) -> None:
    (first, second) = ask(engine, "hemmeligheden", match="any").hits

    assert (first.key, second.key) == ("a", "b")
    assert first.score == second.score == 0


@pytest.mark.usefixtures("telephone_list")
def test_professionals_find_what_is_public_too(engine: EmbeddedEngine) -> None:
    assert found(engine, "00111111", tiers=PROFESSIONALS) == ["a"]


@pytest.mark.usefixtures("telephone_list")
def test_a_reader_of_no_tier_finds_no_word(engine: EmbeddedEngine) -> None:
    assert found(engine, "angst", tiers=frozenset()) == []
