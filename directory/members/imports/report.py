"""What an import of members found and did, as plain values; and the same as lines of text for a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.spreadsheets.errors import BadCell

SHOWN = 200
SHOWN_BAD = 1000


@dataclass(frozen=True)
class FieldChange:
    """One field of one member, before and after, as people read it. Empty: nothing stood there."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class MemberChange:
    """What one row does to one member."""

    row: int
    name: str
    created: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class RowNote:
    """A sentence about one row."""

    row: int
    sentence: str


@dataclass
class Report:
    """The outcome. `problem`: the file as a whole could not be imported. Bad rows do not stop the others."""

    dry_run: bool = False
    problem: str = ""
    rows: int = 0
    changes: list[MemberChange] = field(default_factory=list)
    unchanged: int = 0
    bad: list[BadCell] = field(default_factory=list)
    staying_out: list[RowNote] = field(default_factory=list)  # who has left, or was declined
    duplicates: list[RowNote] = field(default_factory=list)
    kept: list[RowNote] = field(default_factory=list)  # what the file says otherwise than the member
    notes: list[str] = field(default_factory=list)
    import_id: int | None = None
    seconds: float = 0.0
    seconds_locked: float = 0.0

    @property
    def created(self) -> int:
        """How many become members of whom nothing was known."""
        return sum(change.created for change in self.changes)

    @property
    def changed(self) -> int:
        """How many members are changed."""
        return len(self.changes) - self.created

    @property
    def shown_changes(self) -> list[MemberChange]:
        """The changes that a screen has room for, changed members before new ones."""
        return sorted(self.changes, key=lambda change: (change.created, change.row))[:SHOWN]

    @property
    def hidden_changes(self) -> int:
        """How many changes are not shown."""
        return max(0, len(self.changes) - SHOWN)

    @property
    def shown_bad(self) -> list[BadCell]:
        """The refused cells that a screen has room for."""
        return self.bad[:SHOWN_BAD]

    @property
    def hidden_bad(self) -> int:
        """How many refused cells are not shown."""
        return max(0, len(self.bad) - SHOWN_BAD)

    @property
    def note_groups(self) -> list[tuple[str, list[RowNote]]]:
        """The sentences about rows, under their headings."""
        return [
            (_("Twice in the file"), self.duplicates),
            (_("Stays out"), self.staying_out),
            (_("Stays as it is"), self.kept),
        ]

    @property
    def bad_rows(self) -> int:
        """How many rows are refused."""
        return len({cell.row for cell in self.bad})

    @property
    def summary(self) -> str:
        """The outcome in one or two sentences."""
        if self.problem:
            return self.problem
        counts = {"created": self.created, "changed": self.changed, "unchanged": self.unchanged}
        if not self.changes:
            said = _("No changes: the members are already as the file says.")
        elif self.dry_run:
            said = (
                _(
                    "The file can be imported: %(created)d new members, %(changed)d changed, %(unchanged)d unchanged. "
                    "Nothing has been changed yet."
                )
                % counts
            )
        else:
            said = _("Imported: %(created)d new members, %(changed)d changed, %(unchanged)d unchanged.") % counts
        if not self.bad_rows:
            return said
        refused = ngettext(
            "%(count)d row is refused: correct it in the file and import it again.",
            "%(count)d rows are refused: correct them in the file and import it again.",
            self.bad_rows,
        ) % {"count": self.bad_rows}
        return f"{said} {refused}"


def lines(report: Report, *, with_changes: bool) -> Iterator[str]:
    """The report for a terminal, without its summary."""
    for cell in report.bad:
        yield _("Row %(row)d, column %(column)s: %(reason)s") % {
            "row": cell.row,
            "column": cell.column,
            "reason": cell.reason,
        }
    for note in (*report.duplicates, *report.staying_out, *report.kept):
        yield _("Row %(row)d: %(sentence)s") % {"row": note.row, "sentence": note.sentence}
    if with_changes:
        for change in report.changes:
            kind = _("new") if change.created else _("changed")
            yield _("Row %(row)d, %(kind)s: %(title)s") % {"row": change.row, "kind": kind, "title": change.name}
            for one in change.fields:
                yield f"    {one.column}: {one.before or '–'} → {one.after or '–'}"
    yield from report.notes
