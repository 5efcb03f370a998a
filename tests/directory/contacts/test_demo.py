"""The demo's contacts: whole, invented, and the same when they are seeded twice."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Count, Model
from pytest_django import DjangoDbBlocker

from directory.contacts import demo
from directory.contacts.models import (
    Channel,
    FallbackStep,
    HoursException,
    Organisation,
    OrganisationParent,
    Participation,
    Person,
    Service,
    ServicePerson,
)
from portal.permissions import Tier
from portal.search.models import SearchRow

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
SEEDED = (
    Organisation, OrganisationParent, Participation, Service, Channel, Person, ServicePerson, FallbackStep,
    HoursException, SearchRow,
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def contacts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seeded once for the module; each test's own changes are rolled back inside it, and the whole at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.seed(TODAY)
        yield
        transaction.set_rollback(True)


def service(slug: str, function: str) -> Service:
    return Service.objects.get(organisation__slug=slug, function__key=function)


def rows() -> list[tuple[type[Model], object]]:
    return [(model, list(model._default_manager.order_by("pk").values())) for model in SEEDED]


def test_seeding_twice_changes_nothing() -> None:
    before = rows()

    demo.seed(TODAY + timedelta(days=30))

    assert rows() == before


def test_every_seeded_row_is_valid() -> None:
    for model in SEEDED[:-1]:
        for row in model._default_manager.all():
            row.full_clean()


def test_ten_members_have_the_same_eight_functions() -> None:
    functions = {"modtagelse", "doegnvagt", "ppr", "lettilgaengelig", "sundhedspleje", "unge18", "ssp", "rusmiddel"}
    members = Organisation.objects.municipalities().participating(TODAY)

    assert members.count() == 10
    for member in members:
        assert set(member.services.values_list("function__key", flat=True)) == functions


def test_the_hospitals_take_part_too() -> None:
    hospitals = Organisation.objects.filter(kind=Organisation.Kind.HOSPITAL)

    assert set(hospitals) <= set(Organisation.objects.participating(TODAY))


def test_egedal_is_outside_with_a_switchboard_and_no_services() -> None:
    egedal = Organisation.objects.get(slug="egedal")

    assert egedal not in Organisation.objects.participating(TODAY)
    assert egedal.services.count() == 0
    assert egedal.channels.get().value == "+4500402000"


def test_every_number_is_invented() -> None:
    numbers = [
        *Channel.objects.filter(kind="phone").values_list("value", flat=True),
        *FallbackStep.objects.values_list("number", flat=True),
    ]

    assert [number for number in numbers if not number.startswith("+4500")] == []


def test_every_mail_address_is_invented() -> None:
    addresses = Channel.objects.filter(kind__in=["email", "secure_email"]).values_list("value", flat=True)

    assert addresses
    assert [address for address in addresses if not address.endswith("@example.dk")] == []


def test_no_two_contacts_have_the_same_number() -> None:
    shared = Channel.objects.filter(kind="phone").values("value").annotate(n=Count("pk")).filter(n__gt=1)

    assert list(shared) == []


def test_only_professionals_see_the_direct_numbers_of_people() -> None:
    visible = Channel.objects.exclude(person=None).values_list("visibility", flat=True)

    assert set(visible) == {Tier.PROFESSIONAL}


def test_hillerods_intake_is_closed_on_wednesdays_and_between_christmas_and_new_year() -> None:
    intake = service("hillerod", "modtagelse")

    assert intake.hours == "man-tir 10:00-14:00; tor 10:00-17:00; fre 10:00-12:00"
    assert intake.hours_exceptions.values_list("starts", "ends", "hours").get() == (
        date(2026, 12, 24),
        date(2027, 1, 1),
        "",
    )
    assert intake.channels.get(kind="phone").value == "+4500482031"
    assert intake.fallback_steps.values_list("number", "hours").get() == ("+4500482032", "man-fre 08:00-15:00")


def test_the_duty_takes_over_through_the_whole_weekend() -> None:
    assert service("allerod", "doegnvagt").hours == "man-tor 15:00-08:00; fre 12:00-08:00; lør-søn 08:00-08:00"


def test_gribskovs_intake_was_confirmed_two_hundred_days_ago() -> None:
    assert service("gribskov", "modtagelse").verified_on == TODAY - timedelta(days=200)


def test_one_service_is_paused_and_says_why() -> None:
    (paused,) = Service.objects.filter(status="paused")

    assert (paused.organisation.slug, paused.function.key) == ("fureso", "lettilgaengelig")
    assert paused.status_note


def test_one_intake_has_no_deputy() -> None:
    alone = Service.objects.filter(function__key="modtagelse").exclude(people__role="deputy")

    assert [row.organisation.slug for row in alone] == ["horsholm"]


def test_one_contact_person_has_left() -> None:
    assert [person.organisation.slug for person in Person.objects.filter(services=None)] == ["frederikssund"]


def test_every_mild_offer_refuses_the_suicidal_and_names_the_intake() -> None:
    for offer in Service.objects.filter(function__key="lettilgaengelig"):
        intake = service(offer.organisation.slug, "modtagelse")
        assert offer.not_for == f"Selvmordstanker eller selvmordsforsøg. Ring til {intake.name}."


def test_the_hospitals_services_cover_every_member() -> None:
    hospital = Service.objects.filter(function__level="region")

    assert {row.function.key for row in hospital} == {
        "boerneafd", "buc-akut", "buc-amb", "selvmordsklinik", "tut", "pam-voksen",
    }  # fmt: skip
    assert all(row.areas.count() == 10 for row in hospital)


def test_a_treatment_offer_has_sections_and_a_date() -> None:
    offer = Service.objects.get(name__startswith="Samtaleforløb for unge 16-30 år")

    assert [block.value for block in offer.content if block.block_type == "heading"] == [
        "Hvad er forløbet",
        "Målgruppe",
        "Hvem kan ikke være med",
        "Sådan henviser du",
    ]
    assert offer.content_updated_on == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("today", "first_day"), [(date(2027, 1, 1), date(2026, 12, 24)), (date(2027, 1, 2), date(2027, 12, 24))]
)
def test_the_days_off_are_the_next_ones(today: date, first_day: date) -> None:
    Service.objects.filter(organisation__slug="hillerod", function__key="modtagelse").delete()

    demo.seed(today)

    assert service("hillerod", "modtagelse").hours_exceptions.get().starts == first_day
