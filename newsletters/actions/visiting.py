"""Counting that somebody came from an issue. It is only a number: not who, not from where, not to which page."""

from datetime import datetime

from django.core.cache import caches
from django.db import transaction
from django.db.models import F

from newsletters.models import IssuePage, IssueVisits
from portal.clock import COPENHAGEN

A_MINUTE = 300  # of one issue, in one worker: nobody makes the figures or the disk run full


def count_visit(slug: str, *, now: datetime) -> bool:
    """Count one visit from the issue of that name on the day in Copenhagen. False when there is no such issue, or too
    many came in this minute."""
    issue = IssuePage.objects.live().filter(slug=slug).values_list("pk", flat=True).first()
    if issue is None or _too_many(issue, now):
        return False
    with transaction.atomic():
        day, _is_new = IssueVisits.objects.get_or_create(issue_id=issue, day=now.astimezone(COPENHAGEN).date())
        IssueVisits.objects.filter(pk=day.pk).update(count=F("count") + 1)
    return True


def _too_many(issue: int, now: datetime) -> bool:
    cache, key = caches["local"], f"visits-{issue}-{now:%H%M}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > A_MINUTE
