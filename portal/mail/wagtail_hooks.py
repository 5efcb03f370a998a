"""What the post office hangs up in Wagtail: its log, what the history says, and a line when something is wrong."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from portal.admin_screens import register_log_actions
from portal.mail.models import Delivery, MailReturn
from portal.mail.returns.admin import MailReturnViewSet, SaidByServers, urlpatterns
from portal.mail.standing import Standing, standing
from portal.mail.viewsets import DeliveryViewSet, WrittenByThePortal, index_of

register_permission_policy(Delivery, WrittenByThePortal(Delivery))
register_permission_policy(MailReturn, SaidByServers(MailReturn))


class MailPanel(Component):
    """What is wrong with the mail, on the dashboard."""

    name = "mail"
    template_name = "portal/admin/mail_panel.html"
    order = 20

    def __init__(self, found: Standing) -> None:
        self.standing = found

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """How the post stands, and where to see it."""
        return {
            "standing": self.standing,
            "waiting_url": index_of("queued"),
            "unknown_url": index_of("unknown"),
            "failed_url": index_of("failed"),
        }


@hooks.register("construct_homepage_panels")
def add_mail_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show what is wrong to those who can do something about it, and nothing when all is well."""
    if request.user.has_perm("mail.view_delivery"):
        found = standing(timezone.now())
        if found.is_late or found.pause or found.unknown or found.failed:
            panels.insert(0, MailPanel(found))


@hooks.register("register_admin_viewset")
def mails() -> DeliveryViewSet:
    """The log of the mail."""
    return DeliveryViewSet()


@hooks.register("register_admin_viewset")
def returned_mail() -> MailReturnViewSet:
    """What came back."""
    return MailReturnViewSet()


@hooks.register("register_admin_urls")
def suppressed_addresses() -> list[URLPattern]:
    """The addresses that get no newsletters."""
    return urlpatterns


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What people do about mail."""
    words = {
        "send_again": (_("Send again"), _("Sent a mail again")),
        "call_back": (_("Call back"), _("Called a mail back")),
        "stop": (_("Stop the mail"), _("Stopped the mail")),
        "start": (_("Start the mail"), _("Started the mail again")),
        "block": (_("Suppress an address"), _("Suppressed an address")),
        "let_go": (_("Let an address go"), _("Let a suppressed address go")),
    }
    register_log_actions(actions, "mail", words)
