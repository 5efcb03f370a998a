"""The archive, an issue on the web, the feed, previews, test mails, and the latest issue on the front page."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from wagtail.models import Page

from newsletters.actions.testing import send_test
from newsletters.archive import ON_A_PAGE, archive_of
from newsletters.models import IssuePage
from newsletters.rendering import TOKEN
from portal.mail.models import Delivery
from tests.factories import make_user
from tests.newsletters.factories import NOW, make_issue, make_newsletter_index
from tests.newsletters.test_blocks import issue_with_all
from tests.themedays.factories import make_theme_day

pytestmark = pytest.mark.django_db


def make_of(year: int, title: str, text: str = "<p>Tekst.</p>") -> IssuePage:
    return make_issue(title, body=[("text", text)], first_published_at=datetime(year, 6, 1, tzinfo=UTC))


def titles(year: str = "", query: str = "", number: str = "") -> list[str]:
    return [issue.title for issue in archive_of(year, query, number).page]


def test_the_archive_lists_the_latest_first_and_no_draft(client: Client) -> None:
    make_of(2025, "Gammelt")
    make_of(2026, "Nyt")
    make_issue("Kladde", live=False)

    html = client.get("/nyhedsbreve/").content.decode()

    assert html.index("Nyt") < html.index("Gammelt")
    assert "Kladde" not in html


def test_an_empty_archive_says_what_to_do(client: Client) -> None:
    make_newsletter_index()

    html = client.get("/nyhedsbreve/").content.decode()

    assert "/nyhedsbreve/tilmeld/" in html


def test_a_year_is_chosen_by_its_number() -> None:
    make_of(2025, "Gammelt")
    make_of(2026, "Nyt")

    assert titles("2025") == ["Gammelt"]
    assert archive_of("", "", "").years == [2026, 2025]


@pytest.mark.parametrize("year", ["nej", "-1", "99999", "²⁰²⁶", "\x00"])
def test_what_is_no_year_shows_all(client: Client, year: str) -> None:
    make_of(2026, "Nyt")

    assert titles(year) == ["Nyt"]
    assert client.get("/nyhedsbreve/", {"aar": year}).status_code == 200


@pytest.mark.parametrize("query", ["angst", "ANGST", "skole angst", "børn", "born"])
def test_the_search_reads_the_text_and_folds_letters(query: str) -> None:
    make_of(2026, "Skolen", "<p>Om angst hos <b>børn</b>.</p>")
    make_of(2026, "Noget andet")

    assert titles(query=query) == ["Skolen"]


@pytest.mark.parametrize("query", ["%", "' OR 1=1 --", "\x00", "🙂", "(((", "a" * 10_000, "\\"])
def test_the_search_bears_nonsense(client: Client, query: str) -> None:
    make_of(2026, "Nyt")

    assert client.get("/nyhedsbreve/", {"q": query}).status_code == 200


def test_what_looks_like_a_cpr_number_is_not_shown_again(client: Client) -> None:
    make_of(2026, "Nyt")

    assert b"010203" not in client.get("/nyhedsbreve/", {"q": "010203-1234"}).content


def test_the_archive_has_pages_that_keep_the_choice() -> None:
    for number in range(ON_A_PAGE + 1):
        make_of(2026, f"Nr. {number}")

    first = archive_of("2026", "tekst", "")

    assert len(first.page) == ON_A_PAGE
    assert first.older == "?q=tekst&aar=2026&side=2"
    assert len(archive_of("2026", "tekst", "2").page) == 1
    assert archive_of("2026", "tekst", "nej").page.number == 1


@pytest.mark.parametrize("address", ["/nyhedsbreve/", "/nyhedsbreve/rss/", "issue", "/"])
def test_nobodys_token_and_no_slot_is_anywhere_on_the_web(client: Client, address: str) -> None:
    issue = issue_with_all()

    html = client.get(issue.url if address == "issue" else address).content.decode()

    assert issue.title in html
    for mark in (TOKEN, "SLOTx", "/afmeld/", "/valg/", "?u="):
        assert mark not in html


def test_an_issue_has_an_address_of_its_own_that_may_be_kept_for_a_minute(client: Client) -> None:
    issue = make_issue(slug="nyt")

    response = client.get("/nyhedsbreve/nyt/")

    assert issue.title in response.content.decode()
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=60"}


def test_the_feed_has_the_latest_issues_with_whole_addresses(client: Client) -> None:
    issue = make_issue("Nyt & mere", slug="nyt")
    make_issue("Kladde", live=False)

    response = client.get("/nyhedsbreve/rss/")
    items = ET.fromstring(response.content).findall("channel/item")  # noqa: S314 - our own

    assert response["Content-Type"].startswith("application/rss+xml")
    assert [item.findtext("title") for item in items] == ["Nyt & mere"]
    assert items[0].findtext("link") == issue.whole_url == f"{settings.SITE_URL}/nyhedsbreve/nyt/"


def test_the_front_page_shows_the_latest_issue(client: Client) -> None:
    make_issue("Det nyeste")

    assert "Det nyeste" in client.get("/").content.decode()


def test_without_an_issue_the_front_page_says_nothing_of_newsletters(client: Client) -> None:
    assert "/nyhedsbreve/" not in client.get("/").content.decode()


def preview(issue: Page, mode: str) -> tuple[str, str]:
    """What the editor's frame shows, and under which policy."""
    response = issue.make_preview_request(RequestFactory().get("/"), mode)
    return response.content.decode(), response["Content-Security-Policy"]


@pytest.mark.parametrize("mode", ["mail-light", "mail-dark", "mail-text"])
def test_a_preview_of_the_mail_runs_in_a_box(mode: str) -> None:
    shown, policy = preview(make_issue("Nyt"), mode)

    assert "Nyt" in shown
    assert TOKEN not in shown
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy


def test_a_preview_of_the_page_has_the_public_policy_but_may_be_framed_by_the_editor() -> None:
    shown, policy = preview(make_issue("Nyt"), "")

    assert "<h1>Nyt</h1>" in shown
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy


def test_every_page_can_be_previewed_in_the_editors_frame() -> None:
    assert "frame-ancestors 'self'" in preview(make_theme_day(), "")[1]


def test_the_public_page_itself_is_framed_by_nobody(client: Client) -> None:
    make_issue(slug="nyt")

    policy = client.get("/nyhedsbreve/nyt/")["Content-Security-Policy"]

    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy


def test_a_test_mail_is_the_latest_draft_marked_in_its_subject() -> None:
    issue, by = make_issue(subject="Nyt fra os"), make_user()
    issue.subject = "Nyt fra os, rettet"
    issue.save_revision()

    count = send_test(issue, ["bo@example.dk", "Bo@example.dk ", "ida@example.dk"], by=by, now=NOW)

    posted = Delivery.objects.all()
    assert count == 2
    assert {row.email for row in posted} == {"bo@example.dk", "ida@example.dk"}
    assert posted[0].subject.endswith("] Nyt fra os, rettet")
    assert TOKEN not in posted[0].text + posted[0].message().html


def test_a_test_mail_can_be_sent_again() -> None:
    issue, by = make_issue(), make_user()

    for _time in range(2):
        send_test(issue, ["bo@example.dk"], by=by, now=NOW)

    assert Delivery.objects.count() == 2


def test_a_test_mail_with_a_cpr_number_is_refused() -> None:
    issue = make_issue()
    issue.lead = "Om 010203-1234"
    issue.save_revision(clean=False)

    with pytest.raises(ValidationError):
        send_test(issue, ["bo@example.dk"], by=make_user(), now=NOW)
    assert not Delivery.objects.exists()
