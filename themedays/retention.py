"""What is forgotten about theme days by itself, night by night. Each rule and its time stands in docs/privacy.md too.

A rule counts in a dry run and otherwise acts; run again it finds nothing left to do.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from portal.clock import COPENHAGEN
from portal.contributions import Forgotten
from themedays.models import DayMail, Payer, Registration, RegistrationNeed

NEEDS_FOR = timedelta(days=14)
NEVER_SEATED_FOR = timedelta(days=30)
NOT_THERE_FOR = timedelta(days=730)  # 24 months
MAILS_FOR = timedelta(days=730)
PAYERS_FOR = 5  # years, and the current one (bogføringsloven § 12)


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Needs 14 days after the day, those who only waited 30 days after, those who were not there 24 months after.

    Whoever was there keeps the proof for as long as the portal knows them. The rows stay, for nobody: they are counted.
    """
    needs = RegistrationNeed.objects.filter(registration__pool__page__ends_at__lt=now - NEEDS_FOR)
    payers = Payer.objects.filter(pk__in=_old_payers(now).values("pk"))
    mails = DayMail.objects.filter(sent_at__lt=now - MAILS_FOR).exclude(text="")
    return [
        Forgotten("themedays.needs", needs.count() if dry_run else needs.delete()[0]),
        Forgotten("themedays.never-seated", _nameless(_never_seated(now), dry_run)),
        Forgotten("themedays.not-there", _nameless(_not_there(now), dry_run)),
        Forgotten("themedays.payers", payers.count() if dry_run else payers.delete()[0]),
        Forgotten("themedays.mails", mails.count() if dry_run else mails.update(text="")),
    ]


def _never_seated(now: datetime) -> QuerySet[Registration]:
    rows = Registration.objects.filter(pool__page__ends_at__lt=now - NEVER_SEATED_FOR)
    return rows.filter(confirmed_at=None).exclude(user=None)


def _not_there(now: datetime) -> QuerySet[Registration]:
    rows = Registration.objects.filter(pool__page__ends_at__lt=now - NOT_THERE_FOR)
    return rows.filter(attendance=None).exclude(user=None)


def _old_payers(now: datetime) -> QuerySet[Payer]:
    first_kept = timezone.localdate(now, COPENHAGEN).year - PAYERS_FOR
    begins = datetime(first_kept, 1, 1, tzinfo=COPENHAGEN)
    return Payer.objects.filter(created_at__lt=begins, registration__pool__page__ends_at__lt=begins)


def _nameless(rows: QuerySet[Registration], dry_run: bool) -> int:
    return rows.count() if dry_run else nameless(rows)


def nameless(rows: QuerySet[Registration]) -> int:
    """Let rows be nobody's; whose seats they counted among stays, for the sums. How many."""
    keys = list(rows.values_list("pk", flat=True))
    return Registration.objects.filter(pk__in=keys).update(user=None, workplace="", created_by=None, cancelled_by=None)
