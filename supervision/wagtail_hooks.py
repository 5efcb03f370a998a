"""What the groups hang up in Wagtail: the menu, the screens of a group, and what guards its page."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from portal.admin_screens import refuse_in_bulk, register_log_actions
from supervision.admin import guards, urls
from supervision.admin.listing import GroupListing


class SupervisionViews(ViewSetGroup):
    """Everything about supervision groups."""

    menu_label = gettext_lazy("Supervision")
    menu_icon = "group"
    menu_order = 56
    items = (GroupListing,)

    def get_submenu_items(self) -> list[MenuItem]:
        """The list of groups, and the report."""
        items: list[MenuItem] = super().get_submenu_items()
        report = MenuItem(_("Report"), reverse("supervision_report"), icon_name="table", order=100)
        return [*items, report]


@hooks.register("register_admin_viewset")
def supervision_groups() -> SupervisionViews:
    """The list of groups."""
    return SupervisionViews()


@hooks.register("register_admin_urls")
def group_addresses() -> list[URLPattern]:
    """The screens of one group, and the report."""
    return urls.urlpatterns


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What Wagtail's log says about a group. No line names a member: whose seat it was, the row says."""
    words = {
        "change_group": (_("Change the group"), _("Changed the group")),
        "supervisor": (_("Change a supervisor"), _("Changed who leads the group")),
        "add_member": (_("Add a member"), _("Added a member")),
        "accept": (_("Accept"), _("Said yes to a request")),
        "decline": (_("Decline"), _("Declined a request")),
        "remove": (_("Take out"), _("Took somebody out of the group")),
        "correct_seat": (_("Correct a member"), _("Corrected a member's profession or days")),
        "plan_sessions": (_("Plan sessions"), _("Planned sessions")),
        "move_session": (_("Move a session"), _("Moved a session")),
        "cancel_session": (_("Cancel a session"), _("Cancelled a session")),
        "mark_attendance": (_("Note attendance"), _("Noted who was there")),
        "unmark_attendance": (_("Take attendance off"), _("Took the attendance off")),
    }
    register_log_actions(actions, "supervision", words)


@hooks.register("before_delete_page")
def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep the page of a group that people have been in."""
    return guards.refuse_delete(request, page)


@hooks.register("before_bulk_action")
def before_many(request: HttpRequest, action: str, pages: list[Page], view: object) -> HttpResponse | None:
    """The same for many pages at a time."""
    return refuse_in_bulk(request, action, pages, guards.REFUSALS)
