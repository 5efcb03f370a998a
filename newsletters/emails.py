"""The one mail about newsletters that is no newsletter."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletters.confirming import HOLDS_FOR, Wish, confirm_url
from portal.mail import Message
from portal.models import NetworkSettings


def confirm(wish: Wish, *, now: datetime) -> Message:
    """To an address that somebody wrote on the page: press the button, or do nothing."""
    network = NetworkSettings.load()
    until = timezone.localdate(now + HOLDS_FOR)
    context = {"network": network, "address": confirm_url(wish, now=now), "until": until}
    return Message(
        subject=_("Confirm that you want newsletters from %(network)s") % {"network": network.name},
        text=render_to_string("emails/newsletters/confirm.txt", context).strip() + "\n",
    )
