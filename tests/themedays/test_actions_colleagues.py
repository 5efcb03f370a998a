"""Signing up a colleague, and among whose seats somebody counts."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress

from directory.contacts.models import Organisation
from portal.mail.models import Delivery
from portal.models import User
from tests.factories import (
    make_mail_domain,
    make_membership,
    make_municipality,
    make_organisation,
    make_parent,
    make_participation,
    make_region,
    make_user,
)
from tests.themedays.factories import SIGNED_UP, make_theme_day
from themedays.actions import ColleagueRefused, participates, share_of, sign_up_colleague

pytestmark = pytest.mark.django_db
NOW = SIGNED_UP
DAY = date(2026, 12, 10)


@pytest.fixture
def hilleroed() -> Organisation:
    return make_municipality("Hillerød")


@pytest.fixture
def mette(hilleroed: Organisation) -> User:
    unit = make_organisation("Familieafdelingen", parent=hilleroed)
    user = make_membership(make_user("mette@hilleroed.example"), organisation=unit).user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_an_unknown_colleague_becomes_a_user_who_logs_in_by_a_code_and_is_told(mette: User) -> None:
    registration = sign_up_colleague(
        make_theme_day().pool, "Ida Marie Krogh", "Ida@Hilleroed.example", by=mette, now=NOW
    )

    ida = User.objects.get(email="ida@hilleroed.example")
    assert (ida.first_name, ida.last_name, ida.has_usable_password()) == ("Ida Marie", "Krogh", False)
    assert (registration.user, registration.created_by, registration.workplace) == (ida, mette, "Familieafdelingen")
    mail = Delivery.objects.get()
    assert mail.email == ida.email
    assert "Mette" not in mail.text


def test_an_account_that_is_closed_is_signed_up_by_nobody(mette: User) -> None:
    make_user("ida@hilleroed.example", is_active=False)

    with pytest.raises(ColleagueRefused):
        sign_up_colleague(make_theme_day().pool, "Ida", "ida@hilleroed.example", by=mette, now=NOW)


def test_a_known_colleague_counts_where_they_work_themselves(mette: User) -> None:
    egedal = make_municipality("Egedal")
    ida = make_membership(make_user("ida@hilleroed.example"), organisation=egedal).user

    registration = sign_up_colleague(make_theme_day().pool, "Ida", "ida@hilleroed.example", by=mette, now=NOW)

    assert (registration.user, registration.share) == (ida, egedal)


def test_a_domain_of_the_same_municipality_will_do(mette: User, hilleroed: Organisation) -> None:
    make_mail_domain(make_organisation("Skolen", parent=hilleroed), "skole.example")

    assert sign_up_colleague(make_theme_day().pool, "Bo", "bo@skole.example", by=mette, now=NOW).user


@pytest.mark.parametrize("email", ["bo@egedal.example", "bo@gmail.com", "bo@sub.hilleroed.example", "bo"])
def test_other_addresses_are_refused(mette: User, email: str) -> None:
    make_mail_domain(make_municipality("Egedal"), "egedal.example")

    with pytest.raises(ColleagueRefused):
        sign_up_colleague(make_theme_day().pool, "Bo", email, by=mette, now=NOW)

    assert not User.objects.filter(email=email).exists()


def test_an_address_that_nobody_has_confirmed_makes_no_colleagues(hilleroed: Organisation) -> None:
    mette = make_membership(make_user("mette@hilleroed.example"), organisation=hilleroed).user

    with pytest.raises(ColleagueRefused):
        sign_up_colleague(make_theme_day().pool, "Bo", "bo@hilleroed.example", by=mette, now=NOW)


class TestShares:
    def test_a_unit_counts_among_its_municipality(self, hilleroed: Organisation) -> None:
        make_parent(hilleroed, make_region())
        unit = make_organisation("Team", parent=make_organisation("Familieafdelingen", parent=hilleroed))

        assert share_of(unit, DAY) == hilleroed

    def test_a_ward_counts_among_its_hospital_and_not_the_region(self) -> None:
        hospital = make_organisation("Nordhospitalet", "hospital", parent=make_region())

        assert share_of(make_organisation("Afsnit 1", parent=hospital), DAY) == hospital

    def test_whoever_belongs_to_nobody_counts_alone(self) -> None:
        unit = make_organisation("En forening", "voluntary")

        assert share_of(unit, DAY) == unit

    def test_who_it_belongs_to_on_the_day_counts(self, hilleroed: Organisation) -> None:
        unit = make_organisation("Team")
        make_parent(unit, hilleroed, starts=DAY + timedelta(days=1))

        assert share_of(unit, DAY) == unit

    def test_a_circle_in_the_data_ends(self) -> None:
        one, two = make_organisation("Et"), make_organisation("To")
        make_parent(one, two)
        make_parent(two, one)

        assert share_of(one, DAY) in {one, two}


class TestParticipates:
    def test_a_unit_of_a_member(self, hilleroed: Organisation) -> None:
        make_participation(hilleroed)

        assert participates(make_organisation(parent=hilleroed), DAY)

    def test_a_hospital_of_a_region_that_is_a_member(self) -> None:
        region = make_region()
        make_participation(region)

        assert participates(make_organisation("Nordhospitalet", "hospital", parent=region), DAY)

    def test_not_a_municipality_of_that_region(self) -> None:
        region = make_region()
        make_participation(region)

        assert not participates(make_municipality("Egedal", region=region), DAY)

    def test_not_after_the_membership_has_ended(self, hilleroed: Organisation) -> None:
        hilleroed.participations.all().delete()
        make_participation(hilleroed, ends=DAY - timedelta(days=1))

        assert not participates(hilleroed, DAY)
