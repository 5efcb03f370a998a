"""The coordinator's screens for the members."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.members.actions import leave
from directory.members.models import MailDomain, MemberImport, Membership, Profession
from portal import consents
from portal.models import Consent, ConsentText, User
from portal.roles import ensure_coordinator_group
from tests import factories
from tests.conftest import LogIn
from tests.directory.contacts.sheets import csv_file
from tests.directory.members.lists import NOW, member, person

pytestmark = pytest.mark.django_db
LIST = "/admin/medlemmer/"
WAITING = "/admin/medlemmer/venter/"


@pytest.fixture
def coordinator(client: Client, log_in: LogIn) -> Client:
    """Somebody with the coordinator's role, logged in."""
    user = factories.make_user("koordinator@example.dk", first_name="Kirsten")
    user.groups.add(ensure_coordinator_group())
    log_in(client, user)
    return client


def make_member(email: str, first_name: str = "Mette", state: str = "approved", **fields: object) -> Membership:
    user = factories.make_user(email, first_name=first_name, last_name="Holm")
    return factories.make_membership(user, state, **fields)  # type: ignore[arg-type]


def shown(client: Client, **query: str) -> list[str]:
    """The addresses in the list, in order."""
    page = client.get(LIST, query).content.decode()
    return list(dict.fromkeys(re.findall(r"[\w.]+@example\.dk", page)))


def test_whoever_waits_stands_first(coordinator: Client) -> None:
    make_member("anna@example.dk", "Anna")
    make_member("oda@example.dk", "Oda", "pending")

    assert shown(coordinator) == ["oda@example.dk", "anna@example.dk"]


def test_whoever_has_left_is_not_in_the_list(coordinator: Client) -> None:
    make_member("anna@example.dk", state="left")

    assert shown(coordinator) == []


@pytest.mark.parametrize("text", ["oersted", "Ørsted", "orsted hillerod"])
def test_the_search_finds_names_and_workplaces_whatever_the_letters(coordinator: Client, text: str) -> None:
    make_member("oersted@example.dk", "Ørsted", organisation=factories.make_municipality("Hillerød"))
    make_member("anna@example.dk", "Anna")

    assert shown(coordinator, q=text) == ["oersted@example.dk"]


def test_a_municipality_is_filtered_with_its_units(coordinator: Client) -> None:
    hillerod = factories.make_municipality("Hillerød")
    make_member("unit@example.dk", organisation=factories.make_organisation(parent=hillerod))
    make_member("house@example.dk", organisation=hillerod)
    make_member("other@example.dk", organisation=factories.make_municipality("Gribskov"))

    assert set(shown(coordinator, workplace=str(hillerod.pk))) == {"unit@example.dk", "house@example.dk"}


def test_the_filters_choose(coordinator: Client) -> None:
    subject = factories.make_subject("Sorg")
    chosen = make_member("chosen@example.dk", profession="Præst")
    chosen.subjects.add(subject)
    consents.give(chosen.user, "newsletter", source=Consent.Source.PROFILE, now=NOW)
    factories.make_role_grant(chosen.user, "supervisor")
    other = make_member("other@example.dk")
    User.objects.filter(pk=other.user_id).update(last_login=timezone.now())
    Membership.objects.filter(pk=chosen.pk).update(active_at=timezone.now() - timedelta(days=600))

    for name, value in {
        "profession": str(Profession.objects.get(name="Præst").pk),
        "subjects": str(subject.pk),
        "newsletter": "yes",
        "role": "supervisor",
        "silent": "548",
    }.items():
        assert shown(coordinator, **{name: value}) == ["chosen@example.dk"], name
    assert set(shown(coordinator, state="approved")) == {"chosen@example.dk", "other@example.dk"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wagtails_own_export_is_not_to_be_had(coordinator: Client, kind: str) -> None:
    make_member("anna@example.dk")

    response = coordinator.get(LIST, {"export": kind})

    assert response["Content-Type"].startswith("text/html")
    assert "export=" not in coordinator.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    coordinator: Client, count: int, django_assert_max_num_queries: object
) -> None:
    for number in range(count):
        make_member(f"{number}@example.dk", organisation=factories.make_organisation())

    with django_assert_max_num_queries(25):  # type: ignore[operator]
        coordinator.get(LIST)


