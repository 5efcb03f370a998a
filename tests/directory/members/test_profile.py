"""The step after sign-up, and the profile later."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.members.models import Membership, Profession
from directory.members.workplaces import grouped, workplaces
from portal import consents
from portal.models import ConsentText, User
from tests.factories import (
    make_mail_domain,
    make_membership,
    make_municipality,
    make_organisation,
    make_participation,
    make_subject,
    make_user,
)
from tests.post import posted

pytestmark = pytest.mark.django_db
URL = "/min/profil/"
TODAY = date(2026, 11, 24)


@pytest.fixture
def newcomer(client: Client) -> User:
    """Somebody who has confirmed an address of no domain that we know, and is logged in."""
    user = make_user("mette@example.dk")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)
    return user


def said(**fields: object) -> dict[str, object]:
    profession = Profession.objects.get(name="Psykolog").pk
    return {
        "first_name": "Mette",
        "last_name": "Holm",
        "profession": profession,
        "other_organisation": "Klinikken",
    } | fields


def trust(user: User, short_name: str = "Hillerød") -> None:
    """Give the user a confirmed address of a trusted domain."""
    make_mail_domain(make_municipality(short_name), "hil.example.dk")
    EmailAddress.objects.filter(user=user).update(email="mette@hil.example.dk")


def test_who_is_trusted_is_in_after_the_step(client: Client, newcomer: User) -> None:
    trust(newcomer)

    response = client.post(URL, said(), follow=True)

    assert Membership.objects.get(user=newcomer).state == "approved"
    assert (response.redirect_chain, "Du er inde" in response.text) == ([("/min/", 302)], True)


def test_who_is_trusted_lands_where_they_were_going(client: Client, newcomer: User) -> None:
    trust(newcomer)

    shown = client.get(f"{URL}?next=/kontakter/personer/")
    response = client.post(URL, said(next="/kontakter/personer/"))

    assert 'name="next" value="/kontakter/personer/"' in shown.text
    assert response["Location"] == "/kontakter/personer/"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)"],
)
def test_nobody_is_sent_to_somebody_elses_page(address: str, client: Client, newcomer: User) -> None:
    trust(newcomer)

    assert client.post(URL, said(next=address))["Location"] == "/min/"


def test_who_waits_is_told_so(client: Client, newcomer: User) -> None:
    response = client.post(URL, said(next="/kontakter/personer/"), follow=True)

    assert response.redirect_chain == [("/min/", 302)]
    assert "Venter på godkendelse" in response.text


def test_looking_at_the_step_changes_nothing(client: Client, newcomer: User) -> None:
    response = client.get(URL)

    assert (response.status_code, Membership.objects.count()) == (200, 0)
    assert "no-store" in response["Cache-Control"]


def test_the_newsletter_is_not_ticked_beforehand(client: Client, newcomer: User) -> None:
    text = client.get(URL).text

    box = text[text.index('name="newsletter"') :].split(">", 1)[0]
    assert "checked" not in box


def test_the_newsletter_is_given_in_the_words_of_the_day(client: Client, newcomer: User) -> None:
    client.post(URL, said(newsletter="on"))

    consent = consents.in_force(newcomer, ConsentText.Purpose.NEWSLETTER)
    assert consent is not None
    assert (consent.text, consent.source) == (consents.words_today(ConsentText.Purpose.NEWSLETTER), "profile")


def test_the_workplace_is_suggested_from_the_confirmed_address(client: Client, newcomer: User) -> None:
    trust(newcomer)

    place = make_municipality().pk
    assert f'<option value="{place}" selected>Hillerød Kommune</option>' in client.get(URL).text


def test_an_unconfirmed_address_suggests_nothing(client: Client, newcomer: User) -> None:
    trust(newcomer)
    EmailAddress.objects.update(verified=False)

    assert f'<option value="{make_municipality().pk}" selected' not in client.get(URL).text


def test_nothing_typed_is_lost_when_something_is_missing(client: Client, newcomer: User) -> None:
    subject = make_subject("Sorg")
    typed = said(last_name="", title="teamleder", phone="00 48 20 31", subjects=[subject.pk], newsletter="on")

    response = client.post(URL, typed)

    assert (response.status_code, Membership.objects.count()) == (422, 0)
    for kept in ('value="Mette"', 'value="Klinikken"', 'value="teamleder"', 'value="00 48 20 31"'):
        assert kept in response.text
    boxes = [part.split(">", 1)[0] for part in response.text.split('<input type="checkbox"')[1:]]
    assert [f'value="{subject.pk}"' in box or "newsletter" in box for box in boxes if "checked" in box] == [True, True]


@pytest.mark.parametrize("field", ["first_name", "last_name", "other_organisation", "title", "phone"])
@pytest.mark.parametrize("number", ["010203-1234", "0102031234", "01 02 03 1234"])
def test_something_like_a_cpr_number_is_refused_in_every_field(
    field: str, number: str, client: Client, newcomer: User
) -> None:
    response = client.post(URL, said(**{field: f"x {number}" if field != "phone" else number}))

    assert (response.status_code, Membership.objects.count()) == (422, 0)
    assert "CPR-nummer" in response.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"profession": "999999"},
        {"profession": "x"},
        {"organisation": "999999", "other_organisation": ""},
        {"organisation": "x", "other_organisation": ""},
        {"other_organisation": ""},
        {"subjects": ["999999"]},
        {"subjects": ["x"]},
        {"phone": "12"},
        {"first_name": " "},
        {"first_name": "x" * 151},
        {"title": "a\0b"},
    ],
)
def test_bad_input_is_shown_again(wrong: dict[str, object], client: Client, newcomer: User) -> None:
    response = client.post(URL, said(**wrong))

    assert (response.status_code, Membership.objects.count()) == (422, 0)


def test_a_workplace_from_the_list_and_another_one_is_one_too_many(client: Client, newcomer: User) -> None:
    place = make_municipality()
    make_participation(place)

    assert client.post(URL, said(organisation=place.pk)).status_code == 422


def test_a_workplace_outside_the_list_cannot_be_sent(client: Client, newcomer: User) -> None:
    outside = make_organisation("Ikke med")

    assert client.post(URL, said(organisation=outside.pk, other_organisation="")).status_code == 422


def test_extra_fields_change_nothing(client: Client, newcomer: User) -> None:
    client.post(URL, said(state="approved", decided_at="2026-01-01", is_superuser="on", email="x@example.dk", user="1"))

    newcomer.refresh_from_db()
    assert Membership.objects.get(user=newcomer).state == "pending"
    assert (newcomer.is_superuser, newcomer.email) == (False, "mette@example.dk")


def test_a_member_corrects_the_profile_and_stays_a_member(client: Client, newcomer: User) -> None:
    place = make_municipality()  # it takes no part in the network any more, and the choice is kept
    make_membership(newcomer, organisation=place, title="leder")

    shown = client.get(URL)
    client.post(URL, said(organisation=place.pk, other_organisation="", first_name="Merete"))

    membership = Membership.objects.get(user=newcomer)
    assert f'<option value="{place.pk}" selected' in shown.text
    assert (membership.state, membership.user.first_name, membership.organisation) == ("approved", "Merete", place)
    assert "newsletter" not in shown.text
    assert posted() == []


def test_the_unknown_reader_is_asked_to_log_in(client: Client) -> None:
    response = client.post(URL, said())

    assert response.status_code == 302
    assert response["Location"].startswith("/konto/")


def test_the_list_holds_who_takes_part_with_all_their_units_and_nobody_else() -> None:
    member, other = make_municipality(), make_municipality("Gribskov")
    make_participation(member)
    unit = make_organisation("Familiehuset", parent=member)
    team = make_organisation("Team 2", parent=unit)
    hospital = make_organisation("Hospitalet", "hospital")
    make_mail_domain(hospital, "hospital.example.dk")

    groups = dict(grouped(workplaces(TODAY), TODAY))

    assert [label for _key, label in groups["Kommuner"]] == [
        "Hillerød Kommune",
        "Hillerød Kommune, Familiehuset",
        "Hillerød Kommune, Familiehuset, Team 2",
    ]
    assert groups["Hospitaler"] == [(hospital.pk, "Hospitalet")]
    assert other.pk not in workplaces(TODAY)
    assert team.pk in workplaces(TODAY)


@pytest.mark.parametrize("units", [1, 150])
def test_a_long_list_of_workplaces_costs_no_more_queries(
    units: int, client: Client, newcomer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    member = make_municipality()
    make_participation(member)
    for number in range(units):
        make_organisation(f"Enhed {number}", parent=member)
    client.get(URL)  # what is kept between requests

    with django_assert_num_queries(19):
        response = client.get(URL)

    assert response.text.count("Hillerød Kommune, Enhed") == units
