"""`manage.py setup_roles`: the groups of the admin, as this release says."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.members.roles import follow_rights
from portal.roles import ensure_coordinator_group


class Command(BaseCommand):
    """Makes the groups, or updates their permissions. Harmless to repeat; run it after `migrate`."""

    help = "Make the groups of the admin, or bring their permissions up to date. Run it after migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the coordinator's group up to date, and the record of who has which role."""
        group = ensure_coordinator_group()
        self.stdout.write(_("The group “%(name)s” is up to date.") % {"name": group.name})
        follow_rights(timezone.now())
