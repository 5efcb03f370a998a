"""The whole portal from a SQLite file into PostgreSQL, with proof that nothing differs.

Rows are read as the two backends hand them over, before a field makes anything of them, and written with COPY. Django's
`dumpdata` and `loaddata` would not do: they hold the file in memory, parse every page's body and write it anew, run the
signals of each row, give rows of many-to-many tables new ids, and prove nothing. Constraints of PostgreSQL that Django
makes are deferred, so tables need no order; they are asked for before the proof.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DatabaseError, Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import AutoField, DurationField, Field, Model
from django.utils.translation import gettext as _

SOURCE = "copied_from"
_AT_A_TIME = 2_000
_EVERY_BIT = 2**128 - 1
# What `migrate` leaves rows in. A row anywhere else has been put there by somebody, and is never written over.
FILLED_BY_MIGRATE = frozenset(
    """
    auth_group auth_group_permissions auth_permission contacts_alias contacts_function contacts_organisation
    contacts_organisationparent contacts_postalcode contacts_standardtext contacts_subject contacts_subject_functions
    contacts_urgentnumber django_content_type members_profession portal_consenttext portal_homepage
    wagtailcore_collection wagtailcore_groupapprovaltask
    wagtailcore_groupapprovaltask_groups wagtailcore_groupcollectionpermission wagtailcore_grouppagepermission
    wagtailcore_locale wagtailcore_page wagtailcore_site wagtailcore_task wagtailcore_workflow wagtailcore_workflowpage
    wagtailcore_workflowtask themedays_need supervision_supervisionrules supervision_supervisionrules_academics
    supervision_supervisionrules_psychologists
    """.split()
)


class RefusedError(Exception):
    """Why nothing was copied, as a sentence for the one who asked."""


@dataclass(frozen=True)
class Table:
    """A table of an installed model and its columns, in one order for both sides."""

    name: str
    fields: tuple[Field[Any, Any], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(str(field.column) for field in self.fields)

    @property
    def counter(self) -> str | None:
        """The column that numbers its rows by itself."""
        return next((field.column for field in self.fields if isinstance(field, AutoField)), None)


@dataclass(frozen=True)
class Fingerprint:
    """How many rows, and the sum of their digests: the same in whatever order they are read."""

    rows: int
    digest: int

    def __str__(self) -> str:
        return f"{self.rows:>9}  {self.digest:032x}"


def tables() -> list[Table]:
    """Every table that is copied: of all models and all many-to-many fields, without the index that is made anew."""
    return sorted((_table(model) for model in _models() if not _is_index(model)), key=lambda table: table.name)


@contextmanager
def open_source(file: Path) -> Iterator[BaseDatabaseWrapper]:
    """The file as a connection that can only read.

    Raises:
        RefusedError: there is no such file, or it is no whole SQLite database.
    """
    if not file.is_file():
        raise RefusedError(_("There is no file %(file)s.") % {"file": file})
    settings = connections["default"].settings_dict | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{file.resolve().as_uri()}?mode=ro",
        "OPTIONS": {"timeout": 20},
    }
    connections[SOURCE] = source = SQLiteWrapper(settings, SOURCE)
    try:
        if not _is_whole(source):
            raise RefusedError(_("%(file)s is not a whole SQLite database that can be read.") % {"file": file})
        yield source
    finally:
        source.close()
        del connections[SOURCE]


def _is_whole(source: BaseDatabaseWrapper) -> bool:
    try:
        return bool(_first(source, "PRAGMA integrity_check") == ("ok",))
    except DatabaseError:  # not a database, or one that cannot be opened
        return False


def copy(
    source: BaseDatabaseWrapper,
    target: BaseDatabaseWrapper,
    *,
    rebuild: Callable[[], object],
    say: Callable[[str], object],
) -> None:
    """Copy everything in one transaction, and say a line for each table that holds the same on both sides.

    `rebuild` makes the search index of the target, before the transaction ends.

    Raises:
        RefusedError: the target is not as `migrate` leaves it, PostgreSQL refuses a row, or the two sides differ.
    """
    copied = tables()
    with transaction.atomic(using=source.alias), transaction.atomic(using=target.alias):
        _refuse_different_releases(source, target)
        _lock(target)
        _refuse_what_is_in_use(target)
        _empty(target)
        for table in copied:
            _fill(table, source, target)
        _hold_constraints(target)
        for table in copied:
            _go_on_counting(table, source, target)
        for table in copied:
            proven = _prove(table, source, target)
            if proven.rows:
                say(f"{table.name:<48} {proven}")
        rebuild()
        _run(target, "ANALYZE")


def fingerprint(connection: BaseDatabaseWrapper, table: Table) -> Fingerprint:
    """What a side holds of a table, computed in the same way whichever database it is."""
    count = total = 0
    is_json = [field.get_internal_type() == "JSONField" for field in table.fields]
    for row in _rows(connection, table):
        plain = [_plain(value, parse=parse) for value, parse in zip(row, is_json, strict=True)]
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=_plain_number)
        total += int.from_bytes(blake2b(text.encode(), digest_size=16).digest())
        count += 1
    return Fingerprint(count, total & _EVERY_BIT)


def _models() -> Iterator[type[Model]]:
    return (
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    )


def _is_index(model: type[Model]) -> bool:
    """Whether it is a table of the admin's search: each database has its own kind of it."""
    return model._meta.app_label == "wagtailsearch"


