"""The coordinator's screens: what is written there, and that the search rows follow."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from directory.contacts import search_rows
from directory.contacts.actions import free_slug, organisations_showing, search_rows_follow, services_showing
from directory.contacts.models import Organisation, Service
from portal.roles import ensure_coordinator_group
from portal.search.models import SearchRow
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


def service_form(service: Service | None = None, **changes: object) -> dict[str, str]:
    """What the browser sends for a service."""
    values = {
        "organisation": service and service.organisation_id,
        "function": service and service.function_id,
        "name": service and service.name,
        "slug": service.slug if service else "",
        "status": "active",
        "status_note": "",
        "also_called": "",
        "for_whom": "",
        "not_for": "",
        "age_min": "",
        "age_max": "",
        "description": "",
        "phone_note": "",
        "hours": "",
        "holidays": "",
        "application_process": "",
        "fees": "",
        "legal_basis": "",
        "expect": "",
        "have_ready": "",
        "secure_note": "",
        "verified_on": "",
        "verified_by": "",
        "content-count": 0,
        "channels": inline_formset([]),
        "hours_exceptions": inline_formset([]),
        "fallback_steps": inline_formset([]),
        "people": inline_formset([]),
    }
    return nested_form_data(values | changes)


def test_a_service_is_created_with_its_numbers_and_an_address_made_of_its_name(coordinator: Client) -> None:
    place, function = factories.make_municipality("Hillerød"), factories.make_function()
    phone = {"kind": "phone", "value": "00 48 20 31", "extension": "", "label": "", "visibility": "public", "rank": 1}

    response = coordinator.post(
        reverse("services:add"),
        service_form(
            organisation=place.pk, function=function.pk, name="Børnehuset på Åen", channels=inline_formset([phone])
        ),
    )

    assert response.status_code == 302, response.context["form"].errors
    service = Service.objects.get()
    assert (service.slug, service.channels.get().value) == ("bornehuset-pa-aen", "+4500482031")


def test_new_text_is_dated_the_day_it_is_written(coordinator: Client) -> None:
    service = factories.make_service()
    text = {
        "content-count": 1,
        "content-0-deleted": "",
        "content-0-order": 0,
        "content-0-type": "heading",
        "content-0-id": "",
        "content-0-value": "Sådan henviser du",
    }

    coordinator.post(reverse("services:edit", args=[service.pk]), service_form(service, **text))

    service.refresh_from_db()
    assert service.content_updated_on == timezone.localdate()


def test_changing_the_hours_leaves_the_date_of_the_text_alone(coordinator: Client) -> None:
    service = factories.make_service(content_updated_on=date(2026, 1, 2))

    coordinator.post(reverse("services:edit", args=[service.pk]), service_form(service, hours="man-fre 9-15"))

    service.refresh_from_db()
    assert (service.hours, service.content_updated_on) == ("man-fre 09:00-15:00", date(2026, 1, 2))


def test_half_years_are_written_with_a_comma(coordinator: Client) -> None:
    service = factories.make_service()

    coordinator.post(reverse("services:edit", args=[service.pk]), service_form(service, age_min="0", age_max="17,5"))
    page = coordinator.get(reverse("services:edit", args=[service.pk])).content.decode()

    service.refresh_from_db()
    assert service.age_max == Decimal("17.5")
    assert 'value="17,5"' in page


def test_hours_that_nobody_can_read_come_back_with_a_sentence(coordinator: Client) -> None:
    service = factories.make_service()

    response = coordinator.post(
        reverse("services:edit", args=[service.pk]), service_form(service, hours="når der er nogen")
    )

    assert "hours" in response.context["form"].errors


def test_every_change_stands_in_the_history_with_who_made_it(coordinator: Client) -> None:
    service = factories.make_service()

    coordinator.post(reverse("services:edit", args=[service.pk]), service_form(service, name="Familiehuset"))

    entry = ModelLogEntry.objects.get(action="wagtail.edit")
    assert (entry.object_id, entry.user.email) == (str(service.pk), "koordinator@example.dk")


def test_a_service_can_be_deleted(coordinator: Client) -> None:
    service = factories.make_service()

    coordinator.post(reverse("services:delete", args=[service.pk]))

    assert not Service.objects.exists()


def test_an_organisation_with_services_stays_and_the_page_says_why(coordinator: Client) -> None:
    service = factories.make_service(name="Modtagelsen")

    response = coordinator.post(reverse("organisations:delete", args=[service.organisation_id]), follow=True)

    assert response.status_code in (200, 403)
    assert Organisation.objects.filter(pk=service.organisation_id).exists()


def test_the_key_of_a_function_never_changes(coordinator: Client) -> None:
    function = factories.make_function("modtagelse")
    form = nested_form_data(
        {
            "name": "Modtagelse",
            "key": "noget-andet",
            "words": "",
            "level": "municipality",
            "rank": 1,
            "holidays": "closed",
        }
    )

    coordinator.post(reverse("functions:edit", args=[function.pk]), form)

    function.refresh_from_db()
    assert (function.key, function.name) == ("modtagelse", "Modtagelse")


@pytest.mark.parametrize("asked", ["ørsted", "orsted", "ØRSTED"])
def test_the_lists_find_danish_letters_however_they_are_typed(coordinator: Client, asked: str) -> None:
    factories.make_person("Anne Ørsted")
    factories.make_person("Bo Hansen")

    response = coordinator.get(reverse("people:index"), {"q": asked})

    assert [person.name for person in response.context["object_list"]] == ["Anne Ørsted"]


def test_the_list_can_show_what_was_not_confirmed_lately(coordinator: Client) -> None:
    factories.make_service(name="Nyligt", verified_on=timezone.localdate())
    factories.make_service(name="Aldrig")

    response = coordinator.get(reverse("services:index"), {"confirmed": "90"})

    assert [service.name for service in response.context["object_list"]] == ["Aldrig"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_services_takes_as_many_queries_for_three_rows_as_for_one(
    coordinator: Client, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        factories.make_service(name=f"Nr. {number}")
    coordinator.get(reverse("services:index"))

    with django_assert_num_queries(13):  # type: ignore[operator]
        coordinator.get(reverse("services:index"))


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(coordinator: Client) -> None:
    factories.make_service(name="=1+1")

    response = coordinator.get(reverse("services:index"), {"export": "csv"})

    assert b"'=1+1" in b"".join(response.streaming_content)


def row_of(service: Service) -> SearchRow:
    return SearchRow.objects.get(key=search_rows.key(service.pk))


def test_the_search_row_follows_what_is_saved(coordinator: Client) -> None:
    service = factories.make_service(name="Modtagelsen")

    coordinator.post(reverse("services:edit", args=[service.pk]), service_form(service, name="Familiehuset"))

    assert row_of(service).document["name"] == "Familiehuset"


def test_the_search_row_goes_when_the_service_is_deleted(coordinator: Client) -> None:
    service = factories.make_service()
    search_rows.refresh([service])

    coordinator.post(reverse("services:delete", args=[service.pk]))

    assert row_of(service).deleted


def test_a_person_who_gets_another_name_gets_it_on_the_cards_too(coordinator: Client) -> None:
    service = factories.make_service()
    person = factories.make_person("Bo Hansen", service.organisation)
    factories.make_service_person(service, person)
    form = nested_form_data(
        {"name": "Bo Holm", "title": "", "organisation": person.organisation_id, "channels": inline_formset([])}
    )

    coordinator.post(reverse("people:edit", args=[person.pk]), form)

    assert [shown["name"] for shown in row_of(service).document["people"]] == ["Bo Holm"]


def test_a_person_who_is_deleted_leaves_the_cards(coordinator: Client) -> None:
    service = factories.make_service()
    person = factories.make_person("Bo Hansen", service.organisation)
    factories.make_service_person(service, person)
    search_rows.refresh([service])

    coordinator.post(reverse("people:delete", args=[person.pk]))

    assert not row_of(service).document.get("people")


def test_when_the_rows_cannot_be_written_neither_is_the_service() -> None:
    service = factories.make_service(name="Modtagelsen")

    def rename_and_fail() -> None:
        with search_rows_follow(service):
            Service.objects.filter(pk=service.pk).update(name="Familiehuset")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        rename_and_fail()

    assert Service.objects.get().name == "Modtagelsen"


def test_moving_a_service_touches_the_organisation_it_leaves_and_those_it_covers() -> None:
    place = factories.make_municipality("Allerød")
    service = factories.make_service(areas=[place])

    assert organisations_showing(service) == {service.organisation_id, place.pk}


def test_a_person_is_shown_on_the_cards_it_stands_on() -> None:
    service, _other = factories.make_service(), factories.make_service()
    person = factories.make_person(organisation=service.organisation)
    factories.make_service_person(service, person)

    assert services_showing(person) == {service.pk}


def test_a_second_service_of_the_same_name_gets_a_number() -> None:
    first = factories.make_service(name="Børnehuset", slug="bornehuset")

    assert free_slug("Børnehuset", Service.objects.filter(organisation=first.organisation)) == "bornehuset-2"
