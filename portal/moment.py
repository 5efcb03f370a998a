"""The moment a page is shown for: now, or another one that a demonstration asks for with `?nu=`."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from portal.clock import COPENHAGEN, date_text


class MomentError(BadRequest, ValueError):
    """`nu` is no time of day. Its message is a sentence for the reader; a page answers 400 with it."""


def parse_moment(text: str) -> datetime:
    """Local time in Copenhagen as an instant: "2026-11-24T02:10".

    Raises:
        MomentError: when the text is no such time.
    """
    try:
        return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)
    except ValueError as error:
        raise MomentError(_("Write the time as 2026-11-24T02:10.")) from error


def requested_moment(request: HttpRequest) -> tuple[datetime, bool]:
    """The moment to show and whether it is another one than now.

    `nu` is honoured in the demo and for those who keep the directory; for everybody else a page says what holds now.

    Raises:
        MomentError: when `nu` is no time.
    """
    text = moment_asked_for(request)
    if not text:
        return timezone.now(), False
    return parse_moment(text), True


def moment_asked_for(request: HttpRequest) -> str:
    """What stands in `nu`, when this reader may ask for another moment; "" otherwise."""
    text = str(request.GET.get("nu") or request.POST.get("nu") or "")
    return text if text and _may_choose_moment(request) else ""


def _may_choose_moment(request: HttpRequest) -> bool:
    if settings.DEMO:
        return True
    # Without a session cookie nobody is logged in: the anonymous page is spared the session's queries.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm("wagtailadmin.access_admin")


def moment_text(at: datetime, *, with_year: bool = False) -> str:
    """A moment as people say it: "tirsdag 24. november kl. 2.10"; dates and times do not break across lines."""
    local = at.astimezone(COPENHAGEN)
    day = f"{WEEKDAYS[local.weekday()]} {date_text(local.date(), with_year=with_year)}"
    time = f"{local.hour}.{local.minute:02}"
    return _("%(day)s at %(time)s") % {"day": day, "time": time}


def period_text(starts: datetime, ends: datetime) -> str:
    """From when to when: "tirsdag 24. november 2026 kl. 9.00-15.30"; with both dates when it ends on another day."""
    first, last = starts.astimezone(COPENHAGEN), ends.astimezone(COPENHAGEN)
    begins = moment_text(starts, with_year=True)
    if first.date() == last.date():
        return f"{begins}-{last.hour}.{last.minute:02}"
    return _("%(from)s to %(to)s") % {"from": begins, "to": moment_text(ends, with_year=True)}
