"""An import taken back."""

from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from directory.members.imports.retention import forget_exports, forget_imports
from directory.members.imports.undo import UndoError, UndoReport, undo_import
from directory.members.models import ImportedChange, MemberExport, MemberImport, Membership
from portal import consents
from portal.models import Consent, User
from tests import factories
from tests.directory.members.lists import NOW, member, person, run, says_yes

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def undo_latest() -> UndoReport:
    return undo_import(MemberImport.objects.latest("pk"), by=None, now=LATER)


def known(**fields: object) -> Membership:
    user = factories.make_user("mette@example.dk", first_name="Mette", last_name="Holm")
    return factories.make_membership(user, **fields)  # type: ignore[arg-type]


def test_new_members_are_removed_with_their_consent() -> None:
    run(person(first_name="Mette", newsletter="ja", consent_basis="Mail", subjects="Sorg"))

    report = undo_latest()

    assert report.removed == 1
    assert not User.objects.exists()
    assert not ModelLogEntry.objects.filter(label__contains="Mette").exists()


def test_changed_fields_say_what_they_said_before() -> None:
    run(person(role="Teamleder", subjects="Sorg"))
    run(person(role="Leder", subjects="Selvmordsforsøg"), now=NOW + timedelta(days=1))

    report = undo_latest()

    assert report.restored == 1
    assert member().title == "Teamleder"
    assert [subject.name for subject in member().subjects.all()] == ["Sorg"]


def test_a_filled_field_is_empty_again() -> None:
    known()
    run(person(role="Teamleder"))

    undo_latest()

    assert member().title == ""


def test_an_import_after_an_undo_may_fill_the_field_again() -> None:
    known()
    run(person(role="Teamleder"))
    undo_latest()

    run(person(role="Leder"))

    assert member().title == "Leder"


def test_what_somebody_has_changed_since_stays_and_is_named() -> None:
    known()
    run(person(role="Teamleder", phone="00123456"))
    Membership.objects.update(title="Overlæge")

    report = undo_latest()

    assert (member().title, member().phone) == ("Overlæge", "")
    assert [name for name, _sentence in report.stays] == ["Mette Holm"]


def test_a_new_member_who_has_logged_in_stays() -> None:
    run(person(first_name="Mette", last_name="Holm"))
    User.objects.update(last_login=NOW)

    report = undo_latest()

    assert member().state == "approved"
    assert [name for name, _sentence in report.stays] == ["Mette Holm"]


def test_a_new_member_with_a_role_stays() -> None:
    run(person())
    factories.make_role_grant(member().user, "supervisor")

    assert len(undo_latest().stays) == 1
    assert member().state == "approved"


def test_a_new_member_who_was_corrected_stays() -> None:
    run(person(role="Teamleder"))
    Membership.objects.update(title="Leder")

    assert undo_latest().removed == 0


def test_a_yes_that_the_import_noted_is_gone_and_may_be_noted_again() -> None:
    run(person())
    run(person(newsletter="ja", consent_basis="Mail"), now=NOW + timedelta(days=1))

    undo_latest()
    assert not Consent.objects.exists()

    run(person(newsletter="ja", consent_basis="Anden mail"))
    assert says_yes()


def test_a_yes_that_was_taken_back_since_stays_taken_back() -> None:
    run(person())
    run(person(newsletter="ja", consent_basis="Mail"), now=NOW + timedelta(days=1))
    consents.withdraw(member().user, "newsletter", now=LATER)

    undo_latest()

    assert Consent.objects.get().withdrawn_at == LATER


def test_a_yes_that_the_import_took_back_is_in_force_again() -> None:
    run(person(newsletter="ja", consent_basis="Mail"))
    run(person(newsletter="nej"), now=NOW + timedelta(days=1))

    undo_latest()

    assert says_yes()


def test_somebody_whom_the_import_approved_stays_a_member_and_is_named() -> None:
    known(state="pending")
    run(person())

    assert len(undo_latest().stays) == 1
    assert member().state == "approved"


def test_an_import_is_undone_once() -> None:
    run(person())
    undo_latest()

    with pytest.raises(UndoError):
        undo_latest()


@pytest.mark.parametrize(("days", "works"), [(30, True), (31, False)])
def test_an_import_is_undone_within_thirty_days(days: int, works: bool) -> None:
    run(person())

    assert MemberImport.objects.get().can_be_undone(NOW + timedelta(days=days)) is works


@pytest.mark.parametrize(("days", "left"), [(90, 1), (91, 0)])
def test_an_import_is_forgotten_after_ninety_days(days: int, left: int) -> None:
    run(person())

    list(forget_imports(NOW + timedelta(days=days), False))

    assert MemberImport.objects.count() == ImportedChange.objects.count() == left


def test_a_dry_run_of_retention_counts_and_forgets_nothing() -> None:
    run(person())
    MemberExport.objects.create(exported_at=NOW, kind="csv", count=1)
    much_later = NOW + timedelta(days=1000)

    counts = [done.count for rule in (forget_imports, forget_exports) for done in rule(much_later, True)]

    assert counts == [1, 1]
    assert (MemberImport.objects.count(), MemberExport.objects.count()) == (1, 1)
