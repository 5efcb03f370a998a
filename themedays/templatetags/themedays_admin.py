"""What Wagtail's page editor shows about a day that is not part of its page: the seats, and who would be told."""

from dataclasses import dataclass

from django import template
from django.utils import timezone

from themedays.actions.rules import reserves_bind
from themedays.admin.frame import pool_of
from themedays.admin.guards import signed_up
from themedays.admin.numbers import Numbers, numbers_of
from themedays.models import ThemeDayPage

register = template.Library()


@dataclass(frozen=True)
class InEditor:
    """The seats of a day that is being edited, and how many would be told of another date."""

    numbers: Numbers
    signed_up: int
    is_cancelled: bool


@register.simple_tag
def seats_of(day: ThemeDayPage) -> InEditor | None:
    """The day's seats; None for a day that has not been saved yet."""
    if day.pk is None:
        return None
    pool = pool_of(day)
    numbers = numbers_of(pool, reserves_bind=reserves_bind(pool, timezone.now()))
    return InEditor(numbers, signed_up(day), pool.cancelled_at is not None)
