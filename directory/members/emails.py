"""What members, and those who approve them, are written. No mail to a third person names anybody."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.members.models import Membership
from portal.mail import Message
from portal.models import NetworkSettings

# Where both editors and coordinators say yes or no.
APPROVALS = "/rediger/medlemmer/"
PERSON_PAGE = "/admin/personer/edit/{}/"


def _text(template: str, **context: Any) -> str:
    """A mail's text: our own words in the frame that all mails share."""
    network = NetworkSettings.load()
    return render_to_string(f"emails/members/{template}.txt", {"network": network, **context}).strip() + "\n"


def approved(membership: Membership) -> Message:
    """To the member: you are in."""
    network = NetworkSettings.load()
    return Message(
        subject=_("You are a member of %(network)s") % {"network": network.name},
        text=_text("approved", first_name=membership.user.first_name, address=absolute(reverse("my_page"))),
    )


def rejected(membership: Membership) -> Message:
    """To the applicant: you are not, why, and whom to write to."""
    network = NetworkSettings.load()
    return Message(
        subject=_("About your membership of %(network)s") % {"network": network.name},
        text=_text("rejected", first_name=membership.user.first_name, note=membership.decision_note),
    )


def waiting(count: int) -> Message:
    """To somebody who approves: so many wait. Who they are stands behind the log-in."""
    return Message(subject=_waiting_subject(count), text=_text("waiting", count=count, address=absolute(APPROVALS)))


def still_waiting(count: int) -> Message:
    """The same, two working days later."""
    text = _text("still_waiting", count=count, address=absolute(APPROVALS))
    return Message(subject=_waiting_subject(count), text=text)


def _waiting_subject(count: int) -> str:
    return ngettext("%(count)d person waits to become a member", "%(count)d people wait to become members", count) % {
        "count": count
    }


def still_here(membership: Membership, path: str, deadline: datetime) -> Message:
    """To a member of whom nobody has heard for long: one click keeps the membership."""
    network = NetworkSettings.load()
    return Message(
        subject=_("Are you still here? Your membership of %(network)s") % {"network": network.name},
        text=_text(
            "still_here", first_name=membership.user.first_name, address=absolute(path), deadline=deadline.date()
        ),
    )


def name_on_cards(person_ids: list[int]) -> Message:
    """To the coordinator: a member who has left still stands on cards."""
    addresses = [absolute(PERSON_PAGE.format(person_id)) for person_id in person_ids]
    return Message(
        subject=_("Somebody who has left still stands on a card"), text=_text("name_on_cards", addresses=addresses)
    )


def absolute(path: str) -> str:
    """A path of ours as an address for a mail."""
    return f"{settings.SITE_URL}{path}"
