"""`manage.py search_key`: make the key that the portal may have, with the master key that it may not have."""

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.search import engines
from portal.search.meili.client import FEEDING, PooledClient, UnavailableError, in_plain_words

# What the engine and the feeder do; `documents.get` is for `search_check`.
ACTIONS = [
    "search",
    "documents.add",
    "documents.get",
    "documents.delete",
    "indexes.create",
    "indexes.get",
    "indexes.delete",
    "indexes.swap",
    "settings.update",
    "stats.get",
    "tasks.get",
]


class Command(BaseCommand):
    """The master key is typed or read from standard input, so that it stands in no list of processes."""

    help = "Ask for Meilisearch's master key and print a key that reaches the portal's own indexes only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key alone, so that it can be led into a file.

        Raises:
            CommandError: MEILISEARCH_URL is not set, or Meilisearch does not make the key.
        """
        place = engines.meilisearch()
        if not place:
            raise CommandError("Set MEILISEARCH_URL first.")
        master = (getpass("Master key: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
        try:
            with in_plain_words():
                key = PooledClient(place.url, master, FEEDING).create_key(
                    {
                        "description": f"The portal's key to {place.name}",
                        "actions": ACTIONS,
                        "indexes": [place.name, f"{place.builds}*"],
                        "expiresAt": None,
                    }
                )
        except UnavailableError as error:
            raise CommandError(f"{error} Was it the master key?") from None
        self.stdout.write(key.key)
