"""Roles: who may give them, who may have them, what they open, and how they end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from directory.contacts.models import Organisation
from directory.members import roles
from directory.members.models import Membership, RoleGrant
from directory.members.role_review import retention
from directory.members.roles import RoleError
from portal.models import User
from portal.roles import COORDINATOR, ensure_coordinator_group
from tests import factories
from tests.post import posted, recipients

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def administrator() -> User:
    return factories.make_user("admin@example.dk", is_superuser=True)


@pytest.fixture
def coordinator() -> User:
    user = factories.make_user("koordinator@example.dk")
    user.groups.add(ensure_coordinator_group())
    return user


@pytest.fixture
def member() -> User:
    return factories.make_membership().user


@pytest.fixture
def alpha() -> Organisation:
    return factories.make_municipality("Alpha")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", ["supervisor", "coordinator", "administrator"])
def test_an_administrator_grants_any_role(administrator: User, member: User, role: str) -> None:
    roles.grant(member, role, None, by=administrator, now=NOW)

    assert roles.has_role(fresh(member), role)


def test_a_coordinator_makes_a_member_editor_of_a_municipality(
    coordinator: User, member: User, alpha: Organisation
) -> None:
    roles.grant(member, "editor", alpha, by=coordinator, now=NOW)

    assert roles.editable_organisations(member, TODAY) == {alpha.pk}


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_a_coordinator_cannot_make_somebody_as_mighty_as_the_coordinator(
    coordinator: User, member: User, role: str
) -> None:
    with pytest.raises(RoleError):
        roles.grant(member, role, None, by=coordinator, now=NOW)

    assert not roles.has_role(fresh(member), role)


@pytest.mark.parametrize("role", ["supervisor", "editor"])
def test_a_member_grants_nothing(member: User, alpha: Organisation, role: str) -> None:
    other = factories.make_membership(factories.make_user()).user

    with pytest.raises(RoleError):
        roles.grant(other, role, alpha if role == "editor" else None, by=member, now=NOW)


def test_nobody_grants_themselves_a_role(administrator: User) -> None:
    factories.make_membership(administrator)

    with pytest.raises(RoleError, match="dig selv"):
        roles.grant(administrator, "supervisor", None, by=administrator, now=NOW)


@pytest.mark.parametrize("state", ["pending", "rejected", "left"])
def test_only_a_member_becomes_an_editor(coordinator: User, alpha: Organisation, state: str) -> None:
    user = factories.make_membership(state=state).user

    with pytest.raises(RoleError):
        roles.grant(user, "editor", alpha, by=coordinator, now=NOW)


def test_an_administrator_need_not_be_a_member(administrator: User) -> None:
    user = factories.make_user()

    roles.grant(user, "administrator", None, by=administrator, now=NOW)

    assert fresh(user).is_superuser


def test_an_editor_needs_an_organisation_and_a_supervisor_has_none(
    coordinator: User, member: User, alpha: Organisation
) -> None:
    for role, organisation in (("editor", None), ("supervisor", alpha)):
        with pytest.raises(RoleError):
            roles.grant(member, role, organisation, by=coordinator, now=NOW)


def test_the_same_role_is_not_given_twice(coordinator: User, member: User) -> None:
    roles.grant(member, "supervisor", None, by=coordinator, now=NOW)

    with pytest.raises(RoleError):
        roles.grant(member, "supervisor", None, by=coordinator, now=NOW)


def test_a_new_coordinator_stands_in_the_group_and_a_former_one_does_not(administrator: User, member: User) -> None:
    granted = roles.grant(member, "coordinator", None, by=administrator, now=NOW)
    was_in = member.groups.filter(name=COORDINATOR).exists()

    roles.revoke(granted, by=administrator, now=NOW)

    assert (was_in, member.groups.filter(name=COORDINATOR).exists()) == (True, False)


def test_the_last_administrator_stays(administrator: User) -> None:
    roles.follow_rights(NOW)
    granted = RoleGrant.objects.get(user=administrator)

    with pytest.raises(RoleError):
        roles.revoke(granted, by=administrator, now=NOW)

    assert fresh(administrator).is_superuser


def test_one_of_two_administrators_can_go(administrator: User) -> None:
    other = factories.make_user(is_superuser=True)
    roles.follow_rights(NOW)

    roles.revoke(RoleGrant.objects.get(user=other), by=administrator, now=NOW)

    assert not fresh(other).is_superuser


def test_an_account_that_is_closed_is_no_other_administrator(administrator: User) -> None:
    factories.make_user(is_superuser=True, is_active=False)
    roles.follow_rights(NOW)

    with pytest.raises(RoleError):
        roles.revoke(RoleGrant.objects.get(user=administrator), by=administrator, now=NOW)


def test_a_coordinator_cannot_take_the_administrator_s_role(coordinator: User) -> None:
    for _each in range(2):
        factories.make_user(is_superuser=True)
    roles.follow_rights(NOW)

    with pytest.raises(RoleError):
        roles.revoke(RoleGrant.objects.filter(role="administrator")[0], by=coordinator, now=NOW)


def test_a_role_taken_back_twice_keeps_the_first_moment(coordinator: User, member: User) -> None:
    granted = factories.make_role_grant(member, "supervisor")
    roles.revoke(granted, by=coordinator, now=NOW)

    roles.revoke(granted, by=coordinator, now=NOW + timedelta(days=1))

    granted.refresh_from_db()
    assert granted.revoked_at == NOW


def test_what_happens_to_a_role_stands_in_its_history(coordinator: User, member: User) -> None:
    granted = roles.grant(member, "supervisor", None, by=coordinator, now=NOW)
    roles.review(granted, by=coordinator, now=NOW)
    roles.revoke(granted, by=coordinator, now=NOW)

    entries = registry.get_logs_for_instance(granted).order_by("pk")

    assert [(entry.action, entry.user) for entry in entries] == [
        ("members.grant_role", coordinator),
        ("members.review_role", coordinator),
        ("members.revoke_role", coordinator),
    ]


def test_whoever_leaves_loses_every_role(administrator: User, member: User, alpha: Organisation) -> None:
    factories.make_role_grant(member, "editor", alpha)
    roles.grant(member, "coordinator", None, by=administrator, now=NOW)

    roles.revoke_all(member, by=None, now=NOW)

    assert not roles.is_staff_like(fresh(member))


def test_the_role_counts_only_for_a_member(member: User, alpha: Organisation) -> None:
    factories.make_role_grant(member, "editor", alpha)
    Membership.objects.filter(user=member).update(state="left")

    assert roles.editable_organisations(member, TODAY) == frozenset()


def test_an_editor_has_what_belongs_to_the_organisation_on_that_day(member: User, alpha: Organisation) -> None:
    unit = factories.make_organisation("Familieafdelingen", parent=alpha)
    team = factories.make_organisation("Modtageteamet", parent=unit)
    gone = factories.make_organisation("Nedlagt")
    factories.make_parent(gone, alpha, ends=TODAY - timedelta(days=1))
    coming = factories.make_organisation("Ny")
    factories.make_parent(coming, alpha, starts=TODAY + timedelta(days=1))
    factories.make_role_grant(member, "editor", alpha)

    assert roles.editable_organisations(member, TODAY) == {alpha.pk, unit.pk, team.pk}


def test_a_region_s_editor_does_not_edit_the_municipalities_in_it(member: User) -> None:
    region = factories.make_region()
    hospital = factories.make_organisation("Hospitalet", "hospital", parent=region)
    municipality = factories.make_municipality("Alpha", region=region)
    factories.make_organisation("Familieafdelingen", parent=municipality)
    factories.make_role_grant(member, "editor", region)

    editable = roles.editable_organisations(member, TODAY)

    assert hospital.pk in editable
    assert municipality.pk not in editable
    assert not Organisation.objects.filter(pk__in=editable, name="Familieafdelingen").exists()


def test_a_circle_of_organisations_ends(member: User) -> None:
    one = factories.make_organisation("En")
    other = factories.make_organisation("To", parent=one)
    factories.make_parent(one, other)
    factories.make_role_grant(member, "editor", one)

    assert roles.editable_organisations(member, TODAY) == {one.pk, other.pk}


def test_who_was_made_administrator_by_a_command_is_on_the_list_after_setting_up(administrator: User) -> None:
    call_command("setup_roles", verbosity=0)
    call_command("setup_roles", verbosity=0)

    assert [(grant.user, grant.role) for grant in RoleGrant.objects.all()] == [(administrator, "administrator")]


def test_the_record_ends_when_somebody_took_the_right_away_elsewhere(coordinator: User) -> None:
    roles.follow_rights(NOW)
    coordinator.groups.clear()

    roles.follow_rights(NOW)

    assert not RoleGrant.objects.in_force().exists()


@pytest.mark.parametrize(("days", "is_due"), [(182, False), (183, True)])
def test_a_role_waits_to_be_confirmed_after_half_a_year(member: User, days: int, is_due: bool) -> None:
    factories.make_role_grant(member, "supervisor", at=NOW - timedelta(days=days))

    assert roles.due_for_review(NOW).exists() is is_due


def test_confirming_a_role_is_good_for_another_half_year(coordinator: User, member: User) -> None:
    granted = factories.make_role_grant(member, "supervisor", at=NOW - timedelta(days=200))

    roles.review(granted, by=coordinator, now=NOW)

    granted.refresh_from_db()
    assert (granted.reviewed_at, granted.reviewed_by) == (NOW, coordinator)


def test_nobody_confirms_their_own_role_while_somebody_else_could(administrator: User, coordinator: User) -> None:
    factories.make_membership(coordinator)
    granted = factories.make_role_grant(coordinator, "supervisor")

    with pytest.raises(RoleError):
        roles.review(granted, by=coordinator, now=NOW)


def test_the_reminder_goes_once_to_each_who_may_confirm(administrator: User, coordinator: User, member: User) -> None:
    roles.follow_rights(NOW)
    factories.make_role_grant(member, "supervisor", at=NOW - timedelta(days=200))

    first = list(retention(NOW, False))
    second = list(retention(NOW + timedelta(hours=1), False))

    assert recipients() == ["admin@example.dk", "koordinator@example.dk"]
    assert ([row.count for row in first], [row.count for row in second]) == ([1], [0])
    assert str(member) in posted()[0].text


def test_the_reminder_comes_again_after_a_month(coordinator: User, member: User) -> None:
    factories.make_role_grant(member, "supervisor", at=NOW - timedelta(days=200))
    list(retention(NOW, False))

    assert [row.count for row in retention(NOW + timedelta(days=30), True)] == [1]


def test_a_dry_run_reminds_nobody(coordinator: User, member: User) -> None:
    factories.make_role_grant(member, "supervisor", at=NOW - timedelta(days=200))

    counts = [row.count for row in retention(NOW, True)]

    assert (counts, posted()) == ([1], [])


# --- The coordinator's screen ----------------------------------------------------------------------------------------


@pytest.fixture
def coordinator_client(client: Client, coordinator: User, log_in) -> Client:
    log_in(client, coordinator)
    return client


def test_the_coordinator_gives_a_role_by_e_mail(coordinator_client: Client, member: User, alpha: Organisation) -> None:
    coordinator_client.post(
        reverse("roles:add"), {"email": member.email.upper(), "role": "editor", "organisation": alpha.pk}
    )

    assert roles.editable_organisations(member, TODAY) == {alpha.pk}
    assert recipients() == [member.email]


def test_whoever_gives_a_role_shows_once_more_who_they_are_when_it_is_long_ago(
    coordinator_client: Client, coordinator: User, member: User
) -> None:
    Authenticator.objects.create(user=coordinator, type=Authenticator.Type.TOTP, data={})
    session = coordinator_client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 600  # ten minutes ago
    session.save()

    answer = coordinator_client.post(reverse("roles:add"), {"email": member.email, "role": "supervisor"})

    assert answer.headers["Location"].startswith("/konto/")
    assert not RoleGrant.objects.filter(user=member).exists()


def test_a_role_that_cannot_be_given_says_why(coordinator_client: Client, alpha: Organisation) -> None:
    user = factories.make_user()

    page = coordinator_client.post(
        reverse("roles:add"), {"email": user.email, "role": "editor", "organisation": alpha.pk}
    )

    assert "er ikke medlem endnu" in page.content.decode()
    assert not RoleGrant.objects.exists()


def test_the_coordinator_is_not_offered_the_administrator_s_roles(coordinator_client: Client, member: User) -> None:
    coordinator_client.post(reverse("roles:add"), {"email": member.email, "role": "administrator"})

    assert not fresh(member).is_superuser


def test_one_click_confirms_a_role(coordinator_client: Client, member: User) -> None:
    granted = factories.make_role_grant(member, "supervisor", at=NOW - timedelta(days=400))

    coordinator_client.post(reverse("roles:edit", args=[granted.pk]), {})

    granted.refresh_from_db()
    assert granted.reviewed_by is not None


def test_a_role_is_taken_back_and_its_row_kept(coordinator_client: Client, member: User) -> None:
    granted = factories.make_role_grant(member, "supervisor")

    asked = coordinator_client.get(reverse("roles:delete", args=[granted.pk]))
    coordinator_client.post(reverse("roles:delete", args=[granted.pk]))

    granted.refresh_from_db()
    assert asked.status_code == 200
    assert granted.revoked_at is not None


def test_a_coordinator_cannot_reach_an_administrator_s_role(coordinator_client: Client, administrator: User) -> None:
    roles.follow_rights(NOW)
    granted = RoleGrant.objects.get(role="administrator")

    answers = [
        coordinator_client.post(reverse(name, args=[granted.pk])).status_code for name in ("roles:edit", "roles:delete")
    ]

    assert answers == [404, 404]
    assert fresh(administrator).is_superuser


def test_the_list_shows_who_has_which_role_and_finds_those_to_confirm(
    coordinator_client: Client, alpha: Organisation
) -> None:
    old = factories.make_membership(factories.make_user(first_name="Anna", last_name="Gammel")).user
    new = factories.make_membership(factories.make_user(first_name="Bo", last_name="Nyvalgt")).user
    factories.make_role_grant(old, "editor", alpha, at=NOW - timedelta(days=400))
    factories.make_role_grant(new, "supervisor", at=datetime.now(UTC))

    everybody = coordinator_client.get(reverse("roles:index")).content.decode()
    due = coordinator_client.get(reverse("roles:index") + "?due=true").content.decode()

    assert ("Anna Gammel" in everybody, "Bo Nyvalgt" in everybody) == (True, True)
    assert ("Anna Gammel" in due, "Bo Nyvalgt" in due) == (True, False)
