"""The import itself: read, check, plan, and write all of it or nothing."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from directory.contacts.imports.checking import Row, check
from directory.contacts.imports.columns import COLUMNS
from directory.contacts.imports.plan import Plan
from directory.contacts.imports.planning import make_plan
from directory.contacts.imports.report import Progress, Report, no_progress
from directory.contacts.imports.standing import Standing
from directory.contacts.imports.tables import hold_still
from directory.contacts.imports.writing import HELD_STILL, write
from portal.models import User
from portal.search.analysis import text_terms
from portal.spreadsheets.errors import FileError
from portal.spreadsheets.reading import Table, read


def import_directory(
    data: bytes,
    *,
    today: date,
    now: datetime,
    by: User | None = None,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> Report:
    """Make the directory say what the file says. What is wrong with the file stands in the report; nothing is raised.

    All of the file is written, or nothing. A dry run writes nothing and reports what would be.
    """
    started = time.monotonic()
    report = Report(dry_run=dry_run)
    try:
        progress(_("Reading the file"), 0, 1)
        table = read(data, COLUMNS)
        _import(table, report, today=today, now=now, by=by, progress=progress)
    except FileError as problem:
        report.problem = str(problem)
    except OperationalError:
        # SQLite waited 20 seconds for somebody else's write; the transaction is rolled back.
        report.problem = _("The directory is busy, and nothing was imported. Try again in a moment.")
    report.seconds = time.monotonic() - started
    return report


def _import(table: Table, report: Report, *, today: date, now: datetime, by: User | None, progress: Progress) -> None:
    report.rows = len(table.rows)
    standing = Standing.read()
    rows, report.bad = check(table, [function.key for function in standing.functions], today, progress)
    notes = _table_notes(table)
    plan = make_plan(rows, standing, today, progress)
    if not (report.dry_run or report.bad or plan.bad or plan.empty):
        progress(_("Writing"), 0, 1)
        plan = _write(plan, rows, standing, report, today=today, now=now, by=by)
    report.notes = notes
    plan.tell(report)


def _table_notes(table: Table) -> list[str]:
    if not table.unknown:
        return []
    return [_("These columns are not known, and are left out: %(columns)s.") % {"columns": ", ".join(table.unknown)}]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Hundreds of thousands of rows, none of them garbage yet: looking through them took a fifth of the lock's time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write(
    plan: Plan, rows: list[Row], standing: Standing, report: Report, *, today: date, now: datetime, by: User | None
) -> Plan:
    """Write the plan, or the one that fits when somebody has changed the directory since it was read."""
    for service in plan.services:
        # Remembered: taking words apart need not wait until others wait for us.
        for text in (service.name, service.also_called, service.description):
            text_terms(text, 1.0)
    for person in plan.people:
        text_terms(person.name, 1.0)
    with _no_garbage_collection(), transaction.atomic(durable=True):
        locked = time.monotonic()
        hold_still(HELD_STILL)
        if (current := Standing.read()) != standing:
            plan = make_plan(rows, current, today)
        if not plan.bad:
            write(plan, now=now, by=by)
    report.seconds_locked = time.monotonic() - locked
    return plan
