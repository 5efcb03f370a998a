"""The group of the permission matrix: one member, one session to come, led by the matrix's supervisor."""

from datetime import timedelta

from django.utils import timezone

from portal.models import User
from supervision.models import Group
from tests.supervision.factories import make_group, make_person, make_seat, make_session, make_supervisor


def make_walked_group(supervisor: User) -> Group:
    """The first group there is."""
    group = make_group("Svære sager")
    make_supervisor(group, supervisor)
    make_seat(group, make_person())
    make_session(group, timezone.now() + timedelta(days=1))
    return group


def walked_values() -> dict[str, str]:
    """What the addresses of the first group are filled in with."""
    group = Group.objects.order_by("pk")[0]
    return {
        "pk": str(group.pk),
        "page_pk": str(group.page_id),
        "seat_pk": str(group.seats.get().pk),
        "session_pk": str(group.sessions.get().pk),
        "supervisor_pk": str(group.supervisors.get().pk),
        "kind": "oversigt",
        "number": "1",
    }
