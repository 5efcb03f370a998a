"""Run as a program by `test_meili_processes`: a worker of the portal that asks for what it, or others, have written.

Arguments: `write` and the worker's number, or `read` and a file that says that the writers are done; how many rows a
writer writes; the server's address, key and index.
"""

import hashlib
import sys
import time
from collections import Counter
from pathlib import Path

import django

django.setup()

from portal.search.analysis import STEM_MARK  # noqa: E402
from portal.search.embedded import engine  # noqa: E402
from portal.search.engine import Query  # noqa: E402
from portal.search.failover import FailoverEngine  # noqa: E402
from portal.search.meili.client import Place  # noqa: E402
from portal.search.models import SearchRow  # noqa: E402
from tests.portal.search import rows_of  # noqa: E402


def word(number: int) -> str:
    """A word that stands in one row at a time and is like no other, also when it is taken for misspelt."""
    return "".join(chr(97 + int(digit, 16)) for digit in hashlib.sha256(str(number).encode()).hexdigest()[:12])


class Worker:
    """An engine, and what was wrong with its answers."""

    def __init__(self, place: Place) -> None:
        self.engine = FailoverEngine(place, engine)
        self.answered: Counter[str] = Counter()
        self.wrong: list[str] = []

    def keys(self, asked: str) -> list[str]:
        results = self.engine.search(Query((asked,)))
        self.answered[results.engine] += 1
        return [hit.key for hit in results.hits]

    def write(self, worker: int, count: int) -> None:
        """Write rows, and ask for each new and each old word."""
        for number in range(count):
            key, new, old = (
                f"w{worker}-{number % 5}",
                word(worker * 10_000 + number),
                word(worker * 10_000 + number - 5),
            )
            rows_of.write(rows_of.row(key, f"fælles {new}"))
            for _pause in range(3):
                for asked, expected in ((new, [key]), (old, [])):
                    if (found := self.keys(asked)) != expected:
                        self.wrong.append(f"{asked}: {found}")
                time.sleep(0.02)

    def read(self, done: Path) -> None:
        """Ask for words that stand in a row, as long as others write. What stood there before and after is found."""
        while not done.exists():
            for key, before in committed().items():
                found = self.keys(before)
                if found != [key] and committed().get(key) == before:
                    self.wrong.append(f"{before}: {found}")


def committed() -> dict[str, str]:
    """The word of its own that each row has now."""
    rows = SearchRow.objects.values_list("key", "terms")
    return {key: max((term for term in terms["public"] if term[0] != STEM_MARK), key=len) for key, terms in rows}


def main() -> None:
    verb, which, count = sys.argv[1:4]
    worker = Worker(Place(*sys.argv[4:7]))
    if verb == "write":
        worker.write(int(which), int(count))
    else:
        worker.read(Path(which))
    worker.engine.close()
    answered, wrong = worker.answered, worker.wrong
    sys.stdout.write(f"{answered['meilisearch']} {answered['embedded']} {len(wrong)} {wrong[:3]}\n")


if __name__ == "__main__":
    main()
