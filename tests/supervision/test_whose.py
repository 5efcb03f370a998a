"""Only the group sees who is in it: everybody else meets 404, and no page of theirs names a member."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.models import User
from supervision.links import feed_url
from supervision.models import Group, Seat
from tests.conftest import LogIn
from tests.directory.upkeep.editing import make_edited_municipality
from tests.factories import make_role_grant
from tests.supervision.factories import (
    NOW,
    make_attendance,
    make_group,
    make_person,
    make_seat,
    make_session,
    make_supervisor,
)

pytestmark = pytest.mark.django_db
SECRET = "Kanariefugl"


@pytest.fixture
def group() -> Group:
    """A group with a member, a request, a session that was held and one to come; led by somebody."""
    group = make_group()
    make_supervisor(group)
    member = make_seat(group, make_person(f"{SECRET} Medlem"))
    make_seat(group, make_person(f"{SECRET} Ansøger"), state="requested")
    held = make_session(group, NOW - timedelta(days=30), state="held")
    make_attendance(held, member)
    make_session(group)
    return group


def addresses(group: Group) -> list[str]:
    """Everything that is about the group's people, dates and hours."""
    member, session = group.seats.active().get(), group.sessions.latest("starts_at")
    asking = group.seats.requested().get()
    paper = ["oversigt", 1]
    return [
        reverse("supervision:group", args=[group.pk]),
        reverse("supervision:leave", args=[group.pk]),
        reverse("supervision:say", args=[group.pk, session.pk]),
        reverse("supervision:hours", args=[group.pk]),
        reverse("supervision:paper", args=[group.pk, *paper]),
        reverse("supervision:paper_pdf", args=[group.pk, *paper]),
        *(reverse(f"supervising:{name}", args=[group.pk]) for name in ("group", "requests", "sessions", "plan")),
        *(reverse(f"supervising:{name}", args=[group.pk, member.pk]) for name in ("seat", "remove", "hours")),
        *(reverse(f"supervising:{name}", args=[group.pk, asking.pk]) for name in ("accept", "decline")),
        reverse("supervising:paper", args=[group.pk, member.pk, *paper]),
        reverse("supervising:paper_pdf", args=[group.pk, member.pk, *paper]),
        *(
            reverse(f"supervising:{name}", args=[group.pk, session.pk])
            for name in ("session", "cancel", "attendance", "unmark")
        ),
    ]


def another_groups_supervisor() -> User:
    user = make_supervisor(make_group("Angst")).user
    assert user is not None
    return user


def a_former_supervisor_of_the_group(group: Group) -> User:
    user = make_supervisor(group, ends_on=(NOW - timedelta(days=300)).date()).user
    assert user is not None
    return user


def a_supervisor_without_the_role(group: Group) -> User:
    user = make_supervisor(group, with_role=False).user
    assert user is not None
    return user


STRANGERS = {
    "another group's supervisor": lambda group: another_groups_supervisor(),
    "another municipality's editor": lambda group: make_edited_municipality("Beta").editor,
    "any member": lambda group: make_person(),
    "a member of another group": lambda group: make_seat(make_group("Angst")).user,
    "a former supervisor": a_former_supervisor_of_the_group,
    "a supervisor without the role": a_supervisor_without_the_role,
    "somebody on the waiting list": lambda group: make_seat(group, state="waiting").user,
    "somebody who was declined": lambda group: make_seat(group, state="declined").user,
}


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_meets_404_everywhere_and_changes_nothing(
    who: str, group: Group, client: Client, log_in: LogIn
) -> None:
    log_in(client, STRANGERS[who](group))
    before = list(Seat.objects.order_by("pk").values_list("pk", "state"))
    own_request = {reverse("supervision:leave", args=[group.pk])} if who == "somebody on the waiting list" else set()

    answers = {
        (path, method): getattr(client, method)(path).status_code
        for path in addresses(group)
        if path not in own_request
        for method in ("get", "post")
    }

    assert {key: status for key, status in answers.items() if status not in (404, 405)} == {}
    assert list(Seat.objects.order_by("pk").values_list("pk", "state")) == before


