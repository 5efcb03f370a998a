"""What every import tells: what was refused and what changes, row by row; and the same as lines for a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.spreadsheets.errors import BadCell

# What a screen has room for.
SHOWN_CHANGES = 200
SHOWN_BAD_CELLS = 1000


@dataclass(frozen=True)
class FieldChange:
    """One column of one thing, before and after, as people read it. Empty: it had or gets nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """What one row does to the thing that it is about."""

    row: int
    title: str
    created: bool
    fields: tuple[FieldChange, ...]


@dataclass
class ImportReport:
    """The outcome of an import. `problem`: the file as a whole could not be imported."""

    dry_run: bool = False
    problem: str = ""
    rows: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    seconds: float = 0.0
    seconds_locked: float = 0.0

    @property
    def shown_changes(self) -> list[RowChange]:
        """The changes that a screen has room for."""
        return self.changes[:SHOWN_CHANGES]

    @property
    def hidden_changes(self) -> int:
        """How many changes are not shown."""
        return max(0, len(self.changes) - SHOWN_CHANGES)

    @property
    def shown_bad(self) -> list[BadCell]:
        """The bad cells that a screen has room for."""
        return self.bad[:SHOWN_BAD_CELLS]

    @property
    def hidden_bad(self) -> int:
        """How many bad cells are not shown."""
        return max(0, len(self.bad) - SHOWN_BAD_CELLS)

    @property
    def bad_rows(self) -> int:
        """How many rows have an error."""
        return len({cell.row for cell in self.bad})


def bad_lines(report: ImportReport) -> Iterator[str]:
    """The refused cells, for a terminal."""
    for cell in report.shown_bad:
        yield _("Row %(row)d, column %(column)s: %(reason)s") % {
            "row": cell.row,
            "column": cell.column,
            "reason": cell.reason,
        }
    if report.hidden_bad:
        yield _("… and %(count)d more.") % {"count": report.hidden_bad}


def change_lines(report: ImportReport) -> Iterator[str]:
    """The changes, for a terminal."""
    for change in report.shown_changes:
        kind = _("new") if change.created else _("changed")
        yield _("Row %(row)d, %(kind)s: %(title)s") % {"row": change.row, "kind": kind, "title": change.title}
        for one in change.fields:
            yield f"    {one.column}: {one.before or '–'} → {one.after or '–'}".replace("\n", " / ")
    if report.hidden_changes:
        yield _("… and %(count)d more.") % {"count": report.hidden_changes}
