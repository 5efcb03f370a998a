"""An issue as a mail: slots, addresses, what Outlook and Gmail need, and nothing that tells who read it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from newsletters.checks import GMAIL_CUTS_AT
from newsletters.links import preferences_url, unsubscribe_url
from newsletters.plain_text import plain_text
from newsletters.rendering import TOKEN, absolute, counted, in_scheme, render, render_without_slots
from tests.newsletters.factories import make_issue
from tests.newsletters.test_blocks import issue_with_all

pytestmark = pytest.mark.django_db
MJML_FILES = sorted((Path(settings.BASE_DIR) / "templates/newsletters").rglob("*.mjml"))
# What mrml 0.2.4 knows of MJML (https://documentation.mjml.io), as far as we use it; it drops the rest silently.
KNOWN = set(
    "mjml mj-head mj-title mj-preview mj-attributes mj-all mj-style mj-body mj-section mj-column mj-text mj-image "
    "mj-divider mj-spacer".split()
)


def site_url() -> str:
    return str(settings.SITE_URL)


def test_the_same_issue_gives_the_same_bytes() -> None:
    issue = issue_with_all()

    assert render(issue) == render(issue)


def test_each_part_has_the_readers_two_links_and_no_other_slot() -> None:
    rendered = render(issue_with_all())

    for part in (rendered.html, rendered.text):
        assert part.count(TOKEN) == 2
        assert preferences_url(TOKEN) in part
        assert unsubscribe_url(TOKEN) in part
    assert TOKEN not in rendered.subject


def test_without_slots_both_links_lead_to_where_anybody_subscribes() -> None:
    rendered = render_without_slots(issue_with_all())

    assert TOKEN not in rendered.html + rendered.text
    assert rendered.text.count(f"{site_url()}/nyhedsbreve/tilmeld/") == 2


def test_links_to_our_own_pages_carry_the_issues_name_and_nothing_else_is_added() -> None:
    issue = make_issue(
        slug="nyt",
        body=[("text", '<p><a href="/om/">os</a> <a href="https://example.org/a?b=1&amp;c=2">dem</a></p>')],
    )

    rendered = render(issue)

    assert f'href="{site_url()}/om/?u=nyt"' in rendered.html
    assert 'href="https://example.org/a?b=1&amp;c=2"' in rendered.html
    assert f"({site_url()}/om/?u=nyt)" in rendered.text
    assert "(https://example.org/a?b=1&c=2)" in rendered.text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("{site}/om/", "{site}/om/?u=nr-1"),
        ("{site}", "{site}?u=nr-1"),
        ("{site}/temadage/?emne=angst#top", "{site}/temadage/?emne=angst&u=nr-1#top"),
        ("{site}/dokumenter/4/plan.pdf", "{site}/dokumenter/4/plan.pdf"),
        ("{site}.example.org/om/", "{site}.example.org/om/"),
        ("https://example.org/", "https://example.org/"),
        ("mailto:bo@example.dk", "mailto:bo@example.dk"),
    ],
)
def test_what_counts_as_a_page_of_our_own(url: str, expected: str) -> None:
    assert counted(url.format(site=site_url()), "nr-1") == expected.format(site=site_url())


def test_every_address_in_a_mail_is_a_whole_one() -> None:
    html = render(issue_with_all()).html

    addresses = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert addresses
    assert [one for one in addresses if not re.match(r"https?://", one)] == []


def test_the_same_links_stand_in_the_html_and_in_the_text() -> None:
    rendered = render(issue_with_all())

    of_html = {one.replace("&amp;", "&") for one in re.findall(r'href="([^"]*)"', rendered.html)}
    of_text = set(re.findall(r"https?://[^\s)]+", rendered.text))
    assert of_html == of_text


def test_no_image_and_no_link_is_one_readers_own_but_the_two_at_the_bottom() -> None:
    html = render(issue_with_all()).html

    assert [src for src in re.findall(r'src="([^"]*)"', html) if TOKEN in src] == []
    assert len([href for href in re.findall(r'href="([^"]*)"', html) if TOKEN in href]) == 2


@pytest.mark.parametrize("path", MJML_FILES, ids=lambda path: path.name)
def test_the_templates_use_only_tags_that_mjml_knows(path: Path) -> None:
    used = set(re.findall(r"</?(mj[\w-]*)", path.read_text(encoding="utf-8")))

    assert used <= KNOWN


def test_every_tag_of_mjml_has_become_html() -> None:
    assert re.findall(r"</?mj[\w-]*", render(issue_with_all()).html) == []


def test_nothing_that_outlook_does_not_know_is_in_the_mail() -> None:
    html = render(issue_with_all()).html

    # https://www.caniemail.com: Outlook's Word engine draws none of these
    assert (
        re.findall(r"<svg|<video|<form|<script|position\s*:|background-image|url\(|display\s*:\s*(?:flex|grid)", html)
        == []
    )


def test_the_mail_says_its_language_and_its_tables_are_layout() -> None:
    html = render(issue_with_all()).html

    assert re.search(r'<html[^>]*\blang="da"', html)
    assert (
        re.findall(r"<table(?![^>]*role=\"(?:presentation|none)\")[^>]*>", re.sub(r"<!--.*?-->", "", html, flags=re.S))
        == []
    )


def test_an_issue_with_every_block_is_far_from_where_gmail_cuts() -> None:
    assert len(render(issue_with_all()).html.encode()) < GMAIL_CUTS_AT / 2


def test_no_font_and_no_style_is_fetched_from_anybody() -> None:
    html = render(issue_with_all()).html

    # mrml adds an import from Google when a font family is one that Google has
    assert re.findall(r"<link\b|@import|@font-face", html) == []


def test_a_subject_is_one_line() -> None:
    assert render(make_issue(subject="Nyt  fra\tos")).subject == "Nyt fra os"


def test_the_inbox_shows_the_first_line_that_was_written() -> None:
    html = render(make_issue(preheader="Kort & godt")).html

    assert html.index("Kort &amp; godt") < html.index("<h1")


def test_a_scheme_can_be_forced_for_a_preview() -> None:
    html = render_without_slots(make_issue()).html

    assert "prefers-color-scheme" in html
    assert "@media all" in in_scheme(html, "dark")
    assert "@media not all" in in_scheme(html, "light")
    assert "prefers-color-scheme" not in in_scheme(html, "dark") + in_scheme(html, "light")


def test_a_local_address_becomes_a_whole_one_and_others_stay() -> None:
    assert absolute('<a href="/om/">') == f'<a href="{site_url()}/om/">'
    assert absolute('<a href="https://example.org/">') == '<a href="https://example.org/">'


def test_plain_text_has_paragraphs_marks_and_addresses() -> None:
    html = '<p>Et</p><ol><li>A</li><li>B</li></ol><ul><li>C<br/>D</li></ul><p><a href="tel:112">112</a></p>'

    assert plain_text(html) == "Et\n\n1. A\n2. B\n\n- C\nD\n\n112 (112)"
