"""The links by which a reader's calendar follows the theme days or takes one over."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from directory.contacts.models import Subject
from portal.calendars import entry_links, feed_links
from themedays.calendar import entry_of, feed_name
from themedays.models import SeatPool

register = template.Library()


@register.inclusion_tag("themedays/subscribe.html")
def subscribe(subject: Subject | None = None) -> dict[str, Any]:
    """`{% subscribe %}` follows all days, `{% subscribe subject %}` those about one subject."""
    path = reverse("themedays:subject_calendar", args=[subject.slug]) if subject else reverse("themedays:calendar")
    return {"links": feed_links(settings.SITE_URL + path, feed_name(subject)), "subject": subject}


@register.inclusion_tag("themedays/add_to_calendar.html")
def add_to_calendar(pool: SeatPool) -> dict[str, Any]:
    """`{% add_to_calendar pool %}`: for a published day with a date. One query, for the day's subjects."""
    path = reverse("themedays:day_calendar", args=[pool.page.slug])
    return {"links": entry_links(entry_of(pool), settings.SITE_URL + path), "name": f"{pool.page.slug}.ics"}
