"""/rediger/: a municipality's editor keeps its own contacts, and meets nobody else's."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from directory.contacts.models import Channel, HoursException, Person, Service, ServicePerson
from directory.members import roles
from directory.members.models import Membership, RoleGrant
from portal.models import User
from portal.roles import ensure_coordinator_group
from portal.search.models import SearchRow
from tests import factories
from tests.directory.upkeep.editing import Municipality, filled_in, make_edited_municipality, service_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def alpha() -> Municipality:
    return make_edited_municipality("Alpha")


@pytest.fixture
def beta() -> Municipality:
    return make_edited_municipality("Beta")


@pytest.fixture
def editor(client: Client, alpha: Municipality, log_in: Any) -> Client:
    """The browser of Alpha's editor."""
    log_in(client, alpha.editor)
    return client


def numbers_of(service: Service) -> list[str]:
    return list(Channel.objects.filter(service=service).order_by("rank", "pk").values_list("value", flat=True))


def test_the_first_page_shows_the_own_contacts_and_no_others(
    editor: Client, alpha: Municipality, beta: Municipality
) -> None:
    page = editor.get(reverse("editing:home")).content.decode()

    assert service_address(alpha.service) in page
    assert "Beta" not in page


def test_a_member_without_a_role_is_turned_away(client: Client, log_in: Any) -> None:
    log_in(client, factories.make_membership().user)

    assert client.get(reverse("editing:home")).status_code == 403


