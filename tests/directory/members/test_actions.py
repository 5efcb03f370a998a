"""Who becomes a member, by whom, and who hears of it."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from directory.members.actions import Profile, apply, approve, leave, membership_of, reject
from directory.members.domains import mail_domain_of
from directory.members.models import Departure, MailDomain, Membership, Profession
from portal import consents
from portal.addresses import address_key
from portal.models import ConsentText, NetworkSettings, User
from tests.factories import (
    make_mail_domain,
    make_membership,
    make_municipality,
    make_organisation,
    make_region,
    make_role_grant,
    make_subject,
    make_user,
)
from tests.post import posted, recipients

pytestmark = pytest.mark.django_db
EARLIER = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _coordinator() -> None:
    network = NetworkSettings.load()
    network.coordinator_email = "koordinator@example.dk"
    network.save()


def confirmed(email: str, **fields: bool) -> User:
    """A user who has confirmed their address."""
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=email, **{"verified": True, "primary": True} | fields)
    return user


def profile(**fields: object) -> Profile:
    said = {"first_name": "Mette", "last_name": "Holm", "profession": Profession.objects.get(name="Psykolog")}
    return Profile(**said | {"other_organisation": "Klinikken"} | fields)  # type: ignore[arg-type]


def apply_as(user: User, now: datetime, **fields: object) -> Membership:
    return apply(membership_of(user, now=now), profile(**fields), now=now)


def editor_of(organisation: object, email: str, **fields: object) -> User:
    user = make_user(email, **fields)
    make_membership(user)
    make_role_grant(user, "editor", organisation)  # type: ignore[arg-type]
    return user


def test_a_user_without_a_membership_gets_one_that_waits_for_a_profile(nu: datetime) -> None:
    membership = membership_of(make_user(), now=nu)

    assert (membership.state, membership.applied_at) == ("pending", None)
    assert list(Membership.objects.pending()) == []


def test_the_same_membership_is_found_again(nu: datetime) -> None:
    user = make_user()

    assert membership_of(user, now=nu) == membership_of(user, now=nu)


def test_a_confirmed_address_of_a_trusted_domain_is_enough(nu: datetime) -> None:
    make_mail_domain(make_municipality(), "hil.example.dk")

    membership = apply_as(confirmed("mette@hil.example.dk"), nu)

    assert (membership.state, membership.decided_at, membership.decided_by) == ("approved", nu, None)


def test_the_profile_says_what_was_written(nu: datetime) -> None:
    user, place, subject = make_user(), make_municipality(), make_subject("Sorg")

    membership = apply_as(
        user, nu, organisation=place, other_organisation="", title="leder", phone="+4500482031", subjects=[subject]
    )

    membership.refresh_from_db()
    assert (membership.user.get_full_name(), membership.organisation, membership.title) == (
        "Mette Holm",
        place,
        "leder",
    )
    assert (membership.phone, list(membership.subjects.all()), membership.applied_at) == ("+4500482031", [subject], nu)


@pytest.mark.parametrize(
    "email",
    ["mette@evil-hil.example.dk", "mette@hil.example.dk.evil.example", "mette@sub.hil.example.dk", "mette@example.dk"],
)
def test_another_domain_than_exactly_the_trusted_one_waits(email: str, nu: datetime) -> None:
    make_mail_domain(make_municipality(), "hil.example.dk")

    assert apply_as(confirmed(email), nu).state == "pending"


def test_an_address_that_nobody_confirmed_waits(nu: datetime) -> None:
    make_mail_domain(make_municipality(), "hil.example.dk")

    assert apply_as(confirmed("mette@hil.example.dk", verified=False), nu).state == "pending"


def test_a_known_domain_that_is_not_trusted_waits(nu: datetime) -> None:
    make_mail_domain(make_municipality(), "hil.example.dk", is_trusted=False)

    assert apply_as(confirmed("mette@hil.example.dk"), nu).state == "pending"


def test_free_mail_is_nobodys_domain_even_when_somebody_lists_it() -> None:
    make_mail_domain(make_municipality(), "gmail.com")

    assert mail_domain_of(confirmed("mette@gmail.com")) is None


def test_the_domain_is_compared_in_its_one_spelling() -> None:
    domain = make_mail_domain(make_municipality(), "xn--hillerd-v1a.example.dk")

    assert mail_domain_of(confirmed("Mette@HILLERØD.example.dk")) == domain


def test_the_main_address_goes_before_the_others() -> None:
    other = make_mail_domain(make_municipality(), "b.example.dk")
    main = make_mail_domain(make_municipality("Gribskov"), "a.example.dk")
    user = confirmed(f"mette@{other.domain}", primary=False)
    EmailAddress.objects.create(user=user, email=f"mette@{main.domain}", verified=True, primary=True)

    assert mail_domain_of(user) == main


def test_the_coordinator_and_the_editors_above_the_workplace_are_told_without_a_name(nu: datetime) -> None:
    region = make_region()
    municipality = make_municipality(region=region)
    unit = make_organisation("Familiehuset", parent=municipality)
    editor_of(municipality, "hil@example.dk")
    editor_of(make_municipality("Gribskov"), "gribskov@example.dk")
    editor_of(region, "region@example.dk")
    editor_of(municipality, "closed@example.dk", is_active=False)
    former = editor_of(municipality, "former@example.dk")
    former.role_grants.update(revoked_at=EARLIER)

    apply_as(confirmed("mette@example.dk"), nu, organisation=unit, other_organisation="")

    assert recipients() == ["hil@example.dk", "koordinator@example.dk"]
    texts = [message.subject + message.text for message in posted()]
    assert not any(word in text for text in texts for word in ("Mette", "mette@", "Familiehuset"))
    assert all("/rediger/medlemmer/" in text for text in texts)


def test_correcting_the_profile_while_waiting_tells_nobody_again(nu: datetime) -> None:
    user = confirmed("mette@example.dk")
    apply_as(user, EARLIER)
    told = posted()

    membership = apply_as(user, nu, first_name="Merete")

    assert (posted(), membership.applied_at, membership.user.first_name) == (told, EARLIER, "Merete")


def test_correcting_the_profile_never_revives_who_was_declined(nu: datetime) -> None:
    make_mail_domain(make_municipality(), "hil.example.dk")
    user = confirmed("mette@hil.example.dk")
    make_membership(user, "rejected", decision_note="Nej")

    membership = apply_as(user, nu)

    assert (membership.state, membership.decision_note) == ("rejected", "Nej")


def test_a_profile_sent_from_another_window_after_leaving_is_not_written(nu: datetime) -> None:
    user = confirmed("mette@example.dk")
    stale = membership_of(user, now=nu)
    leave(user, by=user, now=nu)

    apply(stale, profile(), newsletter=True, now=nu)

    user.refresh_from_db()
    assert (user.first_name, user.consents.count(), Membership.objects.get(user=user).state) == ("", 0, "left")


def test_the_newsletter_is_given_only_when_asked_for(nu: datetime) -> None:
    with_it, without = make_user(), make_user()

    apply(membership_of(with_it, now=nu), profile(), newsletter=True, now=nu)
    apply(membership_of(without, now=nu), profile(), now=nu)

    given = [consents.has_given(user, ConsentText.Purpose.NEWSLETTER) for user in (with_it, without)]
    assert given == [True, False]


def test_registering_again_forgets_that_one_left(nu: datetime) -> None:
    Departure.objects.create(address_key=address_key("mette@example.dk"), left_at=EARLIER)

    apply_as(confirmed("Mette@example.dk"), nu)

    assert not Departure.objects.exists()


def test_approving_twice_gives_one_mail_and_one_line_in_the_log(nu: datetime) -> None:
    waiting, by = make_membership(state="pending"), make_user()
    seen_by_another = Membership.objects.get(pk=waiting.pk)

    done = [approve(waiting, by=by, now=nu), approve(seen_by_another, by=make_user(), now=nu)]

    waiting.refresh_from_db()
    assert done == [True, False]
    assert (waiting.state, waiting.decided_by, waiting.decided_at) == ("approved", by, nu)
    assert recipients() == [waiting.user.email]
    log = ModelLogEntry.objects.filter(action="members.approved")
    assert [(entry.user, entry.object_id) for entry in log] == [(by, str(waiting.pk))]


def test_the_declined_are_told_why(nu: datetime) -> None:
    waiting = make_membership(state="pending")

    reject(waiting, by=make_user(), note="Netværket er for fagfolk.", now=nu)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.decision_note) == ("rejected", "Netværket er for fagfolk.")
    (told,) = posted()
    assert told.email == waiting.user.email
    assert "Netværket er for fagfolk." in told.text
    assert "koordinator@example.dk" in told.text


@pytest.mark.parametrize("state", ["approved", "rejected", "left"])
def test_only_who_waits_can_be_declined(state: str, nu: datetime) -> None:
    membership = make_membership(state=state)

    assert not reject(membership, by=make_user(), note="Nej", now=nu)
    membership.refresh_from_db()
    assert (membership.state, membership.decision_note) == (state, "")


def test_who_was_declined_can_be_approved_after_all(nu: datetime) -> None:
    declined = make_membership(state="rejected", decision_note="Nej")

    assert approve(declined, by=make_user(), now=nu)

    declined.refresh_from_db()
    assert (declined.state, declined.decision_note) == ("approved", "")


def test_who_has_left_cannot_be_approved(nu: datetime) -> None:
    assert not approve(make_membership(state="left"), by=make_user(), now=nu)


def test_a_note_with_something_like_a_cpr_number_is_refused(nu: datetime) -> None:
    waiting = make_membership(state="pending")

    with pytest.raises(ValidationError):
        reject(waiting, by=make_user(), note="Se 010203-1234", now=nu)

    waiting.refresh_from_db()
    assert waiting.state == "pending"


@pytest.mark.parametrize("others", [0, 5])
def test_telling_those_who_approve_costs_the_same_however_many_there_are(
    others: int, nu: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    municipality = make_municipality()
    for _ in range(others):
        editor_of(municipality, "")
    user = confirmed("mette@example.dk")
    membership = membership_of(user, now=nu)
    said = profile(organisation=municipality, other_organisation="")
    MailDomain.objects.all().delete()

    with django_assert_num_queries(20):
        apply(membership, said, now=nu)
