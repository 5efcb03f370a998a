"""What readers see of theme days."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from portal.models import User
from tests.factories import make_subject, make_user
from tests.themedays.factories import STARTS, make_index_page, make_registration, make_theme_day, make_venue
from themedays.models import Material, SeatPool, Speaker, ThemeDayPage

pytestmark = pytest.mark.django_db
LONG_AGO = STARTS - timedelta(days=800)


@pytest.fixture(autouse=True)
def _on_a_day_in_november(admin_client: Client, settings: Any) -> None:
    """`nu` is honoured, so that each test says when it reads the page."""
    settings.DEMO = True


def read(client: Client, path: str, nu: datetime) -> str:
    response = client.get(path, {"nu": nu.strftime("%Y-%m-%dT%H:%M")} | dict(_query(path)))
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def _query(path: str) -> list[tuple[str, str]]:
    _path, _mark, query = path.partition("?")
    return [tuple(part.split("=")) for part in query.split("&") if part]  # type: ignore[misc]


def test_the_list_shows_the_next_day_first_with_its_state(client: Client, nu: datetime) -> None:
    make_theme_day("Senere", STARTS + timedelta(days=30))
    make_theme_day("Snart", STARTS, venue=make_venue("Salen"))
    page = read(client, "/temadage/", nu)
    assert page.index("Snart") < page.index("Senere")
    assert "Kl. 9.00-15.30. Salen" in page
    assert "10 ledige pladser" in page


def test_a_draft_is_not_in_the_list(client: Client, nu: datetime) -> None:
    make_theme_day("Kladden", live=False)
    assert "Kladden" not in read(client, "/temadage/", nu)


def test_without_days_the_list_says_what_to_do(client: Client, nu: datetime) -> None:
    make_index_page()
    assert "Der er ingen temadag i kalenderen lige nu" in read(client, "/temadage/", nu)


def test_the_archive_can_be_read_by_year_and_subject(client: Client, nu: datetime) -> None:
    sorrow = make_subject("Sorg")
    for title, starts, subjects in (("Sorgdagen", LONG_AGO, [sorrow]), ("Angstdagen", LONG_AGO, [])):
        day = make_theme_day(title, starts)
        day.subjects = subjects
        day.save()
    year = LONG_AGO.year
    assert "Angstdagen" not in read(client, f"/temadage/?emne={sorrow.slug}", nu)
    both = read(client, f"/temadage/?aar={year}", nu)
    assert "Sorgdagen" in both
    assert "Angstdagen" in both


@pytest.mark.parametrize("query", ["aar=1800", "aar=x", "emne=findes-ikke", "aar=99999", "side=x&alle=1", "side=-3"])
def test_a_choice_that_finds_nothing_is_no_error(query: str, client: Client, nu: datetime) -> None:
    make_theme_day("Gammel", LONG_AGO)
    assert read(client, f"/temadage/?{query}", nu)


def test_a_choice_that_finds_nothing_says_so(client: Client, nu: datetime) -> None:
    make_theme_day("Gammel", LONG_AGO)
    assert "Der blev ikke fundet nogen temadag" in read(client, "/temadage/?aar=1800", nu)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_days(
    count: int, client: Client, nu: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_theme_day(f"Kommer {number}", STARTS + timedelta(days=number))
        make_theme_day(f"Var {number}", LONG_AGO + timedelta(days=number))
    read(client, "/temadage/", nu)  # the site's root paths and the settings are read once
    with django_assert_num_queries(LIST_QUERIES):
        read(client, "/temadage/", nu)


LIST_QUERIES = 25


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_takes_the_same_queries_for_any_number_of_people(
    count: int, client: Client, nu: datetime, django_assert_num_queries: Any
) -> None:
    day = make_theme_day(slug="dagen")
    for number in range(count):
        make_registration(day.pool, make_user(f"nr{number}@example.dk"))
        Speaker.objects.create(page=day, name=f"Oplægsholder {number}")
    read(client, "/temadage/dagen/", nu)
    with django_assert_num_queries(DAY_QUERIES):
        read(client, "/temadage/dagen/", nu)


DAY_QUERIES = 20


def test_a_day_tells_when_where_for_whom_and_what_it_costs(client: Client, nu: datetime) -> None:
    make_theme_day(
        slug="dagen",
        venue=make_venue("Salen", "Prøvevej 1", map_url="https://kort.example.dk/", access="Rampe ved døren"),
        audience="Lærere",
        price=650,
        vat_text="Uden moms.",
        contact_name="Bo",
        contact_email="bo@example.dk",
        programme=[("item", {"starts": time(9, 15), "title": "Det første oplæg", "speaker": "S"})],
    )
    page = read(client, "/temadage/dagen/", nu)
    for words in (
        *("torsdag 10. december 2026 kl. 9.00-15.30", "Salen", "Prøvevej 1", "Rampe ved døren", "Lærere"),
        *("Andre: 650 kroner.", "Uden moms.", "bo@example.dk", "9.15", "Det første oplæg"),
    ):
        assert words in page


def test_a_day_without_a_date_can_be_previewed(nu: datetime) -> None:
    day = ThemeDayPage(title="Uden dato", slug="uden-dato", lead="Endnu uden dato.")
    make_index_page().add_child(instance=day)
    response = day.make_preview_request()
    assert response.status_code == 200
    assert "Datoen kommer senere" in response.rendered_content


def test_a_new_day_can_be_previewed_before_it_is_saved() -> None:
    day = ThemeDayPage(title="Ny", slug="ny", lead="Endnu ikke gemt.", path="000100010099", depth=3)
    assert day.make_preview_request().status_code == 200


def test_a_draft_may_lack_the_date_and_a_published_day_may_not(admin_client: Client) -> None:
    day = make_theme_day("Forlægget")
    form = day.get_edit_handler().get_form_class()
    lists = {"speakers": inline_formset([]), "materials": inline_formset([]), "comments": inline_formset([])}
    words = {"title": "Ny dag", "slug": "ny-dag", "lead": "En dag.", "body": streamfield([])}
    data = nested_form_data(words | lists | {"programme": streamfield([])})
    page = ThemeDayPage()
    draft, published = form(data, instance=page), form(data, instance=page)
    draft.defer_required_fields()
    assert "starts_at" not in draft.errors
    assert {"starts_at", "ends_at"} <= set(published.errors)


def test_the_editor_asks_for_the_date_before_it_publishes_but_not_for_a_draft(admin_user: User) -> None:
    form = ThemeDayPage.get_edit_handler().get_form_class()(instance=ThemeDayPage(), for_user=admin_user)
    dates = (form.fields["starts_at"], form.fields["ends_at"])
    assert [field.required for field in dates] == [True, True]
    form.defer_required_fields()
    assert [field.required for field in dates] == [False, False]


def test_the_link_to_the_meeting_is_for_whoever_has_a_seat(client: Client, nu: datetime, log_in: Any) -> None:
    day = make_theme_day(slug="netdagen", online_link="https://moede.example.dk/q7")
    seated, other = make_user(), make_user()
    make_registration(day.pool, seated)
    make_registration(day.pool, other, state="waiting")
    assert "moede.example.dk" not in read(client, "/temadage/netdagen/", nu)
    log_in(client, other)
    assert "moede.example.dk" not in read(client, "/temadage/netdagen/", nu)
    log_in(client, seated)
    assert "moede.example.dk/q7" in read(client, "/temadage/netdagen/", nu)


def test_what_one_reader_sees_is_kept_for_nobody_else(client: Client, nu: datetime, log_in: Any) -> None:
    make_theme_day(slug="dagen")
    anonymous = client.get("/temadage/dagen/")
    log_in(client, make_user())
    mine = client.get("/temadage/dagen/")
    assert "public" not in anonymous["Cache-Control"]  # it holds a form of the reader's own
    assert "private" in mine["Cache-Control"]


def test_the_front_page_shows_the_next_three_days(client: Client, nu: datetime) -> None:
    for number in range(4):
        make_theme_day(f"Dag nummer {number}", STARTS + timedelta(days=number))
    page = read(client, "/", nu)
    assert "Dag nummer 2" in page
    assert "Dag nummer 3" not in page


def test_a_copy_has_neither_date_nor_people_nor_materials(admin_user: User) -> None:
    day = make_theme_day("Forlægget", online_link="https://moede.example.dk/q7")
    make_registration(day.pool)
    Material.objects.create(page=day, title="Oplæg", url="https://example.dk/oplaeg")
    Speaker.objects.create(page=day, name="Signe")
    copied = ThemeDayPage.objects.get(pk=Page.objects.get(pk=day.pk).specific.copy(update_attrs={"slug": "kopien"}).pk)
    assert (copied.starts_at, copied.ends_at, copied.online_link) == (None, None, "")
    assert not copied.materials.exists()
    assert [speaker.name for speaker in copied.speakers.all()] == ["Signe"]
    assert not SeatPool.objects.filter(page=copied, registrations__isnull=False).exists()
