"""What waits for the coordinator when a member's mail comes back: a call, for the address that works."""

from datetime import date, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.contacts.channels import display_number
from directory.members.models import Membership
from directory.upkeep.waiting import SHOWN, Group, Item
from portal.clock import COPENHAGEN
from portal.mail.returns.lost import lost_readers


def everything(today: date) -> tuple[Group, ...]:
    """Whose mail does not arrive, with the number to call."""
    lost = lost_readers(datetime.combine(today, time.max, COPENHAGEN))
    shown = lost[:SHOWN]
    members = (
        {
            member.user_id: member
            for member in Membership.objects.filter(user__in=[one.user for one in shown]).only("user", "phone")
        }
        if shown
        else {}
    )
    items = []
    for one in shown:
        member = members.get(one.user.pk)
        url = reverse("members_decide", args=[member.pk]) if member else reverse("mail-returns:index")
        items.append(Item(text=one.words, url=url, note=_phone(member) if member else ""))
    group = Group(
        heading=_("Mail that comes back"), url=reverse("mail-returns:index"), count=len(lost), items=tuple(items)
    )
    return (group,) if lost else ()


def _phone(member: Membership) -> str:
    number, _separator, extension = member.phone.partition(";ext=")
    return display_number(number, extension) if number else ""
