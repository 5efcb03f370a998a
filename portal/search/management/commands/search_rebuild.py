"""`manage.py search_rebuild`: write the search rows anew, and the index in Meilisearch. Safe at any hour."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.search import engines, keeping
from portal.search.meili.client import UnavailableError
from portal.search.meili.filling import Filling


class Command(BaseCommand):
    """Compares the rows with the tables and writes what differs; readers notice nothing but the news."""

    help = "Write the search rows anew from the tables, and build the index in Meilisearch anew when it is set up."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rows first, then the index beside the one that answers, which it then replaces."""
        there_are, removed = keeping.write_anew()
        self.stdout.write(f"{there_are} rows, {removed} removed")
        place = engines.meilisearch()
        if not place:
            return
        try:
            filling = Filling(place)
            filling.check_key()
            brought = filling.build(even_if_another_does=True)
        except UnavailableError as error:
            raise CommandError(f"{error} The engine in memory answers.") from None
        self.stdout.write(f"{brought} rows in Meilisearch")
