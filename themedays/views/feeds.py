"""The public calendars: all days, those about one subject, one day. They know no reader: everybody gets the same."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.contacts.models import Subject
from portal.calendars import calendar_response, feed
from themedays.calendar import day_address, entry_of, feed_name, followed_entries, published_pool


@require_safe
def all_days(request: HttpRequest) -> HttpResponse:
    """Every published day, from three months back and on."""
    content = feed(
        followed_entries(timezone.now()),
        key="themedays",
        name=feed_name(),
        url=_index_address(),
        source=settings.SITE_URL + reverse("themedays:calendar"),
    )
    return calendar_response(request, content, filename="temadage.ics")


@require_safe
def subject_days(request: HttpRequest, slug: str) -> HttpResponse:
    """The days about one subject; a subject without any has an empty calendar, for the next may come."""
    subject = get_object_or_404(Subject, slug=slug)
    content = feed(
        followed_entries(timezone.now(), subject),
        key=f"themedays-subject-{subject.pk}",
        name=feed_name(subject),
        url=_index_address(),
        source=settings.SITE_URL + reverse("themedays:subject_calendar", args=[subject.slug]),
    )
    return calendar_response(request, content, filename=f"temadage-{subject.slug}.ics")


@require_safe
def one_day(request: HttpRequest, slug: str) -> HttpResponse:
    """One published day, to follow or to take over."""
    pool = published_pool(slug)
    if pool is None:
        raise Http404
    entry = entry_of(pool)
    content = feed(
        [entry],
        key=f"themeday-{pool.uid}",
        name=entry.title,
        url=day_address(pool.page),
        source=settings.SITE_URL + reverse("themedays:day_calendar", args=[slug]),
    )
    return calendar_response(request, content, filename=f"{slug}.ics")


def _index_address() -> str:
    return f"{settings.SITE_URL}{reverse('wagtail_serve', args=['temadage/'])}"
