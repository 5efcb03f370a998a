"""Every number that the arithmetic uses. The authority may change them, so they come from a setting."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Counting(StrEnum):
    """Whose number is the group's size: everybody enrolled on the day, or those who were there."""

    MEMBERS = "members"
    PRESENT = "present"


@dataclass(frozen=True)
class Band:
    """Groups from `least` to `most` supervisees, of whose hours `share` counts. No `most`: and more."""

    least: int
    most: int | None
    share: Fraction

    def converted(self, minutes: int) -> int:
        """What of these minutes counts, in whole minutes, never rounded up."""
        return int(minutes * self.share)


@dataclass(frozen=True)
class Rules:
    """The rules of one day. The defaults are those of docs/supervision-hours.md.

    Sizes count supervisees, hours are hours of sixty minutes. Raises `ValueError` for bands that overlap, for a share
    that is none, and for a step other than 15, 30 or 60 minutes.
    """

    full_size_max: int = 2
    small_size_max: int = 5
    large_size_max: int = 12
    small_share: Fraction = Fraction(2, 3)
    large_share: Fraction = Fraction(1, 2)
    needs_majority: bool = True
    course_hours: int = 10
    short_course_hours: int = 5
    short_courses_total: int = 30
    academic_hours: int = 25
    supervisor_years: int = 3
    total_hours: int = 160
    individual_hours: int = 40
    group_hours: int = 40
    external_hours: int = 40
    remote_hours: int = 80
    leave_weeks: int = 8
    # Which count of the size comes first in the documents; the other one stands there too.
    counting: Counting = Counting.MEMBERS
    # The hours to copy into the form are rounded down to so many minutes, once for each band.
    step_minutes: int = 30
    # Whose rules these are, and who takes the applications.
    authority: str = "Psykolognævnet"
    applications_to: str = "Styrelsen for Patientsikkerhed"
    checked_on: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.full_size_max < self.small_size_max < self.large_size_max:
            raise ValueError("Each size must be larger than the one before it.")
        if not all(0 <= share <= 1 for share in (self.small_share, self.large_share)):
            raise ValueError("A share lies between nothing and the whole hour.")
        if self.step_minutes not in {15, 30, 60}:
            raise ValueError("The step is a quarter, half or whole hour.")

    @property
    def bands(self) -> tuple[Band, ...]:
        """The sizes a group can have, the smallest first; every size from one on is in exactly one of them.

        Nobody else there is a band of its own: it counts in full, and whether as group or individual supervision is
        for the authority to say.
        """
        pair = (Band(2, self.full_size_max, Fraction(1)),) if self.full_size_max > 1 else ()
        return (
            Band(1, 1, Fraction(1)),
            *pair,
            Band(self.full_size_max + 1, self.small_size_max, self.small_share),
            Band(self.small_size_max + 1, self.large_size_max, self.large_share),
            Band(self.large_size_max + 1, None, Fraction(0)),
        )

    def band(self, size: int) -> Band:
        """The band of a group of that many supervisees, at least one."""
        if size < 1:
            raise ValueError("A group has at least one supervisee.")
        return next(band for band in reversed(self.bands) if band.least <= size)

    def rounded_down(self, minutes: int) -> int:
        """Minutes as they are copied into the form: whole steps, never more than there were."""
        return minutes - minutes % self.step_minutes
