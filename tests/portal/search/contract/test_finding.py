"""What every engine finds, in which order, counted how, and for whom."""

from collections import Counter
from typing import Literal

import pytest

from portal.permissions import PUBLIC_ONLY, Tier
from portal.search.engine import Query
from portal.search.models import SearchRow
from tests.portal.search.contract.setups import SetUp
from tests.portal.search.rows_of import row, write

pytestmark = pytest.mark.django_db
PROFESSIONALS = frozenset({Tier.PUBLIC, Tier.PROFESSIONAL})


# --- How many of the words must match -------------------------------------------------------------------------------


@pytest.fixture
def places(setup: SetUp) -> SetUp:
    write(
        row("a", "angst ppr", place="north", kind="team"),
        row("b", "angst", place="south", kind="team"),
        row("c", "ppr", place="north south", kind="unit"),
        row("d", "hash", place="south", kind="unit"),
    )
    setup.feed()
    return setup


@pytest.mark.parametrize(("match", "keys"), [("all", "a"), ("some", "abc"), ("any", "abcd")])
def test_how_many_of_the_words_must_match(places: SetUp, match: Literal["all", "some", "any"], keys: str) -> None:
    results = places.search("angst ppr", match=match)

    assert [hit.key for hit in results.hits] == list(keys)
    assert results.total == len(keys)


@pytest.mark.parametrize("match", ["all", "some", "any"])
def test_without_words_everything_is_found(places: SetUp, match: str) -> None:
    assert places.keys(match=match) == ["a", "b", "c", "d"]


def test_a_word_that_nothing_has_leaves_nothing_only_when_all_must_match(places: SetUp) -> None:
    assert places.keys("angst banan", match="all") == []
    assert places.keys("angst banan", match="some") == ["a", "b"]
    assert places.keys("banan", match="some") == []
    assert places.keys("banan", match="any") == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"place": ("north",)}, "ac"),
        ({"place": ("north", "south")}, "abcd"),
        ({"place": ("south",), "kind": ("unit",)}, "cd"),
        ({"place": ("west",)}, ""),
        ({"place": ()}, ""),
        ({"colour": ("north",)}, ""),
    ],
)
def test_filters_hold_one_value_of_each_facet(places: SetUp, filters: dict[str, tuple[str, ...]], keys: str) -> None:
    assert places.keys(filters=filters, match="any") == list(keys)


@pytest.mark.parametrize("word", ["angsten", "angs", "agnst", "ansgt"])
def test_inflected_begun_and_misspelt_words_are_found(setup: SetUp, word: str) -> None:
    write(row("a", "angst angstlidelse"), row("b", "familie"))
    setup.feed()

    assert setup.keys(word) == ["a"]


@pytest.mark.parametrize("word", ["82031", "00482031"])
def test_a_number_is_found_by_its_end(setup: SetUp, word: str) -> None:
    write(row("a", "00482031"), row("b", "00482032"))
    setup.feed()

    assert setup.keys(word) == ["a"]


# --- The order ------------------------------------------------------------------------------------------------------


def test_more_matched_words_go_before_better_matched_ones(setup: SetUp) -> None:
    write(row("well", "angst"), row("weakly", "angst selvskade", weight=0.1))
    setup.feed()

    assert setup.keys("angst selvskade") == ["weakly", "well"]


def test_one_word_more_outweighs_any_strength_however_many_words(setup: SetUp) -> None:
    words = "angst ppr hash ssp skole familie selvskade hjemme sorg vold psykolog læge".split()
    write(row("strong", " ".join(words[:-1])), row("weak", " ".join(words), weight=0.01))
    setup.feed()

    assert setup.keys(" ".join(words)) == ["weak", "strong"]


def test_the_exact_word_goes_before_its_beginning_and_a_heavier_before_a_lighter(setup: SetUp) -> None:
    write(row("a-long", "familiehuset"), row("b-light", "familie", weight=0.3), row("c-exact", "familie"))
    setup.feed()

    assert setup.keys("familie") == ["c-exact", "a-long", "b-light"]


def test_equals_stand_in_the_order_of_their_keys(setup: SetUp) -> None:
    write(*(row(key, "angst") for key in ("k-9", "k-10", "K-2", "a", "k_1")))
    setup.feed()

    assert setup.keys("angst") == sorted(["k-9", "k-10", "K-2", "a", "k_1"])


