"""The coordinator's screens: settings of a group, its supervisors, the report, and what guards the page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from supervision.admin.waiting import everything
from supervision.models import Group, Seat, SupervisionGroupPage
from supervision.report import figures, table
from tests.factories import make_municipality, make_participation, make_role_grant
from tests.supervision.factories import (
    COPENHAGEN,
    NOW,
    make_attendance,
    make_group,
    make_group_page,
    make_person,
    make_seat,
    make_session,
    make_supervisor,
)

pytestmark = pytest.mark.django_db


def settings_of(**fields: str) -> dict[str, str]:
    return {"state": "open", "mode": "decided", "size_min": "6", "size_max": "12"} | fields


def test_looking_makes_no_group_and_saving_makes_one(admin_client: Client) -> None:
    page = make_group_page()
    address = reverse("supervision_settings", args=[page.pk])

    shown = admin_client.get(address)
    nothing = Group.objects.count()
    admin_client.post(address, settings_of(size_max="10"))

    assert (shown.status_code, nothing) == (200, 0)
    assert Group.objects.get().size_max == 10


def test_seats_are_kept_for_an_organisation_of_the_network(admin_client: Client) -> None:
    municipality = make_municipality("Allerød")
    make_participation(municipality)
    group = make_group()
    address = reverse("supervision_settings", args=[group.page_id])

    admin_client.post(address, settings_of(**{f"organisation-{municipality.pk}-kept": "2"}))

    assert list(group.allocations.values_list("organisation", "reserved")) == [(municipality.pk, 2)]


def test_sizes_that_do_not_fit_are_refused_and_nothing_is_saved(admin_client: Client) -> None:
    group = make_group(size_max=8)

    answer = admin_client.post(
        reverse("supervision_settings", args=[group.page_id]), settings_of(size_min="9", size_max="4")
    )

    group.refresh_from_db()
    assert (answer.status_code, group.size_max) == (422, 8)


def test_a_supervisor_needs_the_role(admin_client: Client) -> None:
    group, user = make_group(), make_person()
    address = reverse("supervision_new_supervisor", args=[group.page_id])
    sent = {"name": "Karen Lindegaard", "email": user.email, "is_psychologist": "on", "authorised_year": "2010"}

    without = admin_client.post(address, sent)
    make_role_grant(user, "supervisor")
    admin_client.post(address, sent)

    assert without.status_code == 422
    assert list(group.supervisors.values_list("user", "name", "authorised_year")) == [
        (user.pk, "Karen Lindegaard", 2010)
    ]


def test_a_supervisor_is_corrected_and_keeps_the_log_in(admin_client: Client) -> None:
    row = make_supervisor(make_group())
    assert row.user is not None

    admin_client.post(
        reverse("supervision_supervisor", args=[row.group.page_id, row.pk]),
        {"name": "Karen Ny", "email": row.user.email, "ends_on": "2027-01-31"},
    )

    user = row.user
    row.refresh_from_db()
    assert (row.name, row.user, str(row.ends_on)) == ("Karen Ny", user, "2027-01-31")


def test_a_member_is_added_by_address(admin_client: Client) -> None:
    group, user = make_group(), make_person()
    address = reverse("supervision_add", args=[group.page_id])

    admin_client.post(address, {"email": user.email})
    admin_client.post(address, {"email": "ukendt@example.dk"})

    assert list(Seat.objects.values_list("user", "state")) == [(user.pk, "active")]


def test_the_list_of_groups_costs_the_same_for_one_and_for_three(
    admin_client: Client, django_assert_max_num_queries: Any
) -> None:
    make_seat(make_group("Første"))
    address = reverse("supervision-groups:index")
    admin_client.get(address)
    with django_assert_max_num_queries(30) as one:
        admin_client.get(address)
    for title in ("Anden", "Tredje"):
        make_seat(make_group(title))

    with django_assert_max_num_queries(len(one.captured_queries)):
        admin_client.get(address)


def test_a_page_that_hours_hang_on_cannot_be_deleted(admin_client: Client) -> None:
    group = make_group()
    make_seat(group, state="left")

    admin_client.post(reverse("wagtailadmin_pages:delete", args=[group.page_id]))

    assert SupervisionGroupPage.objects.filter(pk=group.page_id).exists()


def test_a_page_whose_group_nobody_has_used_can_be_deleted(admin_client: Client) -> None:
    group = make_group()

    admin_client.post(reverse("wagtailadmin_pages:delete", args=[group.page_id]))

    assert not SupervisionGroupPage.objects.filter(pk=group.page_id).exists()


def test_the_report_counts_sessions_people_and_hours_of_one_year_in_copenhagen() -> None:
    alleroed = make_municipality("Allerød")
    group = make_group(size_max=8)
    one, two = make_seat(group, share=alleroed), make_seat(group, share=None)
    make_seat(group, state="waiting")
    last_minute = make_session(group, datetime(2026, 12, 31, 22, tzinfo=COPENHAGEN), state="held", minutes=119)
    new_year = make_session(group, datetime(2027, 1, 1, 0, 30, tzinfo=COPENHAGEN), state="held", minutes=60)
    make_session(group, NOW + timedelta(days=3))
    make_attendance(last_minute, one, 90)
    make_attendance(last_minute, two, 60)
    make_attendance(new_year, one, 60)

    report = figures(2026)

    (row,) = report.groups
    assert (row.members, row.waiting, row.size, row.sessions, row.minutes) == (2, 1, 8, 1, 150)
    assert {(share.name, share.people, share.minutes) for share in report.shares if share.name == "Allerød"} == {
        ("Allerød", 1, 90)
    }
    assert (report.sessions, report.minutes) == (1, 150)
    assert [line[-1] for line in table(report)][1:] == ["2,5", "1,5", "1"]


@pytest.mark.parametrize("kind", ["", "xlsx", "csv"])
def test_the_report_opens_and_names_nobody(kind: str, admin_client: Client) -> None:
    group = make_group()
    seat = make_seat(group, make_person("Ida Hemmelig"))
    make_attendance(make_session(group, NOW - timedelta(days=9), state="held"), seat)

    answer = admin_client.get(reverse("supervision_report"), {"aar": "2026", "fil": kind})

    assert answer.status_code == 200
    assert b"Hemmelig" not in answer.content


def test_what_waits_for_a_week_is_on_the_coordinator_s_list() -> None:
    group = make_group()
    make_seat(group, state="requested", requested_at=NOW - timedelta(days=9))
    make_seat(group, state="requested", requested_at=NOW - timedelta(days=2))
    make_session(group, NOW - timedelta(days=20))

    assert [waiting.count for waiting in everything(NOW.date())] == [1, 1]


def test_the_page_s_editor_leads_to_the_settings(admin_client: Client) -> None:
    group = make_group()

    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[group.page_id])).content.decode()

    assert reverse("supervision_settings", args=[group.page_id]) in page
