"""What follows when a theme day is published: its calendar entry, and a mail to its people when it has moved.

What the calendars were told stands beside the page (`SeatPool.told_*`), for publishing any draft writes all of the
page's own fields back. Only a difference from what was told counts, however often and in which order drafts come out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from themedays.actions import move_day, pool_of
from themedays.actions.filling import locked
from themedays.calendar import place_of, words_of
from themedays.models import Registration, SeatPool, ThemeDayPage


@dataclass(frozen=True)
class Changes:
    """In what a version of the page differs from what people and calendars were told."""

    time: bool = False
    place: bool = False
    words: bool = False

    @property
    def is_move(self) -> bool:
        """Whether people must be told: where or when to come is another."""
        return self.time or self.place


def what_changed(page: ThemeDayPage, pool: SeatPool | None) -> Changes:
    """What publishing this version would change; nothing when nobody was told anything yet. Reads the subjects."""
    if pool is None or pool.told_starts_at is None:
        return Changes()
    return Changes(
        time=(page.starts_at, page.ends_at) != (pool.told_starts_at, pool.told_ends_at),
        place=place_of(page) != pool.told_place,
        words=(page.title, words_of(page)) != (pool.told_title, pool.told_words),
    )


def how_many_would_be_told(page: ThemeDayPage, now: datetime) -> int:
    """How many get a mail when this version of the page is published."""
    pool = SeatPool.objects.filter(page_id=page.pk).first()
    if pool is None or pool.cancelled_at is not None or page.ends_at is None or page.ends_at <= now:
        return 0
    if not what_changed(page, pool).is_move:
        return 0
    return Registration.objects.filter(pool=pool, user__isnull=False).active().count()


def follow_published(sender: type[ThemeDayPage], instance: ThemeDayPage, **_kwargs: Any) -> None:
    """Wagtail's `page_published`. It is also sent for a page that is to come out later: then nothing is done."""
    if instance.live:
        note_published(instance, timezone.now())


@transaction.atomic
def note_published(page: ThemeDayPage, now: datetime) -> int:
    """Bring seats and calendar up to what is published, and tell people of a move; how many. Done again: nothing."""
    pool = locked(pool_of(page, now=now))
    changes = what_changed(pool.page, pool)
    told = 0
    if changes.is_move or pool.told_starts_at is None:
        told = move_day(pool, by=None, now=now)
    if changes.words or not pool.told_words:
        _note_words(pool, now)
    return told


def _note_words(pool: SeatPool, now: datetime) -> None:
    """New words are shown by the calendars; nobody gets a mail because of them, and no number rises."""
    words = {"told_title": pool.page.title, "told_words": words_of(pool.page)}
    SeatPool.objects.filter(pk=pool.pk).update(**words, changed_at=now)
