"""What can be wrong with a spreadsheet that somebody brings."""

from dataclasses import dataclass


class FileError(ValueError):
    """The file as a whole cannot be read. Its message is a sentence for the person who chose it."""


@dataclass(frozen=True)
class BadCell:
    """A cell that cannot be imported. `row` as the spreadsheet shows it, the header being 1; never the cell's value."""

    row: int
    column: str
    reason: str