def test_a_hit_says_how_well_each_word_matched(setup: SetUp) -> None:
    write(row("a", "angst familiehuset"))
    setup.feed()

    (hit,) = setup.search("angst familie banan").hits

    assert hit.strength == pytest.approx({"angst": 1.0, "familie": 0.8})


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_pages_follow_each_other_without_gap_or_repeat(setup: SetUp) -> None:
    write(*(row(f"r{number:02}", "angst" if number % 3 else "angst ppr") for number in range(25)))
    setup.feed()

    pages = [setup.search("angst ppr", limit=4, offset=offset) for offset in range(0, 28, 4)]

    well = [f"r{number:02}" for number in range(25) if number % 3 == 0]
    rest = [f"r{number:02}" for number in range(25) if number % 3]
    assert [hit.key for page in pages for hit in page.hits] == well + rest
    assert {page.total for page in pages} == {25}


def test_pages_reach_beyond_a_thousand_and_end_there(setup: SetUp) -> None:
    keys = [f"r{number:04}" for number in range(1_203)]
    write(*(row(key, "angst") for key in keys))
    setup.feed()

    last = setup.search("angst", limit=100, offset=1_150)
    beyond = setup.search("angst", limit=100, offset=2_000)

    assert [hit.key for hit in last.hits] == keys[1_150:]
    assert (beyond.hits, last.total, beyond.total) == ((), 1_203, 1_203)
    assert setup.search(limit=1, offset=1_202, match="any").hits[0].key == keys[-1]


def test_an_empty_page_counts_all_the_same(places: SetUp) -> None:
    results = places.search("angst", limit=0, facets=("place",))

    assert (results.hits, results.total) == ((), 2)
    assert results.facets == {"place": {"north": 1, "south": 1}}


# --- Facets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 100])
@pytest.mark.parametrize("filters", [{}, {"kind": ("unit",)}, {"place": ("north", "south")}])
@pytest.mark.parametrize(("text", "match"), [("", "any"), ("angst", "some"), ("angst ppr", "all"), ("banan", "some")])
def test_facets_count_all_that_match_whatever_the_page(
    places: SetUp, text: str, match: str, filters: dict[str, tuple[str, ...]], limit: int
) -> None:
    results = places.search(text, match=match, filters=filters, limit=limit, facets=("place", "kind"))

    found = SearchRow.objects.filter(key__in=places.keys(text, match=match, filters=filters, limit=100))
    assert results.facets == {
        facet: dict(Counter(value for found_row in found for value in found_row.facets[facet]))
        for facet in ("place", "kind")
    }


def test_a_facet_that_nothing_has_counts_nothing(places: SetUp) -> None:
    assert places.search("angst", facets=("colour",)).facets == {"colour": {}}


def test_facets_are_counted_only_when_asked_for(places: SetUp) -> None:
    assert places.search("angst").facets == {}


def test_a_value_that_a_row_names_twice_counts_once(setup: SetUp) -> None:
    write(row("a", "angst", place="north north south"))
    setup.feed()

    assert setup.search("angst", facets=("place",)).facets == {"place": {"north": 1, "south": 1}}


def test_a_facet_has_more_than_a_hundred_values(setup: SetUp) -> None:
    write(*(row(f"r{number:03}", "angst", place=f"p{number}") for number in range(150)))
    setup.feed()

    assert setup.search("angst", facets=("place",)).facets == {"place": {f"p{number}": 1 for number in range(150)}}


# --- Several at once ------------------------------------------------------------------------------------------------


def test_questions_asked_together_are_answered_as_each_alone(places: SetUp) -> None:
    queries = [
        Query(("angst",)),
        Query(("angst",), {"place": ("south",)}),
        Query((), {"place": ("north",)}, match="any", facets=("kind",)),
        Query(("ppr", "banan"), match="all"),
        Query(("angst", "hash"), tiers=frozenset(), facets=("place",)),
        Query(("angst",), limit=1, offset=1),
    ]

    assert places.engine.search_all(queries) == [places.engine.search(query) for query in queries]


def test_no_question_has_no_answer(places: SetUp) -> None:
    assert places.engine.search_all([]) == []


# --- Who may find it ------------------------------------------------------------------------------------------------


