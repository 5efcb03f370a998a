"""The list of groups: in which state, how full, who waits and who asks."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from directory.contacts.admin.views import folded_search
from portal.admin_screens import WaysColumn
from supervision.models import Group, SupervisionGroupPage
from supervision.standing import Counts, counts_of, state_of


def _ways(page: Any) -> list[tuple[str, str]]:
    """The settings; and the roster, where there is a group."""
    ways = [(reverse("supervision_settings", args=[page.pk]), _("Size, state and supervisors"))]
    if page.glance["group"] is not None:
        key = page.glance["group"].pk
        ways += [
            (reverse("supervising:group", args=[key]), _("Members")),
            (reverse("supervising:requests", args=[key]), _("Requests")),
            (reverse("supervising:sessions", args=[key]), _("Sessions")),
        ]
    return ways


class GroupIndexView(IndexView):
    """All groups."""

    def search_queryset(self, queryset: QuerySet[SupervisionGroupPage]) -> QuerySet[SupervisionGroupPage]:
        """The groups whose title or purpose has every typed word."""
        if not self.is_searching:
            return queryset
        return folded_search(queryset, ("title", "lead"), str(self.search_query))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what each row says, fetched for all rows at once."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pages = context["object_list"]
        groups = {group.page_id: group for group in Group.objects.filter(page__in=[page.pk for page in pages])}
        counts = counts_of(groups.values())
        for page in pages:
            group = groups.get(page.pk)
            count = counts.get(group.pk, Counts()) if group else Counts()
            page.glance = {
                "group": group,
                "state": state_of(group, count).words,
                "seats": _("%(taken)d of %(seats)d") % {"taken": count.members, "seats": group.size_max}
                if group
                else "–",
                "waiting": str(count.waiting or "–"),
                "requested": str(count.requested or "–"),
            }
        return context


class GroupListing(PageListingViewSet):
    """The list of groups."""

    model = SupervisionGroupPage
    name = "supervision-groups"
    url_prefix = "supervision"
    menu_label = gettext_lazy("Supervision groups")
    icon = "group"
    index_view_class = GroupIndexView
    # Wagtail's own columns of pages ask the database again for each row.
    columns = [
        TitleColumn("title", label=gettext_lazy("Title"), sort_key="title", url_name="wagtailadmin_pages:edit"),
        Column("state", label=gettext_lazy("State"), accessor="glance.state"),
        Column("seats", label=gettext_lazy("Seats taken"), accessor="glance.seats"),
        Column("waiting", label=gettext_lazy("On the waiting list"), accessor="glance.waiting"),
        Column("requested", label=gettext_lazy("Have asked"), accessor="glance.requested"),
        WaysColumn(_ways, label=gettext_lazy("Go to")),
    ]
