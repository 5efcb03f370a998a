"""`manage.py search_rebuild`: write the search rows anew. Safe at any hour; run it nightly: a row holds for a day."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.module_loading import import_string

from portal.search import rows
from portal.search.models import SearchRow

_AT_A_TIME = 500


def _write(portion: list[SearchRow]) -> None:
    with transaction.atomic():
        rows.write(portion)


class Command(BaseCommand):
    """Compares the rows with the tables and writes what differs; readers notice nothing but the news."""

    help = "Write the search rows anew from the tables."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write in portions, so that nobody waits long for the write lock; then remove what is gone."""
        seen: set[str] = set()
        portion: list[SearchRow] = []
        for path in settings.SEARCH_ROW_SOURCES:
            for row in import_string(path)():
                seen.add(row.key)
                portion.append(row)
                if len(portion) == _AT_A_TIME:
                    _write(portion)
                    portion = []
        _write(portion)
        gone = set(SearchRow.objects.filter(deleted=False).values_list("key", flat=True)) - seen
        if gone:
            with transaction.atomic():
                rows.remove(gone)
        rows.touch_vocabulary()
        self.stdout.write(f"{len(seen)} rows, {len(gone)} removed")
