"""The demonstration's groups."""

from datetime import date

import pytest

from directory.contacts import demo as contacts
from directory.members import demo as members
from portal import demo as portal
from supervision import demo
from supervision.models import Group, Seat, Session, SessionAttendance

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_the_demo_has_two_groups_with_a_past_and_one_is_full() -> None:
    for seed in (portal.seed, contacts.seed, members.seed, demo.seed, demo.seed):
        seed(TODAY)

    groups = {group.page.slug: group for group in Group.objects.select_related("page")}
    open_group, full = groups["svaere-sager"], groups["angst"]
    assert set(groups) == {"svaere-sager", "angst"}
    assert full.seats.active().count() == full.size_max
    assert (full.seats.waiting().count(), open_group.seats.requested().count()) == (3, 1)
    assert Session.objects.held().count() == 9
    assert Session.objects.filter(state="planned").count() == 6
    assert SessionAttendance.objects.filter(minutes__lt=180).count() == 9
    assert Seat.objects.filter(user__email="medlem@example.dk", state="active").exists()
