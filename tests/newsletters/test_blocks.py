"""Each block says the same on the web, in the mail and in its plain text."""

import re

import pytest
from django.template.loader import render_to_string
from wagtail.models import Page

from newsletters.blocks import ISSUE_BLOCKS
from newsletters.models import IssuePage
from newsletters.plain_text import plain_text
from newsletters.rendering import block, render
from portal.settings import BASE_DIR
from tests.factories import make_function, make_municipality, make_service
from tests.newsletters.factories import make_issue
from tests.newsletters.pictures import make_image
from tests.supervision.factories import make_group_page
from tests.themedays.factories import make_theme_day, make_venue

pytestmark = pytest.mark.django_db
KINDS = [kind for kind, _block in ISSUE_BLOCKS]
MEDIA = ("web.html", "mail.mjml", "mail.txt")
TEXT = (
    "<h3>Møder</h3><p>Vi ses <b>hver</b> måned.</p><ul><li>Ét</li><li>To</li></ul>"
    '<p>Se <a href="/kontakter/">mere</a>.</p>'
)


def values() -> dict[str, object]:
    """One value of each kind, with everything filled in."""
    hilleroed = make_municipality("Hillerød")
    service = make_service(hilleroed, make_function("modtagelse"), name="Modtagelsen & vagten", phone="00 48 20 31")
    day = make_theme_day("Unge <og> selvskade", venue=make_venue())
    material = {"title": "Skabelon", "text": "Til at printe.", "document": None, "url": "https://example.org/a?b=1&c=2"}
    return {
        "heading": "Ring & spørg",
        "text": TEXT,
        "image": make_image(),
        "page": {"page": day, "text": "Tag en kollega med."},
        "contact": service,
        "resource": material,
        "quote": {"text": "Det krævede en fast tid.", "source": "Leder & kollega"},
        "callout": "<p>Ring <b>112</b>, hvis der er fare for liv.</p>",
    }


def issue_with_all() -> IssuePage:
    return make_issue(body=list(values().items()))


def words(rendered: str) -> list[str]:
    """The words a reader meets: what stands for an image counts, addresses do not."""
    rendered = re.sub(r'<(?:img|mj-image)\b[^>]*?\balt="([^"]*)"[^>]*>', r" \1 ", rendered)
    text = plain_text(re.sub(r'\shref="[^"]*"', "", rendered))
    return re.findall(r"\w+", re.sub(r"https?://\S+", " ", text))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("medium", MEDIA)
def test_each_block_has_a_template_for_each_medium(kind: str, medium: str) -> None:
    assert (BASE_DIR / f"templates/newsletters/blocks/{kind}.{medium}").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_each_block_says_the_same_in_all_media(kind: str) -> None:
    child = next(child for child in issue_with_all().body if child.block_type == kind)

    web, mail, text = (block(kind, child.value, medium) for medium in MEDIA)
    text = re.sub(r" \(/kontakter/\)| \(http\S+\)|<|>", lambda found: " " if found[0] in "<>" else "", text)

    assert words(web), "the block says something"
    assert words(mail) == words(web)
    assert re.findall(r"\w+", re.sub(r"https?://\S+", " ", text)) == words(web)


def test_what_stands_on_the_page_is_what_the_block_s_web_template_says() -> None:
    issue = issue_with_all()

    for child in issue.body:
        assert words(str(child.render())) == words(block(child.block_type, child.value, "web.html"))


def test_a_contact_is_shown_by_name_and_place_and_never_by_number() -> None:
    rendered = render(issue_with_all())

    assert "Modtagelsen & vagten\nHillerød\n" in rendered.text
    assert "48 20 31" not in rendered.text + rendered.html


def test_a_theme_day_is_shown_with_its_date_and_place() -> None:
    text = render(issue_with_all()).text

    assert "torsdag 10. december 2026 kl. 9.00-15.30" in text.replace("\xa0", " ")
    assert "Kulturhuset, Havnegade 1, 9999 Opdigtet" in text


def test_a_supervision_group_is_shown_with_its_rhythm() -> None:
    group = make_group_page("Svære sager", rhythm="Hver fjerde torsdag", place="Hos hinanden")

    text = render(make_issue(body=[("page", {"page": group, "text": ""})])).text

    assert "Svære sager\nHver fjerde torsdag\nHos hinanden\n" in text


def test_a_page_that_is_no_longer_published_is_left_out_everywhere() -> None:
    day = make_theme_day("En dag, der blev taget ned")
    issue = make_issue(body=[("page", {"page": day, "text": "Kom og vær med."})])
    Page.objects.get(pk=day.pk).specific.unpublish()

    child = IssuePage.objects.get(pk=issue.pk).body[0]

    assert [block("page", child.value, medium).strip() for medium in MEDIA] == ["", "", ""]


def test_a_contact_that_has_closed_for_good_is_left_out_everywhere() -> None:
    service = make_service(make_municipality("Hillerød"), make_function("ppr"), name="PPR")
    issue = make_issue(body=[("contact", service)])
    type(service).objects.filter(pk=service.pk).update(status="retired")

    child = IssuePage.objects.get(pk=issue.pk).body[0]

    assert [block("contact", child.value, medium).strip() for medium in MEDIA] == ["", "", ""]


def test_what_somebody_writes_stays_text_in_html_and_as_it_is_in_plain_text() -> None:
    value = {"text": "<script>x</script> & mere", "source": ""}

    assert "&lt;script&gt;" in render_to_string("newsletters/blocks/quote.mail.mjml", {"value": value})
    assert block("quote", value, "mail.txt").strip() == "“<script>x</script> & mere”"