@pytest.fixture
def telephone_list(setup: SetUp) -> SetUp:
    write(
        row("a", "angst 00111111", professional="00222222 navn@example.dk hemmeligheden", place="north"),
        row("b", "hash", place="south"),
    )
    setup.feed()
    return setup


@pytest.mark.parametrize("word", ["00222222", "22222", "hemmeligheden", "hemmelig", "hemmelighedne", "example"])
def test_what_is_for_professionals_is_neither_found_nor_counted_for_the_public(
    telephone_list: SetUp, word: str
) -> None:
    professionals = telephone_list.search(word, tiers=PROFESSIONALS, facets=("place",))
    public = telephone_list.search(word, tiers=PUBLIC_ONLY, facets=("place",))

    assert ([hit.key for hit in professionals.hits], professionals.total) == (["a"], 1)
    assert professionals.facets == {"place": {"north": 1}}
    assert (public.hits, public.total, public.facets) == ((), 0, {"place": {}})


def test_what_is_for_professionals_does_not_change_order_or_strength_for_the_public(telephone_list: SetUp) -> None:
    first, second = telephone_list.search("hemmeligheden", match="any").hits

    assert (first.key, second.key) == ("a", "b")
    assert (first.score, first.strength) == (second.score, second.strength)


def test_a_word_of_the_professionals_does_not_mend_a_misspelling_of_the_public(setup: SetUp) -> None:
    write(row("a", "familien"), row("b", "hash", professional="familiem"))
    setup.feed()

    assert setup.keys("familiem", tiers=PUBLIC_ONLY) == ["a"]
    assert setup.keys("familiem", tiers=PROFESSIONALS) == ["b"]


def test_professionals_find_what_is_public_too(telephone_list: SetUp) -> None:
    assert telephone_list.keys("00111111", tiers=PROFESSIONALS) == ["a"]


def test_a_reader_of_no_tier_finds_no_word(telephone_list: SetUp) -> None:
    assert telephone_list.keys("angst", tiers=frozenset()) == []


# --- Whatever is typed ----------------------------------------------------------------------------------------------

BAD = [
    "x" * 10_000,
    "(((((",
    ")",
    '"',
    '"angst"',
    "'angst'",
    "\\",
    "ang\\st\\",
    "angst\x00",
    "\x00",
    "🙂🙂",
    "\ud83d",
    "\u202eangst",
    "",
    " ",
    "-angst",
    "angst*",
    '" OR deleted = true',
    "x' OR 1=1 --",
    "place = north",
    "_geoRadius(1,2,3)",
    "null",
    "%s{}{{0}}",
]


@pytest.mark.parametrize("word", BAD)
def test_no_word_breaks_or_widens_the_search(places: SetUp, word: str) -> None:
    alone = places.search(words=(word,), match="all")
    beside = places.keys(words=("hash", word), match="some")
    filtered = places.search(words=(word,), filters={"place": ("north",)}, match="any", facets=("place",))

    assert "d" in beside
    assert {hit.key for hit in alone.hits} <= {"a", "b"}
    assert [hit.key for hit in filtered.hits if hit.key not in "ac"] == []
    assert filtered.facets["place"] == {"north": 2, "south": 1}


@pytest.mark.parametrize("value", BAD)
def test_no_value_of_a_filter_breaks_or_widens_the_search(places: SetUp, value: str) -> None:
    assert places.keys(filters={"place": (value,)}, match="any") == []
    assert places.keys(filters={"place": (value, "north")}, match="any") == ["a", "c"]


def test_many_words_are_no_hindrance(places: SetUp) -> None:
    words = tuple(f"ord{number}" for number in range(300))

    assert places.keys(words=("hash", *words)) == ["d"]


@pytest.mark.parametrize("value", ['say "hello"', "back\\slash", "o'clock", "a,b", "NULL", "æøå", "[x]"])
def test_a_value_with_marks_of_its_own_is_found(setup: SetUp, value: str) -> None:
    odd = row("a", "angst")
    odd.facets = {"place": [value]}
    write(odd, row("b", "angst", place="north"))
    setup.feed()

    results = setup.search("angst", filters={"place": (value,)}, facets=("place",))

    assert [hit.key for hit in results.hits] == ["a"]
    assert results.facets == {"place": {value: 1}}
