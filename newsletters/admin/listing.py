"""The list of issues: how far each has come, and what became of it."""

from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from directory.contacts.admin.views import folded_search
from newsletters.admin.standing import in_short, standings, state_words
from newsletters.models import IssuePage
from portal.admin_screens import WaysColumn


def _ways(issue: Any) -> list[tuple[str, str]]:
    """Sending it, and what became of it."""
    ways = [(reverse("newsletters_check", args=[issue.pk]), _("Send"))]
    if issue.standing.sendings:
        latest = issue.standing.sendings[0]
        ways.append((reverse("newsletters_sending", args=[latest.pk]), _("Under way")))
        ways.append((reverse("newsletters_figures", args=[issue.pk]), _("Figures")))
    return ways


class IssueFilterSet(WagtailFilterSet):
    """Which topic."""

    class Meta:
        model = IssuePage
        fields = ["topic"]


class IssueIndexView(IndexView):
    """All issues, the latest first."""

    template_name = "portal/admin/listing.html"
    table_classname = "listing full-width screen-cards"

    def get_base_queryset(self) -> QuerySet[IssuePage]:
        """The issues that the coordinator may see."""
        issues: QuerySet[IssuePage] = super().get_base_queryset()
        return issues

    def order_queryset(self, queryset: QuerySet[IssuePage]) -> QuerySet[IssuePage]:
        """By when they were made, unless another column was chosen."""
        if self.is_explicitly_ordered:
            ordered: QuerySet[IssuePage] = super().order_queryset(queryset)
            return ordered
        return queryset.order_by("-pk")

    def search_queryset(self, queryset: QuerySet[IssuePage]) -> QuerySet[IssuePage]:
        """The issues whose title or subject has every typed word, whatever its Danish letters."""
        if not self.is_searching:
            return queryset
        return folded_search(queryset, ("title", "subject", "lead"), str(self.search_query))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how each issue stands, fetched for all rows at once."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        issues = context["object_list"]
        prefetch_related_objects(list(issues), "topic")
        found = standings(issues)
        for issue in issues:
            issue.standing = found[issue.pk]
            issue.state_words = state_words(issue, issue.standing.sendings)
            issue.in_short = in_short(issue.standing.figures)
        return context


class IssueListing(PageListingViewSet):
    """The list of issues."""

    model = IssuePage
    name = "newsletter-issues"
    url_prefix = "nyhedsbreve"
    menu_label = gettext_lazy("All issues")
    icon = "mail"
    index_view_class = IssueIndexView
    filterset_class = IssueFilterSet
    list_per_page = 50
    # Wagtail's own columns of pages ask the database again for each row.
    columns = [
        TitleColumn("title", label=gettext_lazy("Title"), sort_key="title", url_name="wagtailadmin_pages:edit"),
        Column("topic", label=gettext_lazy("Topic"), sort_key="topic__name"),
        Column("state_words", label=gettext_lazy("State")),
        Column("in_short", label=gettext_lazy("What became of it")),
        WaysColumn(_ways, label=gettext_lazy("Go to")),
    ]