def _table(model: type[Model]) -> Table:
    return Table(model._meta.db_table, tuple(f for f in model._meta.local_concrete_fields if not f.generated))


def _refuse_different_releases(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> None:
    for connection, sentence in (
        (target, _("The PostgreSQL database is not migrated. Run manage.py migrate first.")),
        (source, _("The SQLite database is of an older release. Upgrade the portal on SQLite first.")),
    ):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise RefusedError(sentence)
    here, there = (set(MigrationRecorder(side).applied_migrations()) for side in (source, target))
    if here != there:
        names = ", ".join(sorted(".".join(name) for name in here ^ there))
        raise RefusedError(_("The two databases have different migrations: %(names)s.") % {"names": names})


def _refuse_what_is_in_use(target: BaseDatabaseWrapper) -> None:
    for table in tables():
        if table.name in FILLED_BY_MIGRATE:
            continue
        if _first(target, f"SELECT 1 FROM {_quoted(target, table.name)} LIMIT 1"):  # noqa: S608
            raise RefusedError(
                _("The PostgreSQL database is in use: %(table)s holds rows. Nothing was written; make a new database.")
                % {"table": table.name}
            )


def _lock(target: BaseDatabaseWrapper) -> None:
    """Keep everybody else out from before the look at what is there until the end."""
    _run(target, f"LOCK TABLE {_all_tables(target)} IN ACCESS EXCLUSIVE MODE")


def _empty(target: BaseDatabaseWrapper) -> None:
    _run(target, f"TRUNCATE {_all_tables(target)} RESTART IDENTITY")


def _fill(table: Table, source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> None:
    columns = ", ".join(_quoted(target, column) for column in table.columns)
    statement = f"COPY {_quoted(target, table.name)} ({columns}) FROM STDIN"
    try:
        with target.cursor() as cursor, target.wrap_database_errors, cursor.copy(statement) as lines:
            for row in _rows(source, table):
                lines.write_row(row)
    except (Error, ValueError) as error:
        raise RefusedError(_refusal(error, table.name)) from None


def _hold_constraints(target: BaseDatabaseWrapper) -> None:
    try:
        _run(target, "SET CONSTRAINTS ALL IMMEDIATE")
    except Error as error:
        raise RefusedError(_refusal(error, "")) from None


def _refusal(error: Exception, table: str) -> str:
    """What PostgreSQL would not take, and where; never the value, which may be about a person."""
    diagnosis = getattr(error.__cause__, "diag", None)
    place = str(getattr(diagnosis, "context", None) or "").rpartition("COPY ")[2].partition(":")[0]
    constraint = getattr(diagnosis, "constraint_name", None)
    return _("PostgreSQL refuses a row of %(place)s: %(reason)s. Nothing was copied.") % {
        "place": place or getattr(diagnosis, "table_name", None) or table,
        "reason": constraint or type(error.__cause__ or error).__name__,
    }


def _go_on_counting(table: Table, source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> None:
    """Let the next row have the number it would have had: a deleted row's number stands in histories."""
    if table.counter is None:
        return
    column, name = _quoted(target, table.counter), _quoted(target, table.name)
    last = _first(source, "SELECT seq FROM sqlite_sequence WHERE name = %s", table.name)
    _run(
        target,
        f"SELECT setval(pg_get_serial_sequence(%s, %s), last) "  # noqa: S608 - names of our own tables, quoted
        f"FROM (SELECT greatest(max({column}), %s) AS last FROM {name}) AS numbers WHERE last > 0",
        name,
        table.counter,
        last[0] if last else None,
    )


def _prove(table: Table, source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> Fingerprint:
    here, there = fingerprint(source, table), fingerprint(target, table)
    if here != there:
        raise RefusedError(
            _("%(table)s differs: %(here)s in SQLite, %(there)s in PostgreSQL. Nothing was copied.")
            % {"table": table.name, "here": str(here).strip(), "there": str(there).strip()}
        )
    return here


def _rows(connection: BaseDatabaseWrapper, table: Table) -> Iterator[tuple[Any, ...]]:
    """The rows as Python's own kinds; JSON stays text. Read through a cursor, so memory does not grow."""
    converters = [_converters(connection, field) for field in table.fields]
    columns = ", ".join(_quoted(connection, column) for column in table.columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {_quoted(connection, table.name)}")  # noqa: S608
        while batch := cursor.fetchmany(_AT_A_TIME):
            for row in batch:
                yield tuple(
                    convert(value) if convert else value for value, convert in zip(row, converters, strict=True)
                )


def _converters(connection: BaseDatabaseWrapper, field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What the backend does to a column's values. What the field itself would make of them is left out."""
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column)]
    if isinstance(field, DurationField):
        steps += field.get_db_converters(connection)
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert


def _plain(value: Any, *, parse: bool) -> Any:
    if parse and value is not None:
        # jsonb writes numbers and spaces its own way and keeps no order of keys.
        return json.loads(value, parse_float=Decimal, parse_int=Decimal)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if value is None or isinstance(value, bool | int | float | str | Decimal) else str(value)


def _plain_number(number: Decimal) -> str:
    return f"number {number.normalize() + 0:f}"


def _quoted(connection: BaseDatabaseWrapper, name: str) -> str:
    return connection.ops.quote_name(name)


def _all_tables(target: BaseDatabaseWrapper) -> str:
    return ", ".join(_quoted(target, model._meta.db_table) for model in _models())


def _run(connection: BaseDatabaseWrapper, statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def _first(connection: BaseDatabaseWrapper, statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchone()
