"""What the members hang up in Wagtail: the names of what its log says about them."""

from django.http import HttpRequest
from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from directory.members.admin import urls
from directory.members.admin.viewsets import NeverDeleted, OnlyAdded
from directory.members.models import Membership
from portal.models import ConsentText

register_permission_policy(Membership, NeverDeleted(Membership))
register_permission_policy(ConsentText, OnlyAdded(ConsentText))


@hooks.register("register_log_actions")
def role_actions(actions: LogActionRegistry) -> None:
    """What happens to a role."""
    actions.register_action("members.grant_role", _("Grant role"), _("Gave the role"))
    actions.register_action("members.review_role", _("Confirm role"), _("Confirmed that the role is still needed"))
    actions.register_action("members.revoke_role", _("Take role back"), _("Took the role back"))
    actions.register_action("members.remind_of_role", _("Ask about role"), _("Asked whether the role is still needed"))


@hooks.register("register_log_actions")
def member_actions(actions: LogActionRegistry) -> None:
    """What happens to a membership."""
    actions.register_action("members.approved", _("Approve member"), _("Approved the membership"))
    actions.register_action("members.rejected", _("Decline member"), _("Declined the membership"))
    actions.register_action("members.leave", _("End membership"), _("Ended the membership and forgot the person"))
    actions.register_action("members.import", _("Import"), _("Changed by an imported list"))
    actions.register_action("members.import_undone", _("Undo import"), _("As before an imported list"))


@hooks.register("register_admin_urls")
def member_addresses() -> list[URLPattern]:
    """Who waits, the import, and the list taken out."""
    return urls.urlpatterns


class MemberMenuItem(MenuItem):
    """A way for those who keep the members."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the reader may change members."""
        return request.user.has_perm("members.change_membership")


@hooks.register("register_members_menu_item")
def waiting_menu_item() -> MenuItem:
    """Who waits, first in the menu of the members."""
    return MemberMenuItem(_("Who waits"), reverse_lazy("members_waiting"), name="waiting", icon_name="time", order=-1)


@hooks.register("register_members_menu_item")
def import_members_menu_item() -> MenuItem:
    """The import, in the menu of the members."""
    return MemberMenuItem(
        _("Import from a spreadsheet"), reverse_lazy("members_import"), name="import", icon_name="upload", order=90
    )


@hooks.register("register_members_menu_item")
def exports_menu_item() -> MenuItem:
    """Who has taken the list out."""
    return MemberMenuItem(
        _("Log of exports"), reverse_lazy("members_export_log"), name="exports", icon_name="history", order=95
    )
