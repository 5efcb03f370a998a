"""The tables of the papers, as text in cells."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.clock import date_text
from supervision.hours import words
from supervision.hours.sizes import Headcount
from supervision.hours.statements import BandLine, Statement, Tally

type Cell = tuple[str, str, bool]


@dataclass(frozen=True)
class Table:
    """A caption, a head, rows of the same length, and perhaps a row of sums. `numbers`: columns set to the right.

    `widths` are the columns' shares of the width on paper; `key` is the table's name in the page.
    """

    key: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()

    @property
    def labelled_head(self) -> list[Cell]:
        """The head for a page: label, text, and whether it stands to the right."""
        return self._labelled(self.head)

    @property
    def labelled_rows(self) -> list[list[Cell]]:
        """The rows for a page, each cell with the label of its column, which a phone shows beside it."""
        return [self._labelled(row) for row in self.rows]

    @property
    def labelled_sums(self) -> list[Cell]:
        """The row of sums for a page."""
        return self._labelled(self.sums)

    def _labelled(self, cells: tuple[str, ...]) -> list[Cell]:
        return [
            (label, cell, column in self.numbers)
            for column, (label, cell) in enumerate(zip(self.head, cells, strict=True))
        ]


def step_text(minutes: int) -> str:
    """What the hours for the form are rounded to."""
    return {15: _("quarters of an hour"), 30: _("half hours"), 60: _("whole hours")}[minutes]


def hours(tally: Tally, statement: Statement) -> Table:
    """The person's time by the size of the group. Only psychologists have a form and converted hours."""
    head = (_("Supervisees"), _("Meetings"), _("Time"), _("Hours for the form"), _("Converted, as guidance"))
    rows = [_band_cells(line) for line in tally.lines]
    sums = (
        _("In all"),
        str(sum(line.sessions for line in tally.lines)),
        words.short_time(tally.minutes),
        words.form_hours(tally.form_minutes),
        words.short_time(tally.converted),
    )
    columns = 5 if statement.person.is_psychologist else 3
    return Table(
        key=f"timer-{tally.counting}",
        caption=_("Hours by the size of the group, counted %(way)s") % {"way": words.counting_text(tally.counting)},
        head=head[:columns],
        rows=tuple(row[:columns] for row in rows),
        sums=sums[:columns] if rows else (),
        numbers=(1, 2, 3, 4)[: columns - 1],
        widths=(3, 2, 3, 4, 4)[:columns],
    )


def compositions(statement: Statement) -> Table:
    """Who were members: at the person's first session, and from each day on which it became others."""
    return Table(
        key="sammensaetning",
        caption=_("Who was in the group"),
        head=(_("From"), _("Members"), _("Of them psychologists"), _("Professions")),
        rows=tuple(
            (date_text(one.day), str(one.group.size), str(one.group.psychologists), _professions(one.group))
            for one in statement.compositions
        ),
        numbers=(1, 2),
        widths=(3, 2, 3, 7),
    )


def sessions(statement: Statement) -> Table:
    """Every session the person was at, so that the sums can be checked."""
    return Table(
        key="moeder",
        caption=_("Meetings"),
        head=(
            _("Day"),
            _("Lasted"),
            _("Took part"),
            _("Members (psychologists)"),
            _("There (psychologists)"),
        ),
        rows=tuple(
            (
                date_text(line.day) + (f" ({_('online')})" if line.is_remote else ""),
                words.short_time(line.session_minutes),
                words.short_time(line.minutes),
                _of(line.members),
                _of(line.present),
            )
            for line in statement.lines
        ),
        numbers=(1, 2, 3, 4),
        widths=(4, 2, 3, 5, 5),
    )


def _band_cells(line: BandLine) -> tuple[str, ...]:
    return (
        words.band_text(line.band),
        str(line.sessions),
        words.short_time(line.minutes),
        words.form_hours(line.form_minutes),
        words.short_time(line.converted),
    )


def _of(group: Headcount) -> str:
    return f"{group.size} ({group.psychologists})"


def _professions(group: Headcount) -> str:
    return ", ".join(f"{profession or _('not stated')}: {number}" for profession, number in group.professions)
