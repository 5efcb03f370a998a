"""The import itself: read and check the file, then plan and write in one transaction."""

import time
from datetime import date, datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from directory.contacts.imports.tables import hold_still
from directory.members.imports.checking import Row, check
from directory.members.imports.columns import COLUMNS
from directory.members.imports.planning import make_plan
from directory.members.imports.report import Report
from directory.members.imports.standing import read as read_standing
from directory.members.imports.vocabulary import Vocabulary
from directory.members.imports.writing import HELD_STILL, write
from directory.members.models import MemberImport
from portal import cpr
from portal.models import User
from portal.spreadsheets.errors import FileError
from portal.spreadsheets.reading import Table, read


def import_members(
    data: bytes, *, file_name: str, today: date, now: datetime, by: User | None = None, dry_run: bool = False
) -> Report:
    """Bring the good rows of the file into the list of members. What is wrong stands in the report; nothing is raised.

    All good rows are written, or none. A dry run writes nothing and reports what would be.
    """
    started = time.monotonic()
    report = Report(dry_run=dry_run)
    try:
        table = read(data, COLUMNS)
        report.rows = len(table.rows)
        report.notes = _table_notes(table)
        vocabulary = Vocabulary.read()
        rows = check(table, vocabulary, today, report)
        if dry_run:
            make_plan(rows, read_standing(), vocabulary, report)
        else:
            _write(rows, vocabulary, report, file_name=file_name, now=now, by=by)
    except FileError as problem:
        report.problem = str(problem)
    except OperationalError:
        # SQLite waited 20 seconds for somebody else's write; the transaction is rolled back.
        report = Report(problem=_("The portal is busy, and nothing was imported. Try again in a moment."))
    report.seconds = time.monotonic() - started
    return report


def _write(
    rows: list[Row], vocabulary: Vocabulary, report: Report, *, file_name: str, now: datetime, by: User | None
) -> None:
    with transaction.atomic():
        locked = time.monotonic()
        hold_still(HELD_STILL)
        plan = make_plan(rows, read_standing(), vocabulary, report)
        if plan:
            member_import = MemberImport(
                file_name=cpr.strip(file_name)[0][:120],
                imported_by=by,
                imported_at=now,
                created=report.created,
                changed=report.changed,
                unchanged=report.unchanged,
                refused=report.bad_rows,
            )
            write(plan, member_import, now=now, by=by)
            report.import_id = member_import.pk
    report.seconds_locked = time.monotonic() - locked


def _table_notes(table: Table) -> list[str]:
    if not table.unknown:
        return []
    return [_("These columns are not known, and are left out: %(columns)s.") % {"columns": ", ".join(table.unknown)}]
