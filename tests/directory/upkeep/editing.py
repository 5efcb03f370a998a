"""A municipality with an editor, and how a form of /rediger/ is filled in."""

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from directory.contacts.models import Organisation, Person, Service
from portal.models import User
from tests import factories


@dataclass(frozen=True)
class Municipality:
    """A municipality, its editor, one contact with a number, and a person on it."""

    organisation: Organisation
    editor: User
    service: Service
    person: Person


def make_edited_municipality(name: str = "Alpha") -> Municipality:
    organisation = factories.make_municipality(name, phone=factories.invented_number())
    editor = factories.make_user(f"{name.lower()}@example.dk", first_name=name, last_name="Redaktør")
    factories.make_membership(editor, organisation=organisation, title="Leder af modtagelsen")
    factories.make_role_grant(editor, "editor", organisation)
    service = factories.make_service(organisation, phone="00 48 20 31", hours="man-fre 09:00-15:00")
    person = factories.make_person(f"{name} Hansen", organisation)
    factories.make_service_person(service, person)
    return Municipality(organisation, editor, service, person)


def filled_in(client: Client, address: str) -> dict[str, Any]:
    """What the browser would send from the page's sheet as it stands."""
    context = client.get(address).context
    sheet = context["sheet"]
    sent = {"seen": context["seen"]}
    for form in ([sheet.form] if sheet.form else []) + [row for rows in sheet.lists.values() for row in rows.forms]:
        sent |= {field.html_name: _typed(field.value()) for field in form if field.name != "DELETE"}
    for rows in sheet.lists.values():
        sent |= {field.html_name: _typed(field.value()) for field in rows.management_form}
    return sent


def _typed(value: Any) -> str:
    return "" if value is None else re.sub(r"(\d)\.(\d)$", r"\1,\2", str(value))


def service_address(service: Service) -> str:
    return reverse("editing:service", args=[service.pk])