def test_somebody_who_is_not_logged_in_is_sent_to_the_log_in(client: Client) -> None:
    answer = client.get(reverse("editing:home"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/log-ind/?next=/rediger/")


def test_a_supervisor_is_told_that_there_is_nothing_yet(client: Client, log_in: Any) -> None:
    user = factories.make_membership().user
    factories.make_role_grant(user, "supervisor")
    log_in(client, user)

    page = client.get(reverse("editing:home"))

    assert page.status_code == 200
    assert "/rediger/supervision/" in page.content.decode()


def test_a_coordinator_keeps_every_municipality_s_contacts(
    client: Client, alpha: Municipality, beta: Municipality, log_in: Any
) -> None:
    user = factories.make_user()
    user.groups.add(ensure_coordinator_group())
    log_in(client, user)

    answers = {client.get(service_address(one.service)).status_code for one in (alpha, beta)}

    assert answers == {200}


def test_a_changed_number_is_on_the_card_and_in_the_search_at_once(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)

    answer = editor.post(address, filled_in(editor, address) | {"channels-0-value": "00 11 22 33"})

    assert answer.status_code == 302
    assert numbers_of(alpha.service) == ["+4500112233"]
    assert "00 11 22 33" in editor.get(alpha.service.get_absolute_url()).content.decode()
    assert "+4500112233" in str([row.document for row in SearchRow.objects.all()])


def test_saving_without_a_change_changes_nothing(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)
    factories.make_hours_exception(alpha.service, timezone.localdate() + timedelta(days=3), hours="10:00-12:00")
    Service.objects.filter(pk=alpha.service.pk).update(age_min="17.5")
    before = rows_of(alpha.service)

    editor.post(address, filled_in(editor, address))

    assert rows_of(alpha.service) == before
    assert not registry.get_logs_for_instance(alpha.service).exists()


def rows_of(service: Service) -> list[Any]:
    tables = (Channel, HoursException, ServicePerson)
    rows = [list(model.objects.filter(service=service).order_by("pk").values()) for model in tables]
    return [*rows, list(Service.objects.filter(pk=service.pk).values())]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"channels-0-value": "123"}, "otte"),
        ({"hours": "mandag"}, "man-tir 10:00-14:00"),
        ({"exceptions-0-hours": "10-12"}, "Skriv den første dag"),
        ({"exceptions-0-starts": "2026-12-24", "exceptions-0-ends": "2026-12-23"}, "ligger før den første"),
        ({"status": "paused"}, "hvorfor der er pause"),
        ({"for_whom": "Anna 010170-1234"}, "CPR"),
        ({"age_min": "18", "age_max": "12"}, "alder"),
    ],
)
def test_what_cannot_be_stored_is_shown_again_with_what_to_write_instead(
    editor: Client, alpha: Municipality, typed: dict[str, str], sentence: str
) -> None:
    address = service_address(alpha.service)
    before = rows_of(alpha.service)

    answer = editor.post(address, filled_in(editor, address) | {"not_for": "Akut livsfare: ring 112"} | typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence.lower() in page.lower()
    assert "Akut livsfare: ring 112" in page
    assert rows_of(alpha.service) == before


def test_one_more_row_comes_without_javascript_and_keeps_what_was_typed(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)
    sent = filled_in(editor, address) | {"channels-1-value": "00 99 88 77", "add": "channels"}

    answer = editor.post(address, sent)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="channels-2-value"' in page
    assert 'value="00 99 88 77"' in page
    assert numbers_of(alpha.service) == ["+4500482031"]


def test_a_number_is_added_and_another_one_removed(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)

    editor.post(
        address, filled_in(editor, address) | {"channels-0-DELETE": "on", "channels-1-value": "00 99 88 77 lok. 4"}
    )

    assert [(row.value, row.extension) for row in Channel.objects.filter(service=alpha.service)] == [
        ("+4500998877", "4")
    ]


def test_an_internal_number_is_neither_shown_nor_touched(editor: Client, alpha: Municipality) -> None:
    factories.make_channel(alpha.service, "00 77 66 55", visibility="internal")
    address = service_address(alpha.service)

    page = editor.get(address).content.decode()
    editor.post(address, filled_in(editor, address) | {"channels-0-DELETE": "on"})

    assert "00 77 66 55" not in page
    assert numbers_of(alpha.service) == ["+4500776655"]


def test_a_number_cannot_be_made_internal(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)

    answer = editor.post(address, filled_in(editor, address) | {"channels-0-visibility": "internal"})

    assert answer.status_code == 422


def test_a_closed_day_is_written_and_days_gone_by_are_kept(editor: Client, alpha: Municipality) -> None:
    today = timezone.localdate()
    factories.make_hours_exception(alpha.service, today - timedelta(days=9), reason="Flytning")
    coming = today + timedelta(days=5)
    address = service_address(alpha.service)

    editor.post(
        address,
        filled_in(editor, address) | {"exceptions-0-starts": coming.isoformat(), "exceptions-0-reason": "Kursus"},
    )

    rows = HoursException.objects.filter(service=alpha.service).order_by("starts")
    assert [(row.starts, row.hours, row.reason) for row in rows] == [
        (today - timedelta(days=9), "", "Flytning"),
        (coming, "", "Kursus"),
    ]


def test_somebody_from_another_municipality_cannot_be_put_on_the_card(
    editor: Client, alpha: Municipality, beta: Municipality
) -> None:
    address = service_address(alpha.service)

    answer = editor.post(address, filled_in(editor, address) | {"people-1-person_id": str(beta.person.pk)})

    assert answer.status_code == 422
    assert "Beta Hansen" not in editor.get(address).content.decode()


def test_a_deputy_is_added(editor: Client, alpha: Municipality) -> None:
    deputy = factories.make_person("Dorte Dahl", alpha.organisation)
    address = service_address(alpha.service)

    editor.post(address, filled_in(editor, address) | {"people-1-person_id": str(deputy.pk), "people-1-role": "deputy"})

    assert ServicePerson.objects.filter(service=alpha.service, person=deputy, role="deputy").exists()


def test_fields_that_are_not_the_editor_s_are_ignored(editor: Client, alpha: Municipality, beta: Municipality) -> None:
    address = service_address(alpha.service)
    kept = ("organisation_id", "function_id", "name", "slug", "verified_on", "content")
    before = Service.objects.values(*kept).get(pk=alpha.service.pk)
    extra = {"organisation": beta.organisation.pk, "function": "1", "name": "Kapret", "slug": "kapret"}

    editor.post(address, filled_in(editor, address) | extra | {"verified_on": "2026-01-01", "phone_note": "Vagten"})

    alpha.service.refresh_from_db()
    assert alpha.service.phone_note == "Vagten"
    assert Service.objects.values(*kept).get(pk=alpha.service.pk) == before


def test_a_contact_cannot_be_closed_for_good_by_an_editor(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)

    assert editor.post(address, filled_in(editor, address) | {"status": "retired"}).status_code == 422


def test_the_second_of_two_editors_sees_what_the_first_changed_and_keeps_what_they_typed(
    editor: Client, alpha: Municipality
) -> None:
    address = service_address(alpha.service)
    first, second = filled_in(editor, address), filled_in(editor, address)
    editor.post(address, first | {"hours": "man-fre 08:00-12:00"})

    answer = editor.post(address, second | {"phone_note": "Du taler med vagten"})

    page = answer.content.decode()
    alpha.service.refresh_from_db()
    assert answer.status_code == 422
    assert "man-fre 08:00-12:00" in page
    assert "Du taler med vagten" in page
    assert (alpha.service.hours, alpha.service.phone_note) == ("man-fre 08:00-12:00", "")


def test_whoever_has_seen_the_other_s_change_may_save(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)
    first, second = filled_in(editor, address), filled_in(editor, address)
    editor.post(address, first | {"hours": "man-fre 08:00-12:00"})
    refused = editor.post(address, second | {"phone_note": "Vagten"})

    editor.post(address, second | {"phone_note": "Vagten", "seen": refused.context["seen"]})

    alpha.service.refresh_from_db()
    assert (alpha.service.hours, alpha.service.phone_note) == ("man-fre 09:00-15:00", "Vagten")


def test_after_a_mistake_the_other_s_change_is_still_noticed(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)
    sent = filled_in(editor, address)
    editor.post(address, filled_in(editor, address) | {"hours": "man-fre 08:00-12:00"})
    mistaken = editor.post(address, sent | {"channels-0-value": "1"})

    answer = editor.post(address, sent | {"seen": mistaken.context["seen"]})

    assert answer.context["changes"]


def test_the_card_is_shown_before_it_is_stored(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)
    before = rows_of(alpha.service)

    page = editor.post(address, filled_in(editor, address) | {"channels-0-value": "00 12 21 12", "preview": "1"})

    assert page.context["preview"].number.display == "00 12 21 12"
    assert rows_of(alpha.service) == before


def test_confirming_says_today_and_by_which_function(editor: Client, alpha: Municipality) -> None:
    seen = editor.get(service_address(alpha.service)).context["seen"]

    editor.post(reverse("editing:confirm", args=[alpha.service.pk]), {"seen": seen})

    alpha.service.refresh_from_db()
    assert (alpha.service.verified_on, alpha.service.verified_by) == (timezone.localdate(), "Leder af modtagelsen")
    assert "Bekræftet" in editor.get(alpha.service.get_absolute_url()).content.decode()


def test_nobody_confirms_what_they_have_not_seen(editor: Client, alpha: Municipality) -> None:
    seen = editor.get(service_address(alpha.service)).context["seen"]
    Channel.objects.filter(service=alpha.service).update(value="+4500000001")

    editor.post(reverse("editing:confirm", args=[alpha.service.pk]), {"seen": seen})

    alpha.service.refresh_from_db()
    assert alpha.service.verified_on is None


def test_who_changed_what_is_told_to_the_own_editor(editor: Client, alpha: Municipality) -> None:
    address = service_address(alpha.service)
    editor.post(address, filled_in(editor, address) | {"hours": "man-fre 08:00-12:00"})

    page = editor.get(reverse("editing:history", args=[alpha.service.pk])).content.decode()

    assert "Alpha Redaktør" in page
    assert "man-fre 09:00-15:00" in page
    assert "man-fre 08:00-12:00" in page


def test_the_main_number_changes_for_the_organisation(editor: Client, alpha: Municipality) -> None:
    address = reverse("editing:numbers", args=[alpha.organisation.pk])

    editor.post(address, filled_in(editor, address) | {"channels-0-value": "00 55 55 55"})

    assert list(Channel.objects.filter(organisation=alpha.organisation).values_list("value", flat=True)) == [
        "+4500555555"
    ]


def test_a_person_is_added_and_named_as_a_member(editor: Client, alpha: Municipality) -> None:
    colleague = factories.make_membership(factories.make_user(), organisation=alpha.organisation).user
    address = reverse("editing:new_person", args=[alpha.organisation.pk])

    editor.post(address, filled_in(editor, address) | {"name": "Rikke Ny", "user": str(colleague.pk)})

    person = Person.objects.get(name="Rikke Ny")
    assert (person.organisation, person.user) == (alpha.organisation, colleague)


def test_a_member_who_works_elsewhere_cannot_be_named(editor: Client, alpha: Municipality, beta: Municipality) -> None:
    address = reverse("editing:person", args=[alpha.person.pk])

    answer = editor.post(address, filled_in(editor, address) | {"user": str(beta.editor.pk)})

    alpha.person.refresh_from_db()
    assert (answer.status_code, alpha.person.user) == (422, None)


def test_a_person_s_new_title_is_on_the_card(editor: Client, alpha: Municipality) -> None:
    address = reverse("editing:person", args=[alpha.person.pk])

    editor.post(address, filled_in(editor, address) | {"title": "Vagthavende"})

    assert "Vagthavende" in editor.get(alpha.service.get_absolute_url()).content.decode()


@pytest.fixture
def applicant(alpha: Municipality) -> Membership:
    user = factories.make_user("ny@example.dk", first_name="Nanna", last_name="Ny")
    return factories.make_membership(user, "pending", organisation=alpha.organisation)


def test_a_colleague_who_waits_is_let_in(editor: Client, alpha: Municipality, applicant: Membership) -> None:
    asked = editor.get(reverse("editing:members")).content.decode()

    editor.post(reverse("editing:approve_member", args=[applicant.pk]))

    applicant.refresh_from_db()
    assert "Nanna Ny" in asked
    assert (applicant.state, applicant.decided_by) == ("approved", alpha.editor)


def test_somebody_unknown_is_declined_with_a_reason(editor: Client, applicant: Membership) -> None:
    address = reverse("editing:decline_member", args=[applicant.pk])
    without = editor.post(address, {"note": ""})

    editor.post(address, {"note": "Arbejder ikke hos os."})

    applicant.refresh_from_db()
    assert without.status_code == 422
    assert (applicant.state, applicant.decision_note) == ("rejected", "Arbejder ikke hos os.")


def test_an_editor_s_no_is_not_turned_into_a_yes_by_an_old_page(editor: Client, applicant: Membership) -> None:
    Membership.objects.filter(pk=applicant.pk).update(state="rejected")

    editor.post(reverse("editing:approve_member", args=[applicant.pk]))

    applicant.refresh_from_db()
    assert applicant.state == "rejected"


def test_the_coordinator_also_meets_those_whose_workplace_is_not_on_the_list(client: Client, log_in: Any) -> None:
    user = factories.make_user()
    user.groups.add(ensure_coordinator_group())
    factories.make_membership(
        factories.make_user(first_name="Uden", last_name="Sted"), "pending", other_organisation="Praksis"
    )
    log_in(client, user)

    assert "Uden Sted" in client.get(reverse("editing:members")).content.decode()


def test_a_role_taken_back_ends_with_the_next_request(editor: Client, alpha: Municipality) -> None:
    administrator = User.objects.create_superuser("admin@example.dk")
    before = editor.get(service_address(alpha.service)).status_code

    roles.revoke(RoleGrant.objects.get(user=alpha.editor), by=administrator, now=timezone.now())

    assert (before, editor.get(service_address(alpha.service)).status_code) == (200, 403)


def test_a_unit_that_moved_away_is_not_the_editor_s_any_longer(editor: Client, alpha: Municipality) -> None:
    unit = factories.make_organisation("Flyttet")
    link = factories.make_parent(unit, alpha.organisation, ends=timezone.localdate())
    service = factories.make_service(unit)
    before = editor.get(service_address(service)).status_code
    link.ends = date(2020, 1, 1)
    link.save()

    assert (before, editor.get(service_address(service)).status_code) == (200, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_however_many_contacts(
    editor: Client, alpha: Municipality, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        factories.make_service(alpha.organisation, name=f"Kontakt {number}", phone=factories.invented_number())
    editor.get(reverse("editing:home"))

    with django_assert_num_queries(34):
        editor.get(reverse("editing:home"))
