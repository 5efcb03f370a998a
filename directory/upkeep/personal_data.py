"""The reports that somebody has sent with their own mail address: what is known, and how it is forgotten."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from directory.upkeep.models import Correction
from portal.contributions import Forgotten, PersonalData
from portal.models import User

KEPT = timedelta(days=365)


def personal_data(user: User) -> Iterable[PersonalData]:
    """Each report about a contact that carries the user's address."""
    reports = Correction.objects.filter(reporter_email__iexact=user.email).select_related("organisation")
    rows = [
        {
            _("When"): report.reported_at,
            _("About"): report.organisation.name,
            _("What"): report.get_kind_display(),
            _("What you wrote"): report.text,
            _("Answer"): report.answer,
        }
        for report in reports
    ]
    return [PersonalData("corrections", _("What you have reported as wrong"), rows)]


def erase(user: User, now: datetime) -> None:
    """The report stays, without its sender."""
    Correction.objects.filter(reporter_email__iexact=user.email).update(reporter_email="")


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Answered reports are deleted after a year."""
    old = Correction.objects.filter(state=Correction.State.ANSWERED, answered_at__lt=now - KEPT)
    count = old.count()
    if not dry_run:
        old.delete()
    return [Forgotten("corrections.answered", count)]
