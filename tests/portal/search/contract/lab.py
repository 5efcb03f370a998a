"""A Meilisearch server for tests: MEILISEARCH_TEST_URL names it, MEILISEARCH_TEST_KEY is its master key.

Nothing of ours is left there: everything happens under a name of its own, with a key that may touch nothing else.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from meilisearch import Client

from portal.search.management.commands.search_key import ACTIONS

MISSING = "no Meilisearch: set MEILISEARCH_TEST_URL and MEILISEARCH_TEST_KEY to run this on a real server"


@dataclass(frozen=True)
class Lab:
    """A server with a key that may touch indexes of this name only."""

    url: str
    key: str
    name: str


def is_there() -> bool:
    """Whether the environment names a server. Whether it answers is for the tests to find out."""
    return bool(os.environ.get("MEILISEARCH_TEST_URL"))


def must_be_there() -> bool:
    """Whether a run without a server is a mistake: MEILISEARCH_TEST_REQUIRED says so."""
    return os.environ.get("MEILISEARCH_TEST_REQUIRED", "").lower() in ("1", "true", "yes")


def takes_documents(client: Client, name: str) -> None:
    """Fail here, once and with the server's own words, when it cannot write: else every test would wait for it."""
    task = client.wait_for_task(client.index(name).add_documents([{"id": 1}]).task_uid, 60_000)
    assert task.status == "succeeded", task.error


@contextmanager
def lab() -> Iterator[Lab]:
    """A name of our own on the server, as long as the block lasts."""
    url, master_key = os.environ["MEILISEARCH_TEST_URL"], os.environ["MEILISEARCH_TEST_KEY"]
    client = Client(url, master_key, timeout=30)
    name = f"test{uuid4().hex[:12]}"
    key = client.create_key(
        {
            "description": "tests",
            "actions": list(ACTIONS),
            "indexes": [f"{name}*"],
            # The client reads only times with a fraction, which the server leaves out when it is zero.
            "expiresAt": f"{datetime.now(UTC) + timedelta(hours=6):%Y-%m-%dT%H:%M:%S}.5Z",
        }
    )
    try:
        takes_documents(client, f"{name}-first")
        yield Lab(url, key.key, name)
    finally:
        for index in client.get_indexes({"limit": 1_000})["results"]:
            if index.uid.startswith(name):
                client.wait_for_task(index.delete().task_uid, 60_000)
        client.delete_key(key.uid)
