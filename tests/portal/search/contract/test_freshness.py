"""What has been written is found by the very next search, in every thread, whether an engine has been fed or not."""

from collections.abc import Callable

import pytest
from django.db import transaction

from portal.search import rows
from tests.portal.search.contract.setups import SetUp
from tests.portal.search.contract.threads import in_another_thread, meanwhile, wait_for
from tests.portal.search.rows_of import row, write

pytestmark = pytest.mark.django_db
type Run = Callable[[Callable[[], list[str]]], list[str]]


def here(ask: Callable[[], list[str]]) -> list[str]:
    return ask()


@pytest.fixture(params=[here, in_another_thread])
def thread(request: pytest.FixtureRequest) -> Run:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(params=["fed", "not fed yet"])
def began(setup: SetUp, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Three rows that every engine knows, and what to do after a change: feed it, or ask before it is fed."""
    write(row("a", "angst", place="north"), row("b", "angst", place="south"), row("c", "hash", place="north"))
    setup.feed()
    assert setup.keys("angst") == ["a", "b"]
    return setup.feed if request.param == "fed" else lambda: None


def test_nothing_is_found_in_nothing(setup: SetUp) -> None:
    results = setup.search("angst", facets=("place",))

    assert (results.hits, results.total, results.facets) == ((), 0, {"place": {}})


def test_a_new_row_is_found_by_the_next_search(setup: SetUp, began: Callable[[], None], thread: Run) -> None:
    write(row("ab", "angst ppr", place="south"))
    began()

    assert thread(lambda: setup.keys("angst")) == ["a", "ab", "b"]
    assert thread(lambda: setup.keys("ppr")) == ["ab"]
    assert setup.search("angst", facets=("place",)).facets == {"place": {"north": 1, "south": 2}}


def test_a_changed_row_is_found_by_what_it_says_now(setup: SetUp, began: Callable[[], None], thread: Run) -> None:
    write(row("a", "depression", place="south"))
    began()

    assert thread(lambda: setup.keys("angst")) == ["b"]
    assert thread(lambda: setup.keys("depression", filters={"place": ("south",)})) == ["a"]
    assert thread(lambda: setup.keys("depression", filters={"place": ("north",)})) == []
    assert setup.search("", match="any", facets=("place",)).facets == {"place": {"north": 1, "south": 2}}


def test_a_removed_row_is_found_no_more(setup: SetUp, began: Callable[[], None], thread: Run) -> None:
    rows.remove(["a"])
    began()

    assert thread(lambda: setup.keys("angst")) == ["b"]
    results = setup.search("angst", facets=("place",))
    assert (results.total, results.facets) == (1, {"place": {"south": 1}})


def test_a_removed_row_that_comes_back_is_found_again(setup: SetUp, began: Callable[[], None], thread: Run) -> None:
    rows.remove(["a"])
    began()
    write(row("a", "angst"))
    began()

    assert thread(lambda: setup.keys("angst")) == ["a", "b"]


def test_a_row_that_was_raised_to_professionals_is_hidden_at_once(setup: SetUp, began: Callable[[], None]) -> None:
    write(row("a", "hash", professional="angst", place="north"))
    began()

    assert setup.keys("angst") == ["b"]


def test_a_write_that_was_taken_back_is_not_found(setup: SetUp, began: Callable[[], None]) -> None:
    with transaction.atomic():
        write(row("ab", "angst"))
        setup.keys("angst")
        transaction.set_rollback(True)
    began()

    assert setup.keys("angst") == ["a", "b"]


def test_pages_hold_together_while_rows_have_changed(setup: SetUp) -> None:
    write(*(row(f"r{number:02}", "angst" if number % 3 else "angst ppr") for number in range(25)))
    setup.feed()
    write(*(row(f"r{number:02}", "angst ppr") for number in range(10, 14)), row("r045", "angst"))
    rows.remove(["r20", "r21"])
    well = sorted({f"r{n:02}" for n in range(25) if n % 3 == 0 or n in range(10, 14)} - {"r21"})
    rest = sorted({f"r{n:02}" for n in range(25)} - set(well) - {"r20", "r21"} | {"r045"})

    pages = [setup.search("angst ppr", limit=4, offset=offset) for offset in range(0, 28, 4)]

    assert [hit.key for page in pages for hit in page.hits] == well + rest
    assert {page.total for page in pages} == {24}


def test_a_rebuild_under_search_neither_fails_nor_answers_nothing(setup: SetUp) -> None:
    keys = [f"r{number:03}" for number in range(200)]
    write(*(row(key, "angst") for key in keys))
    setup.feed()
    expected = keys[:10]

    with meanwhile(lambda: setup.keys("angst")) as answers:
        for _time in range(3):
            seen = len(answers)
            setup.rebuild()
            wait_for(lambda seen=seen: len(answers) > seen + 1)  # type: ignore[misc]

    assert len(answers) > 6
    assert [answer for answer in answers if answer != expected] == []


@pytest.mark.slow
def test_a_rebuild_of_30_000_rows_under_search_neither_fails_nor_answers_nothing(setup: SetUp) -> None:
    keys = [f"r{number:05}" for number in range(30_000)]
    write(*(row(key, "angst" if number % 10 else "angst hash") for number, key in enumerate(keys)))
    setup.feed()
    expected = setup.keys("hash")

    with meanwhile(lambda: setup.keys("hash")) as answers:
        setup.rebuild()

    assert len(answers) > 10
    assert len(expected) == 10
    assert [answer for answer in answers if answer != expected] == []


def test_a_rebuild_leaves_what_the_rows_say(setup: SetUp) -> None:
    write(row("a", "angst"), row("b", "hash"))
    setup.feed()
    rows.remove(["b"])
    write(row("c", "angst"))

    setup.rebuild()

    assert setup.keys("angst") == ["a", "c"]
    assert setup.keys("hash") == []
