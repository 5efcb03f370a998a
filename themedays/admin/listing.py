"""The list of theme days: when, in which state, how full, who waits, and whether the mails got through."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from directory.contacts.admin.views import folded_search
from portal.admin_screens import WaysColumn
from portal.clock import COPENHAGEN
from portal.mail.models import Delivery
from themedays.admin.frame import when
from themedays.models import SeatPool, ThemeDayPage
from themedays.standing import Counts, counts_of, day_state

_NO_COUNTS = Counts()
_Status = Delivery.Status
_UNDER_WAY = (_Status.QUEUED, _Status.CLAIMED, _Status.HANDING)


@dataclass(frozen=True)
class Glance:
    """What the list says about one day."""

    when: str
    state: str
    seats: str
    waiting: str
    mails: str


def mail_words(counts: Mapping[str, int]) -> str:
    """What became of some mails: "312 sendt, 2 afvist, 1 uvis"; "" for none."""
    said = [
        (counts.get(_Status.SENT, 0), _("%(count)d sent")),
        (sum(counts.get(status, 0) for status in _UNDER_WAY), _("%(count)d on their way")),
        (counts.get(_Status.FAILED, 0), _("%(count)d refused")),
        (counts.get(_Status.UNKNOWN, 0), _("%(count)d unknown")),
    ]
    return ", ".join(words % {"count": count} for count, words in said if count)


def mails_about(pools: Iterable[SeatPool]) -> dict[int, Counter[str]]:
    """How many mails about each day are in each state. One query."""
    keys = {f"themeday-{pool.pk}": pool.pk for pool in pools}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Delivery.objects.filter(about__in=keys).order_by().values_list("about", "status").annotate(Count("pk"))
    for about, status, count in rows:
        found[keys[about]][status] += count
    return found


def glances(days: Iterable[ThemeDayPage], now: datetime) -> dict[int, Glance]:
    """What the list says about these days, by their keys. A few queries, however many there are."""
    pages = {day.pk: day for day in days}
    pools = {pool.page_id: pool for pool in SeatPool.objects.filter(page__in=pages)}
    for key, pool in pools.items():
        pool.page = pages[key]  # known already
    counts, mails = counts_of(pools.values()), mails_about(pools.values())
    return {day.pk: _glance(day, pools.get(day.pk), counts, mails, now) for day in pages.values()}


def _glance(
    day: ThemeDayPage,
    pool: SeatPool | None,
    counts: Mapping[int, Counts],
    mails: Mapping[int, Counter[str]],
    now: datetime,
) -> Glance:
    count = counts.get(pool.pk, _NO_COUNTS) if pool else _NO_COUNTS
    taken = count.confirmed + count.offered
    has_seats = pool is not None and pool.capacity is not None
    return Glance(
        when=when(day),
        state=day_state(pool, day, count, now).short if day.starts_at else "",
        seats=_("%(taken)d of %(seats)d") % {"taken": taken, "seats": pool.capacity} if pool and has_seats else "",
        waiting=_("%(count)d waiting") % {"count": count.waiting} if count.waiting else "",
        mails=mail_words(mails.get(pool.pk, {})) if pool else "",
    )


def page_words(day: ThemeDayPage) -> str:
    """Whether the page can be seen, and whether there is a newer draft of it."""
    if not day.live:
        return _("draft")
    return _("published, with a newer draft") if day.has_unpublished_changes else _("published")


def _ways(day: ThemeDayPage) -> list[tuple[str, str]]:
    """Participants, seats and mail; and a new day made of this one."""
    ways = [
        ("themedays_participants", _("Participants")),
        ("themedays_seats", _("Seats")),
        ("themedays_mails", _("Mail")),
        ("wagtailadmin_pages:copy", _("Copy")),
    ]
    return [(reverse(name, args=[day.pk]), label) for name, label in ways]


def _years(_request: HttpRequest | None = None) -> list[tuple[str, str]]:
    days = ThemeDayPage.objects.exclude(starts_at=None).order_by()
    years = days.annotate(year=ExtractYear("starts_at", tzinfo=COPENHAGEN)).values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


class DayFilterSet(WagtailFilterSet):
    """Choose a year."""

    year = ChoiceFilter(label=gettext_lazy("Year"), choices=_years, method="in_year")

    class Meta:
        model = ThemeDayPage
        fields: list[str] = []

    def in_year(self, queryset: QuerySet[ThemeDayPage], _name: str, value: str) -> QuerySet[ThemeDayPage]:
        """The days of that year in Copenhagen."""
        found: QuerySet[ThemeDayPage] = queryset.filter(starts_at__year=int(value))
        return found


class DayIndexView(IndexView):
    """All theme days: those without a date, then those to come with the next one first, then the others."""

    template_name = "portal/admin/listing.html"
    table_classname = "listing full-width screen-cards"

    def get_base_queryset(self) -> QuerySet[ThemeDayPage]:
        """The days that the coordinator may see, with the venue."""
        days: QuerySet[ThemeDayPage] = super().get_base_queryset().select_related("venue")
        return days

    def order_queryset(self, queryset: QuerySet[ThemeDayPage]) -> QuerySet[ThemeDayPage]:
        """By the date, unless another column was chosen."""
        if self.is_explicitly_ordered:
            ordered: QuerySet[ThemeDayPage] = super().order_queryset(queryset)
            return ordered
        is_past = When(ends_at__lt=timezone.now(), then=Value(2))
        has_no_date = When(starts_at=None, then=Value(0))
        queryset = queryset.annotate(
            part=Case(has_no_date, is_past, default=Value(1), output_field=IntegerField()),
            soon=Case(When(ends_at__gte=timezone.now(), then=F("starts_at"))),
        )
        return queryset.order_by("part", "soon", "-starts_at", "pk")

    def search_queryset(self, queryset: QuerySet[ThemeDayPage]) -> QuerySet[ThemeDayPage]:
        """The days whose title, lead or venue has every typed word, whatever its Danish letters."""
        if not self.is_searching:
            return queryset
        return folded_search(queryset, ("title", "lead", "venue__name"), str(self.search_query))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what each row says, fetched for all rows at once."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        days = context["object_list"]
        found = glances(days, timezone.now())
        for day in days:
            day.glance = found[day.pk]
        return context


class DayListing(PageListingViewSet):
    """The list of theme days."""

    model = ThemeDayPage
    name = "theme-days"
    url_prefix = "temadage"
    menu_label = gettext_lazy("All theme days")
    icon = "date"
    index_view_class = DayIndexView
    filterset_class = DayFilterSet
    list_per_page = 50
    # Wagtail's own columns of pages ask the database again for each row.
    columns = [
        TitleColumn("title", label=gettext_lazy("Title"), sort_key="title", url_name="wagtailadmin_pages:edit"),
        Column("when", label=gettext_lazy("When"), accessor="glance.when", sort_key="starts_at"),
        Column("state", label=gettext_lazy("State"), accessor="glance.state"),
        Column("seats", label=gettext_lazy("Seats taken"), accessor="glance.seats"),
        Column("waiting", label=gettext_lazy("On the waiting list"), accessor="glance.waiting"),
        Column("mails", label=gettext_lazy("Mail"), accessor="glance.mails"),
        WaysColumn(_ways, label=gettext_lazy("Go to")),
        Column("status", label=gettext_lazy("Page"), accessor=page_words, sort_key="live"),
    ]
