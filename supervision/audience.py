"""Whom a newsletter can be sent to: those who are in a supervision group, wait for one, or lead one.

Never by group. Who is in a group is the group's own; what was sent to whom is kept for a year, and would still say it
when the person had left the group.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.clock import COPENHAGEN
from portal.contributions import AudienceFilter
from portal.models import User
from supervision.models import Group, GroupSupervisor, Seat


def audience_filters(now: datetime) -> Iterable[AudienceFilter]:
    """The one question about supervision."""
    day = now.astimezone(COPENHAGEN).date()
    running = Group.objects.exclude(state=Group.State.CLOSED)
    places: dict[str, Callable[[], QuerySet[Seat, int] | QuerySet[GroupSupervisor, int | None]]] = {
        "member": lambda: Seat.objects.active().filter(group__in=running).values_list("user_id", flat=True),
        "waiting": lambda: Seat.objects.waiting().filter(group__in=running).values_list("user_id", flat=True),
        "leader": lambda: (
            GroupSupervisor.objects.leading(day).filter(group__in=running).values_list("user_id", flat=True)
        ),
    }

    def people(values: Collection[str]) -> QuerySet[User, int]:
        fits = Q(pk__in=[])
        for value in values:
            if value in places:
                fits |= Q(pk__in=places[value]().order_by())
        return User.objects.filter(fits).order_by().values_list("pk", flat=True)

    yield AudienceFilter("supervision.place", _("Supervision"), _choices, people)


def _choices() -> list[tuple[str, str]]:
    return [
        ("member", _("Is in a supervision group now")),
        ("waiting", _("Waits for a seat in one")),
        ("leader", _("Leads one")),
    ]
