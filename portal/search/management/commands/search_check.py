"""`manage.py search_check`: do the search rows say what the tables say, and does Meilisearch hold the rows?

Ends with 1 when they differ, also when `--repair` has put it right: somebody should know.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.search import engines, keeping
from portal.search.meili import comparing
from portal.search.meili.client import UnavailableError
from portal.search.meili.filling import Filling

_SHOWN = 10


class Command(BaseCommand):
    """For cron, once a night."""

    help = "Hold the search rows against the tables, and the index in Meilisearch against the rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--repair` writes what differs."""
        parser.add_argument("--repair", action="store_true", help="write anew what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what differs.

        Raises:
            CommandError: something differs, or Meilisearch cannot be asked.
        """
        repair: bool = options["repair"]
        differ = [self._rows(repair=repair), self._meilisearch(repair=repair)]
        if any(differ):
            raise CommandError("Something differed and has been put right." if repair else "Something differs.")
        self.stdout.write("All is as it should be.")

    def _rows(self, *, repair: bool) -> bool:
        found = keeping.differences()
        self._show("rows are missing", found.missing)
        self._show("rows say something else than the tables", found.other)
        self._show("rows are of something that is gone", found.gone)
        if found and repair:
            keeping.write_anew()
        return bool(found)

    def _meilisearch(self, *, repair: bool) -> bool:
        place = engines.meilisearch()
        if not place:
            return False
        try:
            filling = Filling(place)
            filling.check_key()
            found = comparing.differences(filling)
            self._show("rows are not in Meilisearch as they are here", found.missing)
            self._show("documents in Meilisearch are of no row", found.superfluous)
            if found and repair:
                filling.build(even_if_another_does=True)
        except UnavailableError as error:
            raise CommandError(f"{error} The engine in memory answers.") from None
        return bool(found)

    def _show(self, what: str, keys: list[str]) -> None:
        if keys:
            more = " ..." if len(keys) > _SHOWN else ""
            self.stdout.write(f"{len(keys)} {what}: {', '.join(keys[:_SHOWN])}{more}")
