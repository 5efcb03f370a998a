"""What the rooms' screens in the admin have in common: their frame, a column of ways, words for the log, and guards."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import BaseColumn
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

type Words = str | Promise
type Refusal = Callable[[HttpRequest, Page], HttpResponse | None]


def frame(title: str, *, under: tuple[str, str], icon: str, about: str = "") -> dict[str, object]:
    """What `portal/admin/screen.html` shows around a screen: its title and the way to it.

    Args:
        title: what the screen is for.
        under: what the list above it is called, and the name of its address.
        icon: the name of one of Wagtail's icons.
        about: the title of the one thing that the screen is about, if it is about one.
    """
    label, address = under
    breadcrumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse(address), "label": label},
        {"url": "", "label": about or title},
    ]
    return {
        "breadcrumbs_items": breadcrumbs,
        "header_title": f"{title}: {about}" if about else title,
        "page_title": title,
        "header_icon": icon,
    }


class WaysColumn(BaseColumn):
    """The ways from a row of a list to what belongs to it.

    `ways` says for a row which: the address and the words of each.
    """

    cell_template_name = "portal/admin/ways_cell.html"

    def __init__(self, ways: Callable[[Any], list[tuple[str, str]]], *, label: Words) -> None:
        super().__init__("ways", label=label)
        self.ways = ways

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With the row's ways."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"ways": self.ways(instance)}


def register_log_actions(actions: LogActionRegistry, room: str, words: Mapping[str, tuple[Words, Words]]) -> None:
    """Tell Wagtail's log what a room writes in it: for each action what it is called and what has been done."""
    for action, (label, message) in words.items():
        actions.register_action(f"{room}.{action}", label, message)


def refuse_in_bulk(
    request: HttpRequest, action: str, chosen: Iterable[object], refusals: Mapping[str, Refusal]
) -> HttpResponse | None:
    """The answer to doing `action` with many pages at a time, by what refuses it for one; None when nothing does.

    The hook is the same for everything that can be chosen: what is no page is let by.
    """
    refuse = refusals.get(action)
    for page in chosen if refuse else ():
        if refuse and isinstance(page, Page) and (refused := refuse(request, page)):
            return refused
    return None
