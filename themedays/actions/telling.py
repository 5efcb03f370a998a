"""Posting the mails about a day, in the transaction of what they tell: rolled back, nothing was said."""

from collections.abc import Iterable
from datetime import datetime

from portal import mail
from portal.mail import Letter, Message
from themedays import emails
from themedays.models import DayMail, Registration, SeatPool


class Teller:
    """Writes to the people of one day. What all its mails share is read once, and only when there is one."""

    def __init__(self, pool: SeatPool, now: datetime) -> None:
        self.now = now
        self._day = emails.Day(pool, now)
        self._about = f"themeday-{pool.pk}"

    def confirmed(self, registration: Registration) -> None:
        """You have a seat."""
        self._post(registration, "confirmed", emails.confirmed(self._day, registration))

    def promoted(self, registration: Registration) -> None:
        """You waited, and now you have a seat."""
        self._post(registration, "promoted", emails.promoted(self._day, registration))

    def waiting(self, registration: Registration, position: int) -> None:
        """You are on the waiting list."""
        self._post(registration, "waiting", emails.waiting(self._day, registration, position))

    def offered(self, registration: Registration) -> None:
        """A seat is kept for you until you answer."""
        self._post(registration, "offered", emails.offered(self._day, registration))

    def cancelled(self, registration: Registration) -> None:
        """You do not come; the row says why."""
        self._post(registration, "cancelled", emails.cancelled(self._day, registration))

    def moved(self, registrations: Iterable[Registration], sequence: int) -> None:
        """The day has changed; `sequence` is the day's own, for a day may change again."""
        written = [(one, emails.moved(self._day, one)) for one in registrations]
        self._post_all(written, "moved", f"-{sequence}")

    def day_cancelled(self, registrations: Iterable[Registration]) -> None:
        """The day does not take place."""
        self._post_all([(one, emails.day_cancelled(self._day, one)) for one in registrations], "day_cancelled")

    def reminded(self, registrations: Iterable[Registration], days: int) -> None:
        """It is in so many days. A day that has moved is reminded of again."""
        written = [(one, emails.reminder(self._day, one, days)) for one in registrations]
        self._post_all(written, "reminder", reminder_number(days, self._day.pool.page.starts_at))

    def written(self, registrations: Iterable[Registration], day_mail: DayMail) -> None:
        """What the coordinator has to say."""
        written = [(one, emails.written(self._day, one, day_mail)) for one in registrations]
        self._post_all(written, "written", f"-{day_mail.pk}")

    def _post(self, registration: Registration, word: str, message: Message) -> None:
        self._post_all([(registration, message)], word)

    def _post_all(self, written: Iterable[tuple[Registration, Message]], word: str, number: str = "") -> None:
        """One query, however many they are. Who has been forgotten is written nothing."""
        letters = [
            Letter(message, one.user.email, mail_key(one, word + number), one.user)
            for one, message in written
            if one.user is not None
        ]
        mail.send_all(letters, purpose=f"themeday-{word}", about=self._about)


def mail_key(registration: Registration, what: str) -> str:
    """What names one mail about a registration, so that it goes once."""
    return f"registration-{registration.pk}-{what}"


def reminder_number(days: int, starts_at: datetime | None) -> str:
    """What tells the reminders of one registration apart: "-7-20261203"."""
    return f"-{days}-{starts_at:%Y%m%d}"
