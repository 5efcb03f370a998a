"""What is forgotten by itself."""

from collections.abc import Iterable
from datetime import datetime

from portal.contributions import Forgotten


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Each rule, and how many it took."""
    return []
