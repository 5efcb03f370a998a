"""Imports and exports are remembered for as long as somebody may ask about them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from directory.members.models import MemberExport, MemberImport
from portal.contributions import Forgotten
from portal.spreadsheets import uploads

IMPORTS_FOR = timedelta(days=90)
EXPORTS_FOR = timedelta(days=730)


def forget_imports(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """What a list changed is forgotten 90 days after it was imported."""
    due = MemberImport.objects.filter(imported_at__lt=now - IMPORTS_FOR)
    count = due.count()
    if not dry_run:
        due.delete()
    return [Forgotten("members.imports", count)]


def forget_exports(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """The log of exports is kept for two years."""
    due = MemberExport.objects.filter(exported_at__lt=now - EXPORTS_FOR)
    count = due.count()
    if not dry_run:
        due.delete()
    return [Forgotten("members.exports", count)]


def forget_uploads(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """A spreadsheet that was uploaded and not imported is deleted after an hour, at the latest during the night."""
    return [Forgotten("members.uploads", uploads.forget_old(now, dry_run=dry_run))]
