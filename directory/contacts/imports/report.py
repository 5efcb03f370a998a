"""What an import found and did, as plain values; and the same as lines of text for a terminal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.spreadsheets.report import ImportReport, bad_lines, change_lines

# (what is being done, how many of, how many)
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, total: int) -> None:
    """Nobody is watching."""


@dataclass
class Report(ImportReport):
    """The outcome. `problem` and `bad` both mean that nothing was written."""

    created: int = 0
    changed: int = 0
    organisations: list[str] = field(default_factory=list)  # names of those created
    subjects: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)  # sentences about who joins and leaves

    @property
    def refused(self) -> bool:
        """Whether nothing can be imported."""
        return bool(self.problem or self.bad)

    @property
    def something_to_do(self) -> bool:
        """Whether the directory is not already as the file says."""
        return bool(self.created or self.changed or self.organisations or self.subjects or self.members)

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


def lines(report: Report, *, with_changes: bool) -> Iterator[str]:
    """The report for a terminal, without its summary."""
    yield from bad_lines(report)
    if with_changes:
        yield from change_lines(report)
    for name in report.organisations:
        yield _("New organisation: %(name)s") % {"name": name}
    for name in report.subjects:
        yield _("New subject: %(name)s") % {"name": name}
    yield from report.members
    yield from report.notes