@pytest.mark.parametrize("who", STRANGERS)
def test_no_page_of_a_stranger_names_somebody_in_the_group(
    who: str, group: Group, client: Client, log_in: LogIn
) -> None:
    log_in(client, STRANGERS[who](group))

    pages = [
        client.get(path, follow=True).content.decode()
        for path in ("/supervision/", f"/supervision/{group.page.slug}/", "/min/", "/rediger/supervision/")
    ]

    assert all("<h1" in page for page in pages)
    assert not any(SECRET in page for page in pages)


def test_the_members_see_who_is_in_the_group_but_not_who_asks(group: Group, client: Client, log_in: LogIn) -> None:
    log_in(client, make_seat(group).user)  # type: ignore[arg-type]

    page = client.get(reverse("supervision:group", args=[group.pk])).content.decode()

    assert f"{SECRET} Medlem" in page
    assert f"{SECRET} Ansøger" not in page


def test_a_member_does_not_see_another_member_s_hours(group: Group, client: Client, log_in: LogIn) -> None:
    other = group.seats.active().get()
    log_in(client, make_seat(group).user)  # type: ignore[arg-type]

    assert client.get(reverse("supervising:hours", args=[group.pk, other.pk])).status_code == 404
    assert SECRET not in client.get(reverse("supervision:paper", args=[group.pk, "oversigt", 1])).content.decode()


def test_whoever_left_sees_their_own_hours_and_nothing_else(group: Group, client: Client, log_in: LogIn) -> None:
    seat = make_seat(group, state="left")
    log_in(client, seat.user)  # type: ignore[arg-type]

    assert client.get(reverse("supervision:group", args=[group.pk])).status_code == 404
    assert client.get(reverse("supervision:hours", args=[group.pk])).status_code == 200


def test_the_feed_ends_when_the_member_leaves(group: Group, client: Client) -> None:
    seat = make_seat(group)
    address = feed_url(seat)

    before = client.get(address)
    Seat.objects.filter(pk=seat.pk).update(state="left", ends_on=NOW.date(), ended_at=NOW)
    after = client.get(address)

    assert (before.status_code, after.status_code) == (200, 404)


def test_the_feed_of_one_group_has_nothing_of_another_and_no_name_or_topic(group: Group, client: Client) -> None:
    seat = make_seat(make_group("Angst hos børn"))
    make_session(seat.group, NOW + timedelta(days=50), place="Et andet hus")
    make_session(group, NOW + timedelta(days=51), place=SECRET)

    text = client.get(feed_url(seat)).content.decode()

    assert "Et andet hus" in text
    assert SECRET not in text
    assert "Angst" not in text
    assert "CLASS:PRIVATE" in text


def test_a_member_who_is_no_longer_in_the_network_sees_no_group(group: Group, client: Client, log_in: LogIn) -> None:
    user = group.seats.active().get().user
    assert user is not None
    user.membership.state = "left"
    user.membership.save()
    log_in(client, user)

    assert client.get(reverse("supervision:group", args=[group.pk])).status_code == 404


def test_an_editor_who_leads_a_group_sees_that_one_only(group: Group, client: Client, log_in: LogIn) -> None:
    editor = make_edited_municipality("Beta").editor
    make_role_grant(editor, "supervisor")
    own = make_group("Angst")
    make_supervisor(own, editor)
    log_in(client, editor)

    assert client.get(reverse("supervising:group", args=[own.pk])).status_code == 200
    assert client.get(reverse("supervising:group", args=[group.pk])).status_code == 404


def test_the_coordinator_sees_every_group(group: Group, admin_client: Client) -> None:
    assert SECRET in admin_client.get(reverse("supervising:group", args=[group.pk])).content.decode()
