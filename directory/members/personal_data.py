"""What is known about a member, and how it is forgotten."""

from collections.abc import Iterable
from datetime import datetime

from portal.contributions import PersonalData
from portal.models import User


def personal_data(user: User) -> Iterable[PersonalData]:
    """The member's own tables."""
    return []


def erase(user: User, now: datetime) -> None:
    """Forget the person and keep the sums."""
