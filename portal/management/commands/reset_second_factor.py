"""`manage.py reset_second_factor EMAIL`: for somebody who has lost their phone and their spare codes."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts import sessions
from portal.addresses import normalise
from portal.models import User


class Command(BaseCommand):
    """Removes app, keys and spare codes, and logs the person out everywhere. Asks first, and writes it into the log."""

    help = "Remove somebody's second factor after a call back to a listed number (docs/operations.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and a way to be asked nothing."""
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, email: str, yes: bool, **options: Any) -> None:
        """Ask, remove, log out, log."""
        user = User.objects.filter(email=normalise(email)).first()
        if user is None:
            raise CommandError(_("Nobody has this address."))
        self.stdout.write(_("Have you called the person back on a number that the directory or their employer lists?"))
        if not yes and input(_("Remove the second step of %(name)s? Write yes: ") % {"name": user}) != _("yes"):
            raise CommandError(_("Nothing was changed."))
        removed, _by_kind = Authenticator.objects.filter(user=user).delete()
        sessions.end_all(user)
        log(instance=user, action="portal.reset_second_factor", data={"removed": removed})
        self.stdout.write(_("Removed. The person logs in with a code and adds a new second step."))
