"""The import in the admin: choose, look, import."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from directory.contacts.models import Service
from portal.models import User
from tests import factories
from tests.conftest import LogIn
from tests.directory.contacts.sheets import csv_file, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_files(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


def coordinator(*permissions: str) -> User:
    user = factories.make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions or ("access_admin", "add_service")))
    return user


@pytest.fixture
def browser(client: Client, log_in: LogIn) -> Client:
    log_in(client, coordinator())
    return client


def choose(client: Client, data: bytes) -> str:
    """Upload the file; the address of its preview."""
    response = client.post(reverse("contacts_import"), {"file": SimpleUploadedFile("kontakter.csv", data)})
    assert response.status_code == 302
    return str(response["Location"])


def report_of(response: Any) -> Any:
    return response.context["report"]


def test_the_first_page_names_every_column(browser: Client) -> None:
    page = browser.get(reverse("contacts_import")).content.decode()

    assert "fallback_label" in page
    assert "<code>organisation</code>" in page


def test_the_preview_shows_the_changes_and_changes_nothing(browser: Client) -> None:
    response = browser.get(choose(browser, csv_file(row(phone="00 48 20 31"))))

    assert "00 48 20 31" in response.content.decode()
    assert report_of(response).created == 1
    assert not Service.objects.exists()


def test_the_preview_shows_200_changes_and_counts_the_others(browser: Client) -> None:
    response = browser.get(choose(browser, csv_file(*(row(service=f"Nr. {n}") for n in range(203)))))

    page = response.content.decode()
    assert "Nr. 199" in page
    assert "Nr. 200" not in page
    assert report_of(response).hidden_changes == 3


def test_the_button_imports_and_forgets_the_file(browser: Client, kept_files: Path) -> None:
    address = choose(browser, csv_file(row()))

    response = browser.post(address)

    assert report_of(response).created == 1
    assert Service.objects.count() == 1
    assert list(kept_files.iterdir()) == []


def test_pressing_twice_imports_once(browser: Client) -> None:
    address = choose(browser, csv_file(row()))
    browser.post(address)

    response = browser.post(address)

    assert response.status_code == 302
    assert response["Location"] == reverse("contacts_import")


def test_bad_rows_are_listed_and_there_is_no_button(browser: Client) -> None:
    response = browser.get(choose(browser, csv_file(row(phone="1"))))

    page = response.content.decode()
    assert "<code>phone</code>" in page
    assert f'<form action="{response.request["PATH_INFO"]}"' not in page


def test_a_file_that_is_no_table_is_told_in_a_sentence(browser: Client) -> None:
    response = browser.get(choose(browser, b"PK\x03\x04"))

    assert report_of(response).problem
    assert report_of(response).problem in response.content.decode()


def test_a_file_over_10_mb_is_refused_at_the_door(browser: Client, kept_files: Path) -> None:
    file = SimpleUploadedFile("stor.csv", b"x" * 10_000_001)

    response = browser.post(reverse("contacts_import"), {"file": file})

    assert response.status_code == 200
    assert not kept_files.exists()


def test_nobody_sees_somebody_elses_file(browser: Client, log_in: LogIn) -> None:
    address = choose(browser, csv_file(row()))
    other = Client()
    log_in(other, coordinator())

    assert other.get(address).status_code == 302
    assert other.post(address).status_code == 302
    assert not Service.objects.exists()


@pytest.mark.parametrize("key", ["x", "..%2Fdb.sqlite3", "1-" + "0" * 32])
def test_an_unknown_key_leads_back_to_the_start(browser: Client, key: str) -> None:
    assert browser.get(f"{reverse('contacts_import')}{key}/").status_code in {302, 404}


def test_an_hour_later_the_file_is_gone(browser: Client, kept_files: Path) -> None:
    address = choose(browser, csv_file(row()))
    (file,) = kept_files.iterdir()
    os.utime(file, times=(time.time() - 3601,) * 2)

    assert browser.get(address).status_code == 302
    choose(browser, csv_file(row()))
    assert not file.exists()


def test_a_kept_file_is_readable_by_the_portal_alone(browser: Client, kept_files: Path) -> None:
    choose(browser, csv_file(row()))

    (file,) = kept_files.iterdir()
    assert (kept_files.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize("permissions", [("access_admin",), ("add_service",)])
def test_who_may_not_add_contacts_may_not_import(client: Client, log_in: LogIn, permissions: tuple[str, ...]) -> None:
    log_in(client, coordinator(*permissions))

    response = client.post(reverse("contacts_import"), {"file": SimpleUploadedFile("a.csv", csv_file(row()))})

    assert response.status_code in {302, 403}
    assert not response.headers.get("Location", "").startswith(reverse("contacts_import"))


def test_anonymous_is_asked_to_log_in(client: Client) -> None:
    response = client.get(reverse("contacts_import"))

    assert response.status_code == 302
    assert "/konto/log-ind/" in response["Location"]
