"""What the groups contribute to any template: the list of groups, and the panel of one."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext

from portal.danish import sort_key
from portal.moment import requested_moment
from portal.permissions import is_logged_in
from supervision.models import Group, SupervisionGroupIndexPage, SupervisionGroupPage
from supervision.standing import Counts, GroupState, Panel, counts_of, panel_of, state_of

register = template.Library()


@register.simple_tag
def group_rows(index: SupervisionGroupIndexPage) -> list[tuple[SupervisionGroupPage, GroupState]]:
    """The published groups with their states, those that run first."""
    pages = list(SupervisionGroupPage.objects.live().child_of(index))
    groups = {group.page_id: group for group in Group.objects.filter(page__in=pages)}
    counts = counts_of(groups.values())

    def state(page: SupervisionGroupPage) -> GroupState:
        group = groups.get(page.pk)
        return state_of(group, counts.get(group.pk, Counts()) if group else Counts())

    rows = [(page, state(page)) for page in pages]
    return sorted(rows, key=lambda row: (row[1].kind == "closed", sort_key(row[0].title)))


@register.simple_tag(takes_context=True)
def group_panel(context: RequestContext, page: SupervisionGroupPage) -> Panel:
    """The panel of the group for whoever looks at it."""
    request: HttpRequest = context["request"]
    user: Any = request.user if is_logged_in(request) else None
    return panel_of(page, user, requested_moment(request)[0])
