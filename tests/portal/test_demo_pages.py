"""The demonstration's buttons and its mail, which are nowhere else."""

from datetime import date
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client
from pytest_django import Settings

from portal import demo
from portal.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ADDRESSES = ["/demo/", "/demo/post/"]


@pytest.fixture
def demonstration(settings: Settings, tmp_path: Path) -> Path:
    """The demonstration, with a folder of its own; where its mails lie."""
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    demo.seed(date(2026, 11, 24))
    return tmp_path / "mail"


@pytest.mark.parametrize("address", ADDRESSES)
def test_outside_the_demonstration_there_is_nothing(client: Client, address: str) -> None:
    make_user(demo.ADMIN, is_superuser=True)

    assert client.get(address).status_code == 404
    assert client.post(address, {"role": demo.ADMIN}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_only_roles_that_somebody_has_are_offered(client: Client, demonstration: Path) -> None:
    page = client.get("/demo/").content.decode()

    assert demo.COORDINATOR in page
    assert "afventer@example.dk" not in page


@pytest.mark.parametrize("email", [demo.COORDINATOR, demo.ADMIN])
def test_one_click_and_the_admin_is_open(client: Client, demonstration: Path, email: str) -> None:
    response = client.post("/demo/", {"role": email})

    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_everybody_means_nobody_is_logged_in(client: Client, demonstration: Path) -> None:
    client.post("/demo/", {"role": demo.ADMIN})

    client.post("/demo/", {"role": ""})

    assert "_auth_user_id" not in client.session


def test_an_address_that_is_no_role_gives_nothing(client: Client, demonstration: Path) -> None:
    make_user("mette@example.dk")

    assert client.post("/demo/", {"role": "mette@example.dk"}).status_code == 404


def test_looking_at_the_buttons_changes_nobody(client: Client, demonstration: Path) -> None:
    client.get("/demo/", {"role": demo.ADMIN})

    assert "_auth_user_id" not in client.session


def test_the_mails_stand_there_newest_first(client: Client, demonstration: Path) -> None:
    for word in ("første", "anden"):
        backend = EmailBackend(file_path=str(demonstration), alias="default")
        backend.send_messages([EmailMessage(f"Den {word}", "Koden er\n\n123456\n", to=["mette@example.dk"])])

    page = client.get("/demo/post/").content.decode()

    assert page.index("Den anden") < page.index("Den første")
    assert page.count("123456") == 2


def test_without_mail_the_page_says_how_to_get_some(client: Client, demonstration: Path) -> None:
    assert "/konto/opret/" in client.get("/demo/post/").content.decode()


def test_the_demos_people_need_no_code(demonstration: Path) -> None:
    assert User.objects.get(email=demo.ADMIN).emailaddress_set.get().verified
