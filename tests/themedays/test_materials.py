"""Who may have which material of a theme day, by whatever address."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection

from portal.models import User
from tests.factories import make_user
from tests.themedays.factories import make_registration, make_theme_day
from themedays.models import Attendance, Material, ThemeDayPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_on_disk(settings: Any, tmp_path: Path) -> None:
    """Wagtail serves a file from its path, which one in memory has not."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def day() -> ThemeDayPage:
    return make_theme_day(slug="dagen")


@pytest.fixture
def people(day: ThemeDayPage) -> dict[str, User | None]:
    """One of each kind of reader."""
    found: dict[str, User | None] = {"nobody": None}
    for kind in ("stranger", "waiting", "seated", "present"):
        user = make_user(f"{kind}@example.dk")
        if kind != "stranger":
            row = make_registration(day.pool, user, state="waiting" if kind == "waiting" else "confirmed")
            if kind == "present":
                Attendance.objects.create(registration=row, minutes=300, marked_at=timezone.now())
        found[kind] = user
    return found


def make_document(name: str = "oplaeg.txt") -> Document:
    document = Document(title=name, collection=Collection.get_first_root_node())
    document.file.save(name, ContentFile(b"Dagens ord."), save=False)
    document.save()
    return document


def make_material(day: ThemeDayPage, visibility: str, **fields: Any) -> Material:
    return Material.objects.create(
        page=day, title="Oplægget", visibility=visibility, **fields or {"document": make_document()}
    )


READERS = ["nobody", "stranger", "waiting", "seated", "present"]


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("all", READERS),
        ("logged_in", READERS[1:]),
        ("participants", ["seated", "present"]),
        ("attended", ["present"]),
    ],
)
def test_a_file_goes_to_whom_it_is_for_by_either_address(
    visibility: str, readers: list[str], day: ThemeDayPage, people: dict[str, User | None], log_in: Any
) -> None:
    material = make_material(day, visibility)
    fetched = []
    for kind, user in people.items():
        client = Client()
        if user is not None:
            log_in(client, user)
        to_file = client.get(f"/temadage/materiale/{material.pk}/")
        straight = client.get(material.document.url)
        assert (straight.status_code == 200) == (to_file.status_code == 302 and "/dokumenter/" in to_file["Location"])
        if straight.status_code == 200:
            assert b"".join(straight) == b"Dagens ord."  # and reading it to the end closes the file
            fetched.append(kind)
            assert "private" in straight["Cache-Control"]
    assert fetched == readers


def test_a_stranger_is_asked_to_log_in_and_comes_back(client: Client, day: ThemeDayPage) -> None:
    material = make_material(day, "logged_in")
    response = client.get(f"/temadage/materiale/{material.pk}/")
    assert response["Location"] == f"/konto/log-ind/?next=%2Ftemadage%2Fmateriale%2F{material.pk}%2F"


def test_a_material_of_later_is_not_there_yet(client: Client, day: ThemeDayPage) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    material = make_material(day, "all", document=make_document(), published_on=tomorrow)
    assert client.get(material.document.url).status_code == 404
    assert "Oplægget" not in client.get("/temadage/dagen/").content.decode()


def test_the_material_of_a_draft_is_nobodys(client: Client, log_in: Any) -> None:
    draft = make_theme_day("Kladde", live=False)
    material = make_material(draft, "all")
    assert client.get(material.document.url).status_code == 404
    assert client.get(f"/temadage/materiale/{material.pk}/").status_code == 404


def test_a_link_leads_on(client: Client, day: ThemeDayPage) -> None:
    material = make_material(day, "all", url="https://example.dk/film")
    assert client.get(f"/temadage/materiale/{material.pk}/")["Location"] == "https://example.dk/film"


def test_a_document_that_is_no_material_is_served_as_ever(client: Client) -> None:
    assert b"".join(client.get(make_document("referat.txt").url)) == b"Dagens ord."


def test_the_day_says_which_materials_there_are_and_what_it_takes(client: Client, day: ThemeDayPage) -> None:
    make_material(day, "participants")
    page = client.get("/temadage/dagen/").content.decode()
    assert "Oplægget" in page
    assert "Til dem, der har en plads." in page


def test_when_the_day_is_over_what_was_shown_comes_first(client: Client) -> None:
    held = make_theme_day(
        starts=timezone.now() - timedelta(days=3),
        slug="var",
        programme=[("item", {"starts": time(9), "title": "Det første oplæg"})],
    )
    make_material(held, "all")
    page = client.get("/temadage/var/").content.decode()
    assert page.index("Oplægget") < page.index("Det første oplæg")
