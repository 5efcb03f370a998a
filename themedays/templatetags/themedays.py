"""What the theme days contribute to any template: the next days, the list, the archive, the panel of a day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.http import urlencode

from directory.contacts.models import Subject
from portal.moment import period_text, requested_moment
from portal.permissions import is_logged_in
from themedays.lists import DayRow, held, rows_of, upcoming, years_of
from themedays.materials import Shown, materials_of, may_enter
from themedays.models import ThemeDayPage
from themedays.panel import Panel, panel_of

register = template.Library()
_ON_A_PAGE = 20
_LATEST = 5  # days of the archive below those to come


def _request(context: RequestContext) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request


def _now(context: RequestContext) -> datetime:
    return requested_moment(_request(context))[0]


@register.simple_tag(takes_context=True)
def next_days(context: RequestContext, count: int) -> list[DayRow]:
    """The next published days, so many at most."""
    return upcoming(_now(context), count)


@register.simple_tag(takes_context=True)
def all_days(context: RequestContext) -> list[DayRow]:
    """Every published day to come."""
    return upcoming(_now(context))


@dataclass(frozen=True)
class Archive:
    """The days that are over, as the reader has asked for them."""

    rows: list[DayRow]
    page: Page[ThemeDayPage]
    years: list[int]
    subjects: list[Subject]
    year: int | None
    subject: Subject | None
    is_chosen: bool
    count: int

    def query(self, number: int) -> str:
        """The address of another page of the same choice."""
        chosen = {"aar": self.year, "emne": self.subject.slug if self.subject else None, "side": number}
        return "?" + urlencode({key: value for key, value in chosen.items() if value})

    @property
    def older(self) -> str:
        """The address of the next page, "" on the last one."""
        return self.query(self.page.next_page_number()) if self.is_chosen and self.page.has_next() else ""

    @property
    def newer(self) -> str:
        """The address of the page before, "" on the first one."""
        return self.query(self.page.previous_page_number()) if self.page.has_previous() else ""


@register.simple_tag(takes_context=True)
def archive(context: RequestContext) -> Archive:
    """The days that are over: the latest five, or all of the year and the subject that the address names.

    What is no year or no subject finds no day, and the page says so.
    """
    asked, now = _request(context).GET, _now(context)
    days = held(now)
    count = days.count()
    year, slug = asked.get("aar", ""), asked.get("emne", "")
    is_chosen = bool({"aar", "emne", "side", "alle"} & set(asked))
    subjects = list(Subject.objects.filter(pk__in=held(now).values("subjects")).order_by("name"))
    subject = next((one for one in subjects if one.slug == slug), None)
    years = years_of(now)
    chosen_year = next((one for one in years if str(one) == year), None)
    if year:
        days = days.filter(starts_at__year=chosen_year) if chosen_year else days.none()
    if slug:
        days = days.filter(subjects=subject) if subject else days.none()
    page = Paginator(days, _ON_A_PAGE if is_chosen else _LATEST).get_page(asked.get("side"))
    return Archive(
        rows=rows_of(page.object_list, now),
        page=page,
        years=years,
        subjects=subjects,
        year=chosen_year,
        subject=subject,
        is_chosen=is_chosen,
        count=count,
    )


@register.simple_tag(takes_context=True)
def day_panel(context: RequestContext, page: ThemeDayPage) -> Panel:
    """The sign-up panel of the day for whoever looks at it."""
    request = _request(context)
    user: Any = request.user if is_logged_in(request) else None
    return panel_of(page, user, _now(context))


@register.simple_tag(takes_context=True)
def day_materials(context: RequestContext, page: ThemeDayPage) -> list[Shown]:
    """The materials of the day, and which of them the reader may have."""
    request = _request(context)
    user: Any = request.user if is_logged_in(request) else None
    return materials_of(page, user, _now(context))


@register.simple_tag(takes_context=True)
def online_link(context: RequestContext, page: ThemeDayPage) -> str:
    """The link to the meeting, for whoever has a seat; "" for others."""
    request = _request(context)
    if not page.online_link or not is_logged_in(request):
        return ""
    user: Any = request.user
    return page.online_link if may_enter(page, user) else ""


@register.filter
def period_words(page: ThemeDayPage) -> str:
    """When the day is: "torsdag 3. december 2026 kl. 9.00-15.30"."""
    return period_text(page.starts_at, page.ends_at) if page.starts_at and page.ends_at else ""
