"""How long a confirmation holds: 90 days as fresh, and after 180 days readers are told to expect a change."""

from datetime import date, timedelta

from django.db.models import Q

FRESH_DAYS = 90
STALE_DAYS = 180


def unconfirmed_since(today: date, days: int) -> Q:
    """Services that nobody has confirmed in the last `days` days, or ever."""
    return Q(verified_on=None) | Q(verified_on__lt=today - timedelta(days=days))