def test_one_click_approves(coordinator: Client) -> None:
    waiting = make_member("oda@example.dk", state="pending")

    coordinator.post(WAITING, {"approve": str(waiting.pk)})

    waiting.refresh_from_db()
    assert (waiting.state, str(waiting.decided_by)) == ("approved", "Kirsten")


def test_those_that_are_ticked_are_approved_together(coordinator: Client) -> None:
    three = [make_member(f"{number}@example.dk", state="pending") for number in range(3)]

    coordinator.post(WAITING, {"chosen": [str(three[0].pk), str(three[1].pk)]})

    assert list(Membership.objects.order_by("pk").values_list("state", flat=True)) == [
        "approved",
        "approved",
        "pending",
    ]


def test_looking_at_who_waits_approves_nobody(coordinator: Client) -> None:
    waiting = make_member("oda@example.dk", state="pending")

    coordinator.get(WAITING, {"approve": str(waiting.pk)})

    waiting.refresh_from_db()
    assert waiting.state == "pending"


@pytest.mark.parametrize(
    ("note", "state"), [("Vi kender dig ikke.", "rejected"), ("", "pending"), ("010190-1234", "pending")]
)
def test_declining_needs_a_sentence(coordinator: Client, note: str, state: str) -> None:
    waiting = make_member("oda@example.dk", state="pending")

    coordinator.post(WAITING, {"decline": str(waiting.pk), f"note-{waiting.pk}": note})

    waiting.refresh_from_db()
    assert waiting.state == state


def test_a_sentence_is_kept_without_what_a_database_refuses(coordinator: Client) -> None:
    waiting = make_member("oda@example.dk", state="pending")

    coordinator.post(WAITING, {"decline": str(waiting.pk), f"note-{waiting.pk}": "Vi kender\x00dig ikke."})

    waiting.refresh_from_db()
    assert waiting.decision_note == "Vi kender dig ikke."


def test_a_member_may_be_approved_after_all(coordinator: Client) -> None:
    declined = make_member("oda@example.dk", state="rejected")

    coordinator.post(f"/admin/medlemmer/{declined.pk}/", {"approve": "1"})

    declined.refresh_from_db()
    assert declined.state == "approved"


def test_a_member_is_forgotten_only_when_the_box_is_ticked(coordinator: Client) -> None:
    anna = make_member("anna@example.dk")

    coordinator.post(f"/admin/medlemmer/{anna.pk}/", {"leave": "1"})
    assert User.objects.filter(email="anna@example.dk").exists()

    coordinator.post(f"/admin/medlemmer/{anna.pk}/", {"leave": "1", "sure": "1"})
    assert not User.objects.filter(email="anna@example.dk").exists()


def test_an_administrator_is_not_forgotten_by_a_coordinator(coordinator: Client) -> None:
    anna = make_member("anna@example.dk")
    User.objects.filter(pk=anna.user_id).update(is_superuser=True)

    coordinator.post(f"/admin/medlemmer/{anna.pk}/", {"leave": "1", "sure": "1"})

    assert User.objects.filter(email="anna@example.dk").exists()


def profile(**fields: str) -> dict[str, str]:
    values = {"first_name": "Mette", "last_name": "Holm", "profession": str(Profession.objects.get(name="Præst").pk)}
    return values | {"organisation": "", "other_organisation": "", "title": "", "phone": ""} | fields


def test_a_member_is_added_by_hand(coordinator: Client) -> None:
    coordinator.post(reverse("memberships:add"), profile(email=" Mette@EXAMPLE.dk"))

    assert (member().state, member().user.first_name) == ("approved", "Mette")


@pytest.mark.parametrize("email", ["KOORDINATOR@example.dk", "mette", "gone@example.dk"])
def test_an_address_that_is_taken_wrong_or_gone_is_not_added(coordinator: Client, email: str) -> None:
    leave(make_member("gone@example.dk").user, by=None, now=NOW)
    before = User.objects.count()

    coordinator.post(reverse("memberships:add"), profile(email=email))

    assert User.objects.count() == before


