"""What the newsletters hang up in Wagtail: the menu, the screens until an issue is sent, and the history's words."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from newsletters.admin import guards, urls
from newsletters.admin.frame import SENDING
from newsletters.admin.listing import IssueListing
from newsletters.admin.segments import SegmentViewSet
from newsletters.admin.topics import TopicViewSet
from newsletters.choosers import service_chooser
from newsletters.models import IssuePage
from portal.admin_screens import refuse_in_bulk, register_log_actions
from portal.models import User


class NewslettersGroup(ViewSetGroup):
    """Everything about newsletters."""

    menu_label = _("Newsletters")
    menu_icon = "mail"
    menu_order = 57
    items = (IssueListing, SegmentViewSet, TopicViewSet)


@hooks.register("register_admin_viewset")
def newsletters() -> NewslettersGroup:
    """The list of issues, the segments and the topics."""
    return NewslettersGroup()


@hooks.register("register_admin_viewset")
def contact_chooser() -> ChooserViewSet:
    """What the editor of an issue chooses a contact with."""
    return service_chooser


@hooks.register("register_admin_urls")
def sending_addresses() -> list[URLPattern]:
    """The screens of one issue and of one sending."""
    return urls.urlpatterns


@hooks.register("register_page_header_buttons")
def way_to_sending(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From the editor of an issue to the steps until it is sent."""
    if page.specific_class is IssuePage and user.has_perms(SENDING):
        url = reverse("newsletters_check", args=[page.pk])
        yield Button(_("Send as a newsletter"), url=url, icon_name="mail", priority=5)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What Wagtail's log says about an issue, besides what it says about every page."""
    words = {
        "send": (_("Send"), _("Scheduled the issue to be sent")),
        "test": (_("Test mail"), _("Sent a test mail")),
        "call_off": (_("Call off"), _("Called the sending off")),
        "pause": (_("Pause"), _("Paused the sending")),
        "resume": (_("Go on"), _("Went on with the sending")),
        "send_held": (_("Send although late"), _("Sent what was held back")),
        "send_failed_again": (_("Send again"), _("Sent again to those that were refused")),
    }
    register_log_actions(actions, "newsletters", words)


@hooks.register("before_unpublish_page")
def before_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep the page of an issue that is being sent."""
    return guards.refuse_unpublish(request, page)


@hooks.register("before_delete_page")
def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep the page of an issue that was sent."""
    return guards.refuse_delete(request, page)


@hooks.register("before_bulk_action")
def before_many(request: HttpRequest, action: str, pages: list[Page], view: object) -> HttpResponse | None:
    """The same for many pages at a time."""
    return refuse_in_bulk(request, action, pages, guards.REFUSALS)
