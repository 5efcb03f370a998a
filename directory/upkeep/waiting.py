"""What waits for the coordinator: people who want to join, new corrections, contacts to confirm, texts to review."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.contacts.freshness import FRESH_DAYS, STALE_DAYS, unconfirmed_since
from directory.contacts.models import Service, StandardText
from directory.members.models import Membership
from directory.upkeep.models import Correction

SHOWN = 5  # of each kind; the heading leads to the rest


@dataclass(frozen=True)
class Item:
    """One line: what it is, and where to deal with it."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """One kind of thing that waits: how many there are, the first of them, and where all of them are."""

    heading: str
    url: str
    count: int
    items: tuple[Item, ...]
    note: str = ""  # "heraf 1 ikke i 180 dage"


def members() -> Group:
    """Who wants to become a member, whoever has waited longest first."""
    waiting = Membership.objects.pending().select_related("user", "organisation")
    return Group(
        heading=_("Wants to become a member"),
        url=reverse("members_waiting"),
        count=waiting.count(),
        items=tuple(
            Item(
                text=f"{membership}, {membership.workplace}".strip(", "),
                url=reverse("members_waiting"),
                note=_("asked %(date)s") % {"date": date_format(timezone.localtime(membership.applied_at), "j. F")},
            )
            for membership in waiting[:SHOWN]
        ),
    )


def corrections() -> Group:
    """The corrections that nobody has answered, oldest first: somebody has waited longest for those."""
    new = Correction.objects.filter(state=Correction.State.NEW).select_related("organisation", "service")
    return Group(
        heading=_("Something wrong?"),
        url=reverse("corrections:index") + "?state=new",
        count=new.count(),
        items=tuple(
            Item(
                text=f"{correction.service or correction.organisation}: {correction.get_kind_display()}",
                url=reverse("corrections:edit", args=[correction.pk]),
                note=_("reported %(date)s") % {"date": date_format(correction.reported_at, "j. F")},
            )
            for correction in new.order_by("reported_at", "pk")[:SHOWN]
        ),
    )


def unconfirmed(today: date) -> Group:
    """The active services whose confirmation is too old, oldest first and never confirmed before all."""
    services = Service.objects.filter(unconfirmed_since(today, FRESH_DAYS), status=Service.Status.ACTIVE)
    stale = services.filter(unconfirmed_since(today, STALE_DAYS)).count()
    ordered = services.select_related("organisation").order_by("verified_on", "organisation__name", "pk")
    never = list(ordered.filter(verified_on=None)[:SHOWN])  # SQLite and PostgreSQL order NULL differently
    dated = list(ordered.exclude(verified_on=None)[: SHOWN - len(never)])
    return Group(
        heading=_("Not confirmed in the last 90 days"),
        url=reverse("services:index") + f"?confirmed={FRESH_DAYS}&status=active",
        count=services.count(),
        items=tuple(
            Item(
                text=str(service),
                url=reverse("services:edit", args=[service.pk]),
                note=_("confirmed %(date)s") % {"date": date_format(service.verified_on, "j. F Y")}
                if service.verified_on
                else _("never confirmed"),
            )
            for service in never + dated
        ),
        note=_("%(stale)s of them not in 180 days") % {"stale": stale} if stale else "",
    )


def reviews(today: date) -> Group:
    """The standard texts whose review date has passed."""
    due = [text for text in StandardText.objects.all() if text.review_due(today)]
    return Group(
        heading=_("Standard texts to review"),
        url=reverse("standard-texts:index"),
        count=len(due),
        items=tuple(Item(text=text.title, url=reverse("standard-texts:edit", args=[text.pk])) for text in due[:SHOWN]),
    )


def everything(today: date) -> tuple[Group, ...]:
    """What waits on that day, without what is done."""
    return tuple(group for group in (members(), corrections(), unconfirmed(today), reviews(today)) if group.count)
