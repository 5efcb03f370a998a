"""Pages that come out, or go, at a time that somebody has chosen."""

from collections.abc import Iterable
from datetime import datetime

from django.core.management import call_command
from wagtail.models import Page, Revision

from portal.contributions import Ticked


def tick(now: datetime) -> Iterable[Ticked]:
    """Publish what is due and take down what has expired, by Wagtail's own command."""
    due = Revision.objects.filter(approved_go_live_at__lte=now).count()
    over = Page.objects.live().filter(expire_at__lte=now).count()
    if due or over:
        call_command("publish_scheduled", verbosity=0)
    return [Ticked("pages.published", due), Ticked("pages.taken-down", over)]
