"""What every template may use: drawings, the menu, dates and the chosen moment."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.clock import COPENHAGEN, date_text
from portal.contributions import MyEntry
from portal.models import ContentPage
from portal.moment import moment_asked_for, moment_text, period_text

register = template.Library()

# Drawn for this site on a grid of 24, stroke 2; the stylesheet gives the colour.
ICONS = {
    "arrow": "M4 12h16M14 6l6 6-6 6",
    "book": "M12 7v13M12 7c-2-2-5-2.5-8-2v13c3-.5 6 0 8 2 2-2 5-2.5 8-2V5c-3-.5-6 0-8 2",
    "check": "M4 12.5l5.5 5.5L20 7",
    "clock": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3 2",
    "confirmed": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M8 12.2l2.8 2.8L16 9.5",
    "copy": "M9 9h11v11H9zM5 15H4V4h11v1",
    "cross": "M6 6l12 12M18 6L6 18",
    "envelope": "M3 6h18v13H3zM3 7l9 7 9-7",
    "hourglass": "M7 3h10M7 21h10M8 3c0 5 8 5 8 9s-8 4-8 9M16 3c0 5-8 5-8 9s8 4 8 9",
    "info": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v5M12 7.5v.1",
    "lock": "M5 11h14v9H5zM8 11V7.5a4 4 0 0 1 8 0V11",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "minus": "M5 12h14",
    "people": (
        "M9 4a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M3 20v-1a5 5 0 0 1 5-5h2a5 5 0 0 1 5 5v1"
        "M16 4.5a3.5 3.5 0 0 1 0 6.5M17.5 14.5A5 5 0 0 1 21 19v1"
    ),
    "phone": "M6 3h3l1.5 5-2 1.5a12 12 0 0 0 6 6l1.5-2 5 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2",
    "print": "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z",
    "question": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.5v.1",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L21 21",
    "triangle": "M12 4L2.5 20h19zM12 10v4.5M12 17v.1",
}


@dataclass(frozen=True)
class MenuItem:
    """One word of the menu."""

    label: str
    url: str
    is_current: bool


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside words that say the same; a screen reader passes it by."""
    return mark_safe(
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{ICONS[name]}"/></svg>'
    )


@register.inclusion_tag("components/faults.html")
def faults_of(form: BaseForm, said: str = "", *, named: bool = False) -> dict[str, object]:
    """What is to be put right in a form, each leading to its field; nothing when all is well.

    Args:
        form: what was sent.
        said: the first line, when it is not that what was written is still there.
        named: whether a field's name stands before its fault, for sentences that do not say it themselves. A form with
            one field needs no names.
    """
    fields = form.visible_fields()
    named = named and len(fields) > 1
    faults = [("", str(error)) for error in form.non_field_errors()]
    faults += [
        (field.auto_id, f"{capfirst(field.label)}: {error}" if named else str(error))
        for field in fields
        for error in field.errors
    ]
    return {"faults": faults, "said": said or _("There is something to put right. What you wrote is here.")}


@register.simple_tag(takes_context=True)
def menu(context: RequestContext) -> list[MenuItem]:
    """What exists, in the order people need it: the look-up, the people, then the pages that are in the menu."""
    request = context.get("request")
    path = request.path if isinstance(request, HttpRequest) else ""
    people = reverse("contacts:people")
    looks_up = path == "/" or (path.startswith("/kontakter/") and not path.startswith(people))
    items = [
        MenuItem(_("Find contact"), "/", looks_up),
        MenuItem(_("People"), people, path.startswith(people)),
    ]
    for page in Page.objects.live().in_menu().filter(depth=3).order_by("path"):
        url = str(page.get_url(request))
        items.append(MenuItem(page.title, url, path.startswith(url)))
    return items


@register.simple_tag
def footer_pages() -> list[ContentPage]:
    """The top pages of text that are not in the menu: privacy, accessibility."""
    return list(ContentPage.objects.live().filter(depth=3, show_in_menus=False).order_by("path"))


@register.filter
def long_date(day: date | None) -> str:
    """A date that stays on one line: "3. november 2026"; nothing for no date."""
    return date_text(day) if day else ""


@register.filter
def and_list(words: list[str]) -> str:
    """ "a", "a og b", "a, b og c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


@register.filter
def short_date(day: date | None) -> str:
    """A date of about now: "3. november"."""
    return date_text(day, with_year=False) if day else ""


@register.filter
def day_of(at: datetime) -> date:
    """The day on which a moment lies in Copenhagen."""
    return at.astimezone(COPENHAGEN).date()


@register.filter
def clock_time(at: datetime | time | None) -> str:
    """A time of day in Copenhagen: "9.00"; nothing for none."""
    if at is None:
        return ""
    local = at.astimezone(COPENHAGEN) if isinstance(at, datetime) else at
    return f"{local.hour}.{local.minute:02}"


@register.filter
def moment_words(at: datetime) -> str:
    """A moment as people say it: "tirsdag 24. november kl. 2.10"."""
    return moment_text(at)


@register.filter
def entry_period(entry: MyEntry) -> str:
    """When something of one's own is: "torsdag 3. december 2026 kl. 9.00-15.30"."""
    return period_text(entry.starts, entry.ends)


@register.simple_tag(takes_context=True)
def keep_moment(context: RequestContext) -> SafeString:
    """The query that keeps the chosen moment on the way to the next page: "?nu=2026-11-24T02%3A10" or ""."""
    moment = moment_value(context)
    return format_html("?{}", urlencode({"nu": moment})) if moment else SafeString("")


@register.simple_tag(takes_context=True)
def moment_value(context: RequestContext) -> str:
    """The chosen moment as it was asked for, "" when the page is shown for now."""
    request = context.get("request")
    return moment_asked_for(request) if isinstance(request, HttpRequest) else ""
