"""What an import found and did, as plain values; and the same as lines of text for a terminal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.spreadsheets.errors import BadCell

SHOWN_CHANGES = 200
SHOWN_BAD_CELLS = 1000

# (what is being done, how many of, how many)
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, total: int) -> None:
    """Nobody is watching."""


@dataclass(frozen=True)
class FieldChange:
    """One column of one service, before and after, as people read it. Empty: it had or gets nothing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ServiceChange:
    """What one row does to one service."""

    row: int
    title: str
    created: bool
    fields: tuple[FieldChange, ...]


@dataclass
class Report:
    """The outcome. `problem` and `bad` both mean that nothing was written."""

    dry_run: bool = False
    problem: str = ""
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    organisations: list[str] = field(default_factory=list)  # names of those created
    subjects: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)  # sentences about who joins and leaves
    notes: list[str] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    changes: list[ServiceChange] = field(default_factory=list)
    seconds: float = 0.0
    seconds_locked: float = 0.0

    @property
    def refused(self) -> bool:
        """Whether nothing can be imported."""
        return bool(self.problem or self.bad)

    @property
    def something_to_do(self) -> bool:
        """Whether the directory is not already as the file says."""
        return bool(self.created or self.changed or self.organisations or self.subjects or self.members)

    @property
    def shown_changes(self) -> list[ServiceChange]:
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

    @property
    def summary(self) -> str:
        """The outcome in one sentence."""
        if self.problem:
            return self.problem
        if self.bad:
            return ngettext(
                "Nothing is imported: %(count)d row has errors. Correct it in the file and try again.",
                "Nothing is imported: %(count)d rows have errors. Correct them in the file and try again.",
                self.bad_rows,
            ) % {"count": self.bad_rows}
        if not self.something_to_do:
            return _("No changes: the directory already says what the file says.")
        counts = {"created": self.created, "changed": self.changed, "unchanged": self.unchanged}
        if self.dry_run:
            return (
                _(
                    "The file can be imported: %(created)d new contacts, %(changed)d changed, %(unchanged)d unchanged. "
                    "Nothing has been changed yet."
                )
                % counts
            )
        return _("Imported: %(created)d new contacts, %(changed)d changed, %(unchanged)d unchanged.") % counts


def _change_lines(report: Report) -> Iterator[str]:
    for change in report.shown_changes:
        kind = _("new") if change.created else _("changed")
        yield _("Row %(row)d, %(kind)s: %(title)s") % {"row": change.row, "kind": kind, "title": change.title}
        for cell in change.fields:
            yield f"    {cell.column}: {cell.before or '–'} → {cell.after or '–'}".replace("\n", " / ")
    if report.hidden_changes:
        yield _("… and %(count)d more.") % {"count": report.hidden_changes}


def lines(report: Report, *, with_changes: bool) -> Iterator[str]:
    """The report for a terminal, without its summary."""
    for cell in report.shown_bad:
        yield _("Row %(row)d, column %(column)s: %(reason)s") % {
            "row": cell.row,
            "column": cell.column,
            "reason": cell.reason,
        }
    if report.hidden_bad:
        yield _("… and %(count)d more.") % {"count": report.hidden_bad}
    if with_changes:
        yield from _change_lines(report)
    for name in report.organisations:
        yield _("New organisation: %(name)s") % {"name": name}
    for name in report.subjects:
        yield _("New subject: %(name)s") % {"name": name}
    yield from report.members
    yield from report.notes
