"""Run as a program by `test_processes`: one worker of the portal, told what to do line by line."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import django
from django.db import connection

django.setup()

from portal.search.embedded import engine  # noqa: E402
from portal.search.engine import Query  # noqa: E402
from portal.search.models import SearchRow, SearchState  # noqa: E402
from tests.portal.search import rows_of  # noqa: E402


def tables() -> None:
    """Only the tables of the search rows: the rest of the portal is not asked for."""
    with connection.schema_editor() as editor:
        editor.create_model(SearchRow)
        editor.create_model(SearchState)


def write(key: str, text: str) -> None:
    rows_of.write(rows_of.row(key, text))


def search(word: str) -> list[str]:
    return [hit.key for hit in engine.search(Query((word,), limit=100)).hits]


def main() -> None:
    with ThreadPoolExecutor(4) as threads:
        for line in sys.stdin:
            verb, *arguments = json.loads(line)
            if verb == "search":  # by four threads at once, each with a connection of its own
                answers = list(threads.map(search, arguments * 4))
                assert all(answer == answers[0] for answer in answers)
                answer: object = answers[0]
            else:
                answer = {"tables": tables, "write": write}[verb](*arguments)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
