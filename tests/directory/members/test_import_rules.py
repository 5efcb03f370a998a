"""What an import may do to somebody the portal knows, and what it may never do."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from directory.members.actions import leave
from directory.members.models import Membership, RoleGrant
from portal import consents
from portal.models import Consent, User
from tests import factories
from tests.directory.members.lists import NOW, member, person, run, says_yes
from tests.post import recipients

pytestmark = pytest.mark.django_db


def known(state: str = "approved", **fields: object) -> Membership:
    """Mette, whom the portal knows."""
    user = factories.make_user("mette@example.dk", first_name="Mette", last_name="Holm")
    return factories.make_membership(user, state, **fields)  # type: ignore[arg-type]


def test_an_empty_field_is_filled() -> None:
    known()

    run(person(role="Teamleder"))

    assert member().title == "Teamleder"


def test_what_the_member_has_written_stays_and_the_report_says_so() -> None:
    known(title="Leder")

    report = run(person(role="Teamleder"))

    assert member().title == "Leder"
    assert [note.row for note in report.kept] == [2]


def test_what_an_import_wrote_last_is_changed_by_the_next() -> None:
    run(person(role="Teamleder"))

    run(person(role="Afdelingsleder"))

    assert member().title == "Afdelingsleder"


def test_what_somebody_has_changed_after_an_import_stays() -> None:
    run(person(role="Teamleder"))
    Membership.objects.update(title="Leder")

    run(person(role="Afdelingsleder"))

    assert member().title == "Leder"


def test_subjects_that_the_member_chose_stay() -> None:
    run(person(subjects="Sorg"))
    member().subjects.clear()
    member().subjects.add(factories.make_subject("Angst"))

    run(person(subjects="Selvmordsforsøg"))

    assert [subject.name for subject in member().subjects.all()] == ["Angst"]


def test_a_workplace_in_the_members_own_words_stays() -> None:
    factories.make_municipality("Hillerød")
    known(other_organisation="Egen klinik")

    run(person(organisation="Hillerød"))

    assert member().workplace == "Egen klinik"


def test_an_empty_cell_changes_nothing() -> None:
    run(person(role="Teamleder"))

    assert run(person(role="")).changes == []
    assert member().title == "Teamleder"


def test_somebody_who_waits_becomes_a_member_and_is_told() -> None:
    known("pending")

    run(person())

    assert member().state == "approved"
    assert recipients() == [member().user.email]


def test_somebody_who_was_declined_stays_declined() -> None:
    known("rejected")

    report = run(person(role="Teamleder"))

    assert (member().state, member().title) == ("rejected", "")
    assert [note.row for note in report.staying_out] == [2]


def test_somebody_who_left_is_not_brought_back() -> None:
    leave(known().user, by=None, now=NOW)

    report = run(person("Mette@Example.dk", first_name="Mette"))

    assert [note.row for note in report.staying_out] == [2]
    assert not User.objects.filter(email="mette@example.dk").exists()


def test_a_role_is_never_touched() -> None:
    grant = factories.make_role_grant(known().user, "supervisor")

    run(person(role="administrator"))

    assert list(RoleGrant.objects.values_list("pk", "role")) == [(grant.pk, "supervisor")]


def test_a_yes_without_a_basis_imports_the_person_without_the_newsletter() -> None:
    report = run(person(newsletter="ja"))

    assert member().state == "approved"
    assert not says_yes()
    assert [note.row for note in report.kept] == [2]


def test_a_yes_that_was_taken_back_stays_a_no() -> None:
    run(person(newsletter="ja", consent_basis="Mail"))
    consents.withdraw(member().user, "newsletter", now=NOW)

    report = run(person(newsletter="ja", consent_basis="Mail"))

    assert not says_yes()
    assert [note.row for note in report.kept] == [2]


def test_a_member_who_has_logged_in_decides_about_the_newsletter_alone() -> None:
    run(person())
    User.objects.update(last_login=NOW)

    report = run(person(newsletter="ja", consent_basis="Mail"))

    assert not says_yes()
    assert [note.row for note in report.kept] == [2]


def test_a_no_of_the_list_takes_back_the_yes_of_a_list() -> None:
    run(person(newsletter="ja", consent_basis="Mail"))

    run(person(newsletter="nej"))

    assert not says_yes()


def test_a_no_of_the_list_leaves_what_the_member_said() -> None:
    consents.give(known().user, "newsletter", source=Consent.Source.PROFILE, now=NOW)

    run(person(newsletter="nej"))

    assert says_yes()


def test_a_yes_keeps_where_it_comes_from() -> None:
    run(person(newsletter="ja", consent_basis="Temadag 2025"))

    consent = Consent.objects.get()
    assert (consent.source, consent.basis, consent.text.version) == ("import", "Temadag 2025", 1)


def test_a_confirmed_second_address_is_the_same_person() -> None:
    membership = known()
    EmailAddress.objects.create(user=membership.user, email="Mette@klinik.example", verified=True)

    report = run(person("mette@klinik.example"))

    assert (report.created, report.unchanged) == (0, 1)


def test_an_address_that_nobody_has_confirmed_is_nobodys() -> None:
    EmailAddress.objects.create(user=known().user, email="chef@klinik.example", verified=False)

    run(person("chef@klinik.example", role="Overlæge"))

    assert (member().title, member("chef@klinik.example").title) == ("", "Overlæge")


def test_two_addresses_of_one_person_count_once() -> None:
    EmailAddress.objects.create(user=known().user, email="mette@klinik.example", verified=True)

    report = run(person(role="Leder"), person("mette@klinik.example", role="Teamleder"))

    assert member().title == "Leder"
    assert [note.row for note in report.duplicates] == [3]


def test_a_member_is_forgotten_by_the_imports_too() -> None:
    run(person(first_name="Mette", role="Teamleder"))
    membership = member()

    leave(membership.user, by=None, now=NOW + timedelta(days=1))

    membership.refresh_from_db()
    assert membership.imported == {}
    assert not membership.user.consents.exists()
