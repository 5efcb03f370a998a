"""A name on a card and the member behind it, in the admin."""

import pytest
from django.test import Client

from directory.contacts.models import Person
from tests.factories import make_organisation, make_person, make_user

pytestmark = pytest.mark.django_db
NO_CHANNELS = {
    f"channels-{name}": value
    for name, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}.items()
}


def save(client: Client, person: Person, email: str) -> str:
    said = {"name": person.name, "title": "", "organisation": person.organisation_id, "member_email": email}
    return client.post(f"/admin/personer/edit/{person.pk}/", said | NO_CHANNELS).text


@pytest.mark.parametrize("written", ["mette@example.dk", " Mette@Example.dk "])
def test_the_member_is_found_by_the_address(written: str, admin_client: Client) -> None:
    user, person = make_user("mette@example.dk"), make_person("Mette Holm", make_organisation())

    save(admin_client, person, written)

    person.refresh_from_db()
    assert person.user == user
    assert 'value="mette@example.dk"' in admin_client.get(f"/admin/personer/edit/{person.pk}/").text


def test_an_empty_field_loosens_the_name(admin_client: Client) -> None:
    person = make_person("Mette Holm", make_organisation())
    person.user = make_user("mette@example.dk")
    person.save()

    save(admin_client, person, "")

    person.refresh_from_db()
    assert person.user is None


@pytest.mark.parametrize("email", ["ukendt@example.dk", "lukket@example.dk", "x"])
def test_an_address_of_nobody_is_shown_again_and_changes_nothing(email: str, admin_client: Client) -> None:
    user = make_user("mette@example.dk")
    make_user("lukket@example.dk", is_active=False)
    person = make_person("Mette Holm", make_organisation())
    person.user = user
    person.save()

    text = save(admin_client, person, email)

    person.refresh_from_db()
    assert (person.user, f'value="{email}"' in text) == (user, True)
