"""Whom a newsletter can be sent to: by the theme days that people are signed up for, and those they came to.

And what its readers did afterwards: how many signed up for a day that an issue mentions.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directory.contacts.models import Subject
from portal.clock import COPENHAGEN, date_text
from portal.contributions import AudienceFilter
from portal.danish import sort_key
from themedays.models import Registration, ThemeDayPage

_OFFERED_FOR = timedelta(days=3 * 365)  # how long a day that was held can be chosen


def audience_filters(now: datetime) -> Iterable[AudienceFilter]:
    """The questions about theme days."""

    def days() -> list[tuple[str, str]]:
        return _day_choices(now)

    def held() -> list[tuple[str, str]]:
        return _day_choices(now, held=True)

    yield AudienceFilter("themedays.signed_up", _("Signed up for the theme day"), days, _signed_up)
    yield AudienceFilter("themedays.attended", _("Was at the theme day"), held, _attended)
    yield AudienceFilter("themedays.subject", _("Has been to a theme day about"), _subject_choices, _about)


def followed(
    pages: Collection[int], users: QuerySet[Any, int], since: datetime, until: datetime
) -> Iterable[tuple[str, int]]:
    """How many of the users signed up, in that time, for a theme day that is one of these pages.

    Whoever cancelled since counts: it is what the issue led to. A colleague who took a seat over signed up too.
    """
    signed_up = Registration.objects.filter(
        pool__page__in=list(pages), user__in=users, created_at__gte=since, created_at__lt=until
    )
    yield _("signed up for a theme day"), signed_up.order_by().values("user", "pool").distinct().count()


def _day_choices(now: datetime, *, held: bool = False) -> list[tuple[str, str]]:
    """The days, the latest first: "Unge og selvmordsforsøg, 10. december 2026". One query."""
    days = ThemeDayPage.objects.filter(pool__isnull=False, starts_at__gte=now - _OFFERED_FOR)
    days = days.filter(starts_at__lte=now) if held else days
    rows = days.order_by("-starts_at", "-pk").values_list("pk", "title", "starts_at")
    return [(str(pk), f"{title}, {date_text(starts.astimezone(COPENHAGEN).date())}") for pk, title, starts in rows]


def _signed_up(values: Collection[str]) -> QuerySet[Registration, int]:
    return _people(Registration.objects.active().filter(pool__page__in=_keys(values)))


def _attended(values: Collection[str]) -> QuerySet[Registration, int]:
    return _people(Registration.objects.filter(attendance__isnull=False, pool__page__in=_keys(values)))


def _subject_choices() -> list[tuple[str, str]]:
    used = ThemeDayPage.subjects.through.objects.values("subject")
    subjects = Subject.objects.filter(pk__in=used)
    return [(str(subject.pk), str(subject)) for subject in sorted(subjects, key=lambda one: sort_key(str(one)))]


def _about(values: Collection[str]) -> QuerySet[Registration, int]:
    days = ThemeDayPage.subjects.through.objects.filter(subject__in=_keys(values)).values("themedaypage")
    return _people(Registration.objects.filter(attendance__isnull=False, pool__page__in=days))


def _people(registrations: QuerySet[Registration]) -> QuerySet[Registration, int]:
    return registrations.exclude(user=None).order_by().values_list("user_id", flat=True)


def _keys(values: Collection[str]) -> list[int]:
    """The values as keys; what is no number names nothing."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 10]
