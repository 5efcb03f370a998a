"""What is forgotten about the groups by itself, night by night. Each rule and its time stands in docs/privacy.md too.

A rule counts in a dry run and otherwise acts; run again it finds nothing left to do.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from portal.contributions import Forgotten
from supervision.models import Seat, SessionAnswer

MOTIVATION_FOR = timedelta(days=30)
NEVER_MEMBER_FOR = timedelta(days=183)
ANSWERS_FOR = timedelta(days=90)


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Why somebody wanted to join 30 days after the answer, who never became a member after half a year, who said that
    they come three months after the session.

    Who was in a group and at its sessions stays for as long as the portal knows them: their hours are documented by it.
    """
    answers = SessionAnswer.objects.filter(session__ends_at__lt=now - ANSWERS_FOR)
    return [
        Forgotten("supervision.motivation", _without_words(_answered(now), dry_run)),
        Forgotten("supervision.never-member", _nameless(_never_member(now), dry_run)),
        Forgotten("supervision.answers", answers.count() if dry_run else answers.delete()[0]),
    ]


def _answered(now: datetime) -> QuerySet[Seat]:
    """Answered or taken back thirty days ago, and the words are still there."""
    long_ago = now - MOTIVATION_FOR
    answered = Q(decided_at__lt=long_ago) | Q(ended_at__lt=long_ago) | Q(starts_on__lt=long_ago.date())
    return Seat.objects.filter(answered).exclude(motivation="")


def _never_member(now: datetime) -> QuerySet[Seat]:
    ended = Seat.objects.filter(state__in=[Seat.State.LEFT, Seat.State.DECLINED], starts_on=None)
    return ended.filter(ended_at__lt=now - NEVER_MEMBER_FOR).exclude(user=None)


def _without_words(rows: QuerySet[Seat], dry_run: bool) -> int:
    return rows.count() if dry_run else rows.update(motivation="")


def _nameless(rows: QuerySet[Seat], dry_run: bool) -> int:
    return rows.count() if dry_run else nameless(rows)


def nameless(rows: QuerySet[Seat]) -> int:
    """Let seats be nobody's; profession, days and whose seat it was stay, for the sums. How many."""
    return rows.update(user=None, workplace="", motivation="", sentence="", decided_by=None, ended_by=None)
