"""Theme days: the page that people write, and beside it the seats, registrations and what hangs on them."""

from themedays.models.mailings import DayMail
from themedays.models.pages import Material, Speaker, ThemeDayIndexPage, ThemeDayPage, Venue
from themedays.models.registrations import Attendance, Need, Payer, Registration, RegistrationNeed
from themedays.models.seats import SeatAllocation, SeatPool

__all__ = [
    "Attendance",
    "DayMail",
    "Material",
    "Need",
    "Payer",
    "Registration",
    "RegistrationNeed",
    "SeatAllocation",
    "SeatPool",
    "Speaker",
    "ThemeDayIndexPage",
    "ThemeDayPage",
    "Venue",
]
