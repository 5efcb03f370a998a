"""What an import of members found and did, as plain values; and the same as lines of text for a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.spreadsheets.report import SHOWN_CHANGES, ImportReport, RowChange, bad_lines, change_lines


@dataclass(frozen=True)
class RowNote:
    """A sentence about one row."""

    row: int
    sentence: str


@dataclass
class Report(ImportReport):
    """The outcome. `problem`: the file as a whole could not be imported. Bad rows do not stop the others."""

    staying_out: list[RowNote] = field(default_factory=list)  # who has left, or was declined
    duplicates: list[RowNote] = field(default_factory=list)
    kept: list[RowNote] = field(default_factory=list)  # what the file says otherwise than the member
    import_id: int | None = None

    @property
    def created(self) -> int:
        """How many become members of whom nothing was known."""
        return sum(change.created for change in self.changes)

    @property
    def changed(self) -> int:
        """How many members are changed."""
        return len(self.changes) - self.created

    @property
    def shown_changes(self) -> list[RowChange]:
        """The changes that a screen has room for, changed members before new ones."""
        return sorted(self.changes, key=lambda change: (change.created, change.row))[:SHOWN_CHANGES]

    @property
    def note_groups(self) -> list[tuple[str, list[RowNote]]]:
        """The sentences about rows, under their headings."""
        return [
            (_("Twice in the file"), self.duplicates),
            (_("Stays out"), self.staying_out),
            (_("Stays as it is"), self.kept),
        ]

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
    yield from bad_lines(report)
    for note in (*report.duplicates, *report.staying_out, *report.kept):
        yield _("Row %(row)d: %(sentence)s") % {"row": note.row, "sentence": note.sentence}
    if with_changes:
        yield from change_lines(report)
    yield from report.notes