def test_a_correction_changes_the_profile_and_neither_address_nor_state(coordinator: Client) -> None:
    anna = make_member("anna@example.dk", state="pending")

    coordinator.post(
        reverse("memberships:edit", args=[anna.pk]),
        profile(title="Sognepræst", email="other@example.dk", state="approved", is_superuser="1"),
    )

    anna.refresh_from_db()
    assert (anna.title, anna.state, anna.user.email) == ("Sognepræst", "pending", "anna@example.dk")


@pytest.mark.parametrize("field", ["title", "last_name", "other_organisation", "phone"])
def test_no_cpr_number_is_written_on_a_profile(coordinator: Client, field: str) -> None:
    anna = make_member("anna@example.dk")

    coordinator.post(reverse("memberships:edit", args=[anna.pk]), profile(**{field: "010190-1234"}))

    assert "0101901234" not in repr(Membership.objects.values().get()).replace("-", "")
    assert "010190" not in User.objects.get(pk=anna.user_id).last_name


def test_nobody_deletes_a_member(coordinator: Client) -> None:
    anna = make_member("anna@example.dk")

    coordinator.post(reverse("memberships:delete", args=[anna.pk]))

    assert Membership.objects.filter(pk=anna.pk).exists()


def test_new_words_for_a_consent_are_a_new_version(coordinator: Client) -> None:
    coordinator.post(reverse("consent-texts:add"), {"purpose": "newsletter", "text": "Ja tak til nyt brev."})

    versions = ConsentText.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 2]


def test_the_words_of_a_consent_are_never_changed(coordinator: Client) -> None:
    text = ConsentText.objects.get()

    coordinator.post(reverse("consent-texts:edit", args=[text.pk]), {"purpose": "newsletter", "text": "Andet"})

    assert ConsentText.objects.get().text == text.text


@pytest.mark.parametrize(
    ("typed", "kept"), [("@Alpha.EXAMPLE", ["alpha.example"]), ("gmail.com", []), ("hillerod", [])]
)
def test_a_mail_domain_is_kept_in_one_spelling_and_never_of_free_mail(
    coordinator: Client, typed: str, kept: list[str]
) -> None:
    organisation = factories.make_organisation()

    coordinator.post(reverse("mail-domains:add"), {"domain": typed, "organisation": str(organisation.pk)})

    assert list(MailDomain.objects.values_list("domain", flat=True)) == kept


def test_a_list_is_looked_at_imported_and_taken_back(coordinator: Client) -> None:
    file = SimpleUploadedFile("liste.csv", csv_file(person(first_name="Mette"), person("bo", first_name="Bo")))
    preview = coordinator.post("/admin/medlemmer/import/", {"file": file})
    page = coordinator.get(preview["Location"]).content.decode()
    assert "mette@example.dk" in page
    assert not Membership.objects.exists()

    coordinator.post(preview["Location"])
    imported = MemberImport.objects.get()
    assert (imported.file_name, imported.created, imported.refused) == ("liste.csv", 1, 1)
    assert member().state == "approved"

    coordinator.post(f"/admin/medlemmer/import/{imported.pk}/fortryd/")
    assert not Membership.objects.exists()


def test_an_import_is_not_undone_by_looking(coordinator: Client) -> None:
    assert coordinator.get("/admin/medlemmer/import/1/fortryd/").status_code == 405


@pytest.mark.parametrize("address", [LIST, WAITING, "/admin/medlemmer/udtraek/", "/admin/medlemmer/import/"])
def test_a_member_sees_nothing_of_it(client: Client, log_in: LogIn, address: str) -> None:
    log_in(client, make_member("anna@example.dk").user)

    response = client.get(address)

    assert response.status_code in (302, 403)
    assert "example.dk" not in response.content.decode()


def test_whoever_waits_stands_on_the_first_page_of_the_admin(coordinator: Client) -> None:
    make_member("oda@example.dk", "Oda", "pending")
    make_member("ib@example.dk", "Ib", "pending", applied_at=None)

    page = coordinator.get("/admin/").content.decode()

    assert "Oda Holm" in page
    assert "Ib Holm" not in page
