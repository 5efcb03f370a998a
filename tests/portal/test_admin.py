"""The admin as the coordinator meets it: the menu, what waits, the policy of its pages, and who may do what."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.contacts.models import Service
from directory.upkeep import waiting
from directory.upkeep.models import Correction
from portal.models import User
from portal.roles import coordinator_permissions, ensure_coordinator_group
from tests import factories
from tests.conftest import LogIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client: Client, log_in: LogIn) -> Client:
    """Somebody with the coordinator's role, logged in."""
    user = factories.make_user("koordinator@example.dk")
    user.groups.add(ensure_coordinator_group())
    log_in(client, user)
    return client


def make_correction(service: Service | None = None, **fields: object) -> Correction:
    """A report about a service."""
    service = service or factories.make_service()
    values = {"kind": "number", "text": "Nummeret er nedlagt.", "reported_at": timezone.now()} | fields
    return Correction.objects.create(organisation=service.organisation, service=service, **values)


def test_the_first_thing_the_coordinator_sees_is_what_waits(coordinator: Client) -> None:
    correction = make_correction()

    page = coordinator.get("/admin/").content.decode()

    assert reverse("corrections:edit", args=[correction.pk]) in page
    assert "Det venter på dig" in page


def test_what_is_answered_or_confirmed_waits_no_longer(nu: object) -> None:
    service = factories.make_service(verified_on=date(2026, 11, 3))
    make_correction(service, state="answered")

    assert waiting.everything(date(2026, 11, 24)) == ()


@pytest.mark.parametrize(("days", "count"), [(90, 0), (91, 1)])
def test_a_contact_waits_when_it_is_more_than_ninety_days_since_it_was_confirmed(days: int, count: int) -> None:
    factories.make_service(verified_on=date(2026, 11, 24) - timedelta(days=days))

    assert waiting.unconfirmed(date(2026, 11, 24)).count == count


def test_contacts_that_were_never_confirmed_come_first() -> None:
    factories.make_service(name="Gammel", verified_on=date(2020, 1, 1))
    factories.make_service(name="Aldrig")

    shown = waiting.unconfirmed(date(2026, 11, 24)).items

    assert [item.note for item in shown] == ["aldrig bekræftet", "bekræftet 1. januar 2020"]


def test_a_paused_contact_does_not_wait_to_be_confirmed() -> None:
    factories.make_service(status="paused")

    assert waiting.unconfirmed(date(2026, 11, 24)).count == 0


def test_a_correction_keeps_the_moment_it_was_answered(coordinator: Client) -> None:
    correction = make_correction()

    coordinator.post(
        reverse("corrections:edit", args=[correction.pk]), {"state": "answered", "answer": "Nummeret er rettet."}
    )

    correction.refresh_from_db()
    assert (correction.state, correction.answer) == ("answered", "Nummeret er rettet.")
    assert correction.answered_at is not None


def test_what_a_reader_wrote_cannot_be_rewritten(coordinator: Client) -> None:
    correction = make_correction()

    coordinator.post(
        reverse("corrections:edit", args=[correction.pk]), {"state": "new", "answer": "", "text": "Alt er i orden."}
    )

    correction.refresh_from_db()
    assert correction.text == "Nummeret er nedlagt."


def test_nobody_writes_a_correction_in_the_admin(admin_client: Client) -> None:
    assert admin_client.get(reverse("corrections:add")).status_code == 302


def test_the_menu_has_the_contacts_and_leaves_out_help(coordinator: Client) -> None:
    page = coordinator.get("/admin/").content.decode()

    assert reverse("services:index") in page
    assert reverse("contacts_import") in page
    assert "guide.wagtail.org" not in page.split('id="wagtail-sidebar-props"')[-1].split("</script>")[0]


def test_the_admin_runs_only_scripts_that_carry_the_response_s_nonce(coordinator: Client) -> None:
    service = factories.make_service()

    response = coordinator.get(reverse("services:edit", args=[service.pk]))

    policy = response.headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    nonce = scripts.removeprefix("script-src 'self' 'nonce-").removesuffix("'")
    page = response.content.decode()
    assert scripts == f"script-src 'self' 'nonce-{nonce}'"
    assert page.count(f'<script nonce="{nonce}">') > 5
    assert "<script>" not in page


def test_two_responses_never_share_a_nonce(coordinator: Client) -> None:
    service = factories.make_service()
    address = reverse("services:edit", args=[service.pk])

    policies = {coordinator.get(address).headers["Content-Security-Policy"] for _time in range(2)}

    assert len(policies) == 2


def test_the_public_pages_keep_the_stricter_policy(client: Client) -> None:
    policy = client.get("/kontakter/").headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "nonce" not in policy


def test_the_coordinator_may_not_touch_users_groups_or_sites() -> None:
    models = {permission.content_type.natural_key() for permission in coordinator_permissions()}

    assert models & {("portal", "user"), ("auth", "group"), ("wagtailcore", "site")} == set()


def test_setting_up_the_role_again_takes_away_what_it_should_not_have() -> None:
    group = ensure_coordinator_group()
    group.permissions.add(Permission.objects.get(codename="change_user"))

    ensure_coordinator_group()

    assert not group.permissions.filter(codename="change_user").exists()


def test_somebody_without_a_role_is_turned_away(client: Client, log_in: LogIn) -> None:
    log_in(client, User.objects.create_user("gaest@example.dk"))

    assert client.get(reverse("services:index")).status_code == 403


@pytest.mark.parametrize("text", ["Gem kladde", "Billeder", "Dokumenter"])
def test_wagtail_speaks_danish_where_the_coordinator_works(coordinator: Client, text: str) -> None:
    page = coordinator.get(reverse("wagtailadmin_pages:add", args=["portal", "contentpage", 2]))

    assert page.status_code == 200
    assert text in page.content.decode() + coordinator.get("/admin/").content.decode()
