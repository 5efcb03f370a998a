"""Leaving: out at once, forgotten, and the sums stay."""

from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.test import Client
from wagtail.models import ModelLogEntry

from directory.members.actions import Profile, apply, approve, leave, membership_of
from directory.members.models import Departure, Membership, Profession
from directory.members.roles import RoleError
from portal import consents
from portal.addresses import address_key
from portal.models import Consent, ConsentText, NetworkSettings, User
from tests.factories import (
    make_membership,
    make_municipality,
    make_person,
    make_role_grant,
    make_service,
    make_service_person,
    make_subject,
    make_user,
)
from tests.post import posted

pytestmark = pytest.mark.django_db


def a_member(**fields: object) -> Membership:
    user = make_user("xenia@example.dk", first_name="Xenia", last_name="Quist")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    membership = make_membership(
        user, organisation=make_municipality(), title="enhedschef", phone="+4500482031", **fields
    )  # type: ignore[arg-type]
    membership.subjects.add(make_subject("Sorg"))
    return membership


def everything_stored_about(word: str) -> list[str]:
    """Each column of each table of ours, Wagtail's log and allauth that holds the word."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in {"portal", "members", "contacts", "upkeep", "account", "wagtailcore", "sessions"}:
            names = [field.attname for field in model._meta.concrete_fields]
            for row in model._base_manager.values_list(*names):
                found += [
                    f"{model.__name__}.{name}" for name, value in zip(names, row, strict=True) if word in str(value)
                ]
    return found


def test_whoever_leaves_is_nowhere_any_more(nu: datetime) -> None:
    membership = a_member()
    user = membership.user
    consents.give(user, ConsentText.Purpose.NEWSLETTER, source=Consent.Source.PROFILE, now=nu, basis="Xenia sagde ja")
    approved = make_membership(state="pending")
    approve(approved, by=user, now=nu)

    leave(user, by=user, now=nu)

    assert [everything_stored_about(word) for word in ("Xenia", "xenia@", "482031", "enhedschef")] == [[], [], [], []]


def test_the_sums_stay(nu: datetime) -> None:
    membership = a_member()

    leave(membership.user, by=membership.user, now=nu)

    membership.refresh_from_db()
    kept = (membership.state, membership.organisation.short_name, str(membership.profession))  # type: ignore[union-attr]
    assert kept == ("left", "Hillerød", "Psykolog")
    assert not membership.user.is_active


def test_only_a_key_of_the_address_is_kept(nu: datetime) -> None:
    membership = a_member()

    leave(membership.user, by=membership.user, now=nu)

    assert list(Departure.objects.values_list("address_key", "left_at")) == [(address_key("xenia@example.dk"), nu)]


def test_every_device_is_logged_out_with_its_next_request(nu: datetime) -> None:
    membership, client = a_member(), Client()
    client.force_login(membership.user)

    leave(membership.user, by=membership.user, now=nu)

    assert client.get("/min/").status_code == 302


def test_leaving_takes_every_role_and_right(nu: datetime) -> None:
    membership = a_member()
    grant = make_role_grant(membership.user, "editor", membership.organisation)

    leave(membership.user, by=membership.user, now=nu)

    grant.refresh_from_db()
    assert grant.revoked_at == nu
    assert not User.objects.get(pk=membership.user.pk).groups.exists()


def test_the_only_administrator_cannot_leave(nu: datetime) -> None:
    administrator = make_user("admin@example.dk", is_superuser=True, is_staff=True)

    with pytest.raises(RoleError):
        leave(administrator, by=administrator, now=nu)

    assert User.objects.get(pk=administrator.pk).email == "admin@example.dk"


def test_leaving_twice_is_leaving_once(nu: datetime) -> None:
    user = a_member().user

    assert [leave(user, by=user, now=nu), leave(User.objects.get(pk=user.pk), by=None, now=nu)] == [True, False]
    assert ModelLogEntry.objects.filter(action="members.leave").count() == 1


def test_the_name_on_a_card_is_loosened_and_the_coordinator_told(nu: datetime) -> None:
    network = NetworkSettings.load()
    network.coordinator_email = "koordinator@example.dk"
    network.save()
    membership = a_member()
    person = make_person("Xenia Quist", membership.organisation)
    person.user = membership.user
    person.save()
    make_service_person(make_service(membership.organisation), person)

    leave(membership.user, by=membership.user, now=nu)

    person.refresh_from_db()
    assert (person.user, person.name) == (None, "Xenia Quist")
    (told,) = posted()
    assert told.email == "koordinator@example.dk"
    assert f"/admin/personer/edit/{person.pk}/" in told.text
    assert "Xenia" not in told.subject + told.text


def test_one_can_register_again_a_minute_later(nu: datetime) -> None:
    user = a_member().user
    leave(user, by=user, now=nu)

    again = make_user("xenia@example.dk")
    said = Profile("Xenia", "Quist", Profession.objects.get(name="Psykolog"), other_organisation="Klinikken")
    membership = apply(membership_of(again, now=nu), said, now=nu)

    assert (membership.state, Departure.objects.count()) == ("pending", 0)
