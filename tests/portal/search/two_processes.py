"""Run as a program by `test_processes`: one worker of the portal, told what to do line by line."""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import django
from django.db import connection

django.setup()

from django.db.transaction import TransactionManagementError  # noqa: E402

from portal.search import rows  # noqa: E402
from portal.search.embedded import EmbeddedEngine, engine  # noqa: E402
from portal.search.engine import Query, Results  # noqa: E402
from portal.search.models import SearchRow, SearchState  # noqa: E402
from tests.portal.search import rows_of  # noqa: E402

THREADS = ThreadPoolExecutor(4)


def tables() -> None:
    """Only the tables of the search rows: the rest of the portal is not asked for."""
    with connection.schema_editor() as editor:
        editor.create_model(SearchRow)
        editor.create_model(SearchState)


def write(key: str, text: str) -> None:
    rows_of.write(rows_of.row(key, text))


def write_without_transaction(key: str) -> str:
    try:
        rows.write([rows_of.row(key)])
    except TransactionManagementError:
        return "refused"
    return "written"


def find(word: str) -> Results:
    return engine.search(Query((word,), limit=100))


def search(word: str) -> list[str]:
    """By four threads at once, each with a connection of its own."""
    answers = list(THREADS.map(find, [word] * 4))
    assert all(answer == answers[0] for answer in answers)
    return [hit.key for hit in answers[0].hits]


def search_while_writing() -> int:
    """How many searches of four threads were answered while a hundred rows were written."""
    stop = threading.Event()

    def keep_searching() -> int:
        asked = 0
        while not stop.is_set() or not asked:
            results = find("angst")
            assert len(results.hits) == min(100, results.total)
            asked += 1
        return asked

    searches = [THREADS.submit(keep_searching) for _thread in range(4)]
    try:
        for number in range(100):
            write(f"row-{number % 40:02}", "angst" if number % 3 else "hash")
    finally:
        stop.set()
    asked = sum(search.result() for search in searches)
    assert find("angst") == EmbeddedEngine().search(Query(("angst",), limit=100))
    return asked


def main() -> None:
    verbs = {verb.__name__: verb for verb in (tables, write, write_without_transaction, search, search_while_writing)}
    with THREADS:
        for line in sys.stdin:
            verb, *arguments = json.loads(line)
            answer: object = verbs[verb](*arguments)  # type: ignore[operator]
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
