"""What upkeep hangs up in Wagtail: the dashboard's first panel, and who may write a correction."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from directory.upkeep.models import Correction
from directory.upkeep.viewsets import ReportedByReaders
from portal.contributions import contributed

register_permission_policy(Correction, ReportedByReaders(Correction))


class WaitingPanel(Component):
    """“What waits for you”, first on the dashboard."""

    name = "waiting"
    template_name = "directory/admin/waiting.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The groups that have something in them, of every room that `WAITING_SOURCES` lists."""
        today = timezone.localdate()
        return {"groups": [group for groups in contributed("WAITING_SOURCES") for group in groups(today)]}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What editors do that is no change."""
    actions.register_action("upkeep.confirm", _("Confirm"), _("Confirmed that all is right"))


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show what waits to those who can do something about it."""
    if request.user.has_perm("upkeep.change_correction"):
        panels.insert(0, WaitingPanel())
