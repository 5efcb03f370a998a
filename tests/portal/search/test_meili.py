"""The feeder, the commands and the refusals, on a real Meilisearch; the rest is in the contract and the drills."""

import io
import os
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from meilisearch import Client

from portal.search import rows
from portal.search.embedded import EmbeddedEngine
from portal.search.engine import Query
from portal.search.failover import FailoverEngine
from portal.search.meili import comparing, documents
from portal.search.meili.client import Place, UnavailableError
from portal.search.meili.filling import Filling
from tests.portal.search.contract.lab import MISSING, Lab, is_there, lab, must_be_there
from tests.portal.search.rows_of import row, write

pytestmark = [pytest.mark.meilisearch, pytest.mark.django_db]


@pytest.fixture(scope="module")
def server() -> Iterator[Lab]:
    if not is_there():
        (pytest.fail if must_be_there() else pytest.skip)(MISSING)
    with lab() as found:
        yield found


@pytest.fixture
def place(server: Lab, settings: LazySettings) -> Iterator[Place]:
    """An index that is not there yet, and the settings that name it."""
    place = Place(server.url, server.key, f"{server.name}a")
    settings.MEILISEARCH_URL, settings.MEILISEARCH_KEY, settings.MEILISEARCH_INDEX = place.url, place.key, place.name
    settings.SEARCH_ROW_SOURCES = []
    yield place
    client = Client(place.url, place.key)
    if any(index.uid == place.name for index in client.get_indexes()["results"]):
        client.wait_for_task(client.delete_index(place.name).task_uid)


@pytest.fixture
def engine(place: Place) -> Iterator[FailoverEngine]:
    """Without its thread, which would not see the test's transaction: the test takes the feeder's steps."""
    engine = FailoverEngine(place, EmbeddedEngine())
    engine.feeder.stop()
    yield engine
    engine.close()


def fed(engine: FailoverEngine) -> FailoverEngine:
    while engine.feeder.step() == 0:
        pass
    return engine


def ids(place: Place) -> set[str]:
    return {document["id"] for document in Filling(place).every_document() if document["part"] == "row"}


def test_the_master_key_is_refused_and_the_memory_answers(server: Lab, place: Place) -> None:
    write(row("a", "angst"))
    master = FailoverEngine(Place(place.url, os.environ["MEILISEARCH_TEST_KEY"], place.name), EmbeddedEngine())
    master.feeder.stop()
    master.feeder.step()

    results = master.search(Query(("angst",)))

    assert ([hit.key for hit in results.hits], results.engine, results.degraded) == (["a"], "embedded", True)
    assert "may do everything" in master.health().detail
    assert os.environ["MEILISEARCH_TEST_KEY"] not in repr(master.health()) + repr(place)


def test_what_is_superseded_is_removed(engine: FailoverEngine, place: Place) -> None:
    write(row("a", "angst"), row("b", "angst"))
    fed(engine)
    write(row("a", "hash"))
    rows.remove(["b"])
    fed(engine)

    assert ids(place) == {f"a--{rows.versions().rows - 1}"}


def test_a_feeder_that_comes_late_with_what_is_old_loses_nothing(engine: FailoverEngine, place: Place) -> None:
    write(row("a", "angst"))
    fed(engine)
    late = Filling(place)
    seen_before = late.state()
    assert seen_before
    old = documents.of_row(row("a", "angst"), seen_before.build) | {"id": "a--0", "version": 0}
    write(row("a", "hash"))
    fed(engine)

    # The late one brings the row as it was, with the marker of that time.
    index = Client(place.url, place.key).index(place.name)
    index.wait_for_task(index.add_documents([old, documents.marker(seen_before.build, seen_before.version)]).task_uid)

    state = late.state()
    assert state
    assert state.version == rows.versions().rows
    for word, expected in (("hash", ["a"]), ("angst", [])):
        results = engine.search(Query((word,)))
        assert ([hit.key for hit in results.hits], results.engine) == (expected, "meilisearch")


def test_the_marker_of_another_build_counts_for_nothing(engine: FailoverEngine, place: Place) -> None:
    write(row("a", "angst"))
    fed(engine)
    index = Client(place.url, place.key).index(place.name)
    index.wait_for_task(index.add_documents([documents.marker("another", 10_000)]).task_uid)

    state = Filling(place).state()

    assert state
    assert state.version == rows.versions().rows


def test_an_index_ahead_of_the_database_is_of_another_history_and_built_anew(
    engine: FailoverEngine, place: Place
) -> None:
    write(row("a", "angst"))
    fed(engine)
    before = Filling(place).state()
    assert before
    index = Client(place.url, place.key).index(place.name)
    index.wait_for_task(index.add_documents([documents.marker(before.build, 10_000)]).task_uid)

    fed(engine)

    after = Filling(place).state()
    assert after
    assert (after.build != before.build, after.version) == (True, rows.versions().rows)


def test_more_rows_than_are_fetched_are_found_in_memory(
    engine: FailoverEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_CANDIDATES", 2)
    write(*(row(f"r{number}", "angst") for number in range(5)), row("s", "hash"))
    fed(engine)

    many, few = engine.search_all([Query(("angst",), limit=3), Query(("hash",))])

    assert (many.total, len(many.hits), many.engine, many.degraded) == (5, 3, "embedded", False)
    assert (few.total, few.engine) == (1, "meilisearch")


def test_a_build_of_another_process_is_left_alone(server: Lab, engine: FailoverEngine, place: Place) -> None:
    client = Client(place.url, place.key)
    client.wait_for_task(client.create_index(f"{place.builds}abc", {"primaryKey": "id"}).task_uid)

    with pytest.raises(UnavailableError, match="Another process"):
        Filling(place).build()

    assert Filling(place).build(even_if_another_does=True) == 0
    client.wait_for_task(client.delete_index(f"{place.builds}abc").task_uid)


def test_the_nightly_check_finds_and_repairs_what_somebody_has_taken_out(engine: FailoverEngine, place: Place) -> None:
    write(row("a", "angst"), row("b", "angst"))
    fed(engine)
    index = Client(place.url, place.key).index(place.name)
    index.wait_for_task(index.delete_documents(filter='key = "a"').task_uid)
    out = io.StringIO()

    assert comparing.differences(Filling(place)).missing == ["a"]
    with pytest.raises(CommandError):
        call_command("search_check", stdout=out)
    assert "rows are of something that is gone: a, b" in out.getvalue()  # this test has no tables
    assert "not in Meilisearch as they are here: a" in out.getvalue()
    Filling(place).build()

    assert not comparing.differences(Filling(place))


def test_the_command_makes_a_key_that_reaches_our_indexes_only(
    server: Lab, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(os.environ["MEILISEARCH_TEST_KEY"] + "\n"))

    call_command("search_key", stdout=out)

    key = out.getvalue().strip()
    ours = Filling(Place(place.url, key, place.name))
    ours.check_key()
    assert ours.build() == 0
    with pytest.raises(UnavailableError, match="refuses MEILISEARCH_KEY"):
        Filling(Place(place.url, key, "somebody-else")).build()
