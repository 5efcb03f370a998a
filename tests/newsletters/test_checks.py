"""What is said about an issue before it is sent."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model

from newsletters.checks import GMAIL_CUTS_AT, problems
from newsletters.models import IssuePage
from portal.models import ContentPage, HomePage
from tests.factories import make_function, make_municipality, make_service
from tests.newsletters.factories import make_issue
from tests.newsletters.pictures import make_image
from tests.newsletters.test_blocks import issue_with_all
from tests.themedays.factories import make_theme_day

pytestmark = pytest.mark.django_db


def said(issue: IssuePage) -> list[tuple[bool, str]]:
    return [(problem.is_serious, problem.words) for problem in problems(issue, follow_links=False)]


def only(issue: IssuePage) -> tuple[bool, str]:
    """The one thing that is wrong."""
    (problem,) = said(issue)
    return problem


def make_good(**fields: Any) -> IssuePage:
    return make_issue(**{"subject": "Nyt om temadage i foråret"} | fields)


def with_text(html: str) -> IssuePage:
    return make_good(body=[("text", html)])


def test_a_good_issue_has_no_problem() -> None:
    issue = issue_with_all()
    issue.subject = "Nyt om temadage i foråret"

    assert said(issue) == []


@pytest.mark.parametrize("field", ["title", "subject", "preheader", "lead"])
def test_something_like_a_cpr_number_is_serious_wherever_it_stands(field: str) -> None:
    issue = make_good()
    setattr(issue, field, "Om 010203-1234 i foråret")

    assert (True, "CPR") in [(is_serious, "CPR" if "CPR" in words else words) for is_serious, words in said(issue)]


def test_something_like_a_cpr_number_in_a_block_is_serious() -> None:
    issue = make_good()
    issue.body = [("quote", {"text": "Hun er født 010203-1234.", "source": ""})]

    is_serious, words = only(issue)

    assert is_serious
    assert "CPR" in words


def test_a_long_subject_is_told_with_its_length() -> None:
    is_serious, words = only(make_good(subject="a" * 61))

    assert not is_serious
    assert "61" in words


def test_a_subject_that_says_nothing_is_told() -> None:
    assert not only(make_good(subject="Nyt"))[0]


def test_a_missing_first_line_is_told() -> None:
    assert not only(make_good(preheader=""))[0]


def test_an_issue_without_text_is_serious() -> None:
    assert only(make_good(body=[]))[0]


def test_an_image_without_words_is_serious_and_a_decorative_one_is_not() -> None:
    assert only(make_good(body=[("image", make_image(""))]))[0]
    assert said(make_good(body=[("image", make_image("", is_decorative=True))])) == []


def test_a_page_that_is_not_published_is_serious_and_named() -> None:
    day = make_theme_day("Kladden", live=False)

    is_serious, words = only(make_good(body=[("page", {"page": day, "text": ""})]))

    assert is_serious
    assert "Kladden" in words


def test_a_link_in_the_text_to_a_page_that_is_not_published_is_serious() -> None:
    page = ContentPage(title="Hemmeligt", slug="hemmeligt", live=False)
    HomePage.objects.get().add_child(instance=page)

    is_serious, words = only(with_text(f'<p><a linktype="page" id="{page.pk}">Se her</a></p>'))

    assert is_serious
    assert "Hemmeligt" in words


def test_a_link_in_the_text_to_something_deleted_is_serious() -> None:
    html = '<p><a linktype="page" id="99999">Side</a> <a linktype="document" id="99999">Fil</a></p>'

    assert [is_serious for is_serious, _words in said(with_text(html))] == [True, True]


def test_a_contact_that_has_closed_is_serious() -> None:
    service = make_service(make_municipality("Hillerød"), make_function("ppr"), name="PPR", status="retired")

    assert "PPR" in only(make_good(body=[("contact", service)]))[1]


def test_a_material_that_leads_nowhere_is_serious() -> None:
    value = {"title": "Skabelon", "text": "", "document": None, "url": ""}

    assert "Skabelon" in only(make_good(body=[("resource", value)]))[1]


def test_a_document_that_is_there_is_no_problem() -> None:
    document = get_document_model().objects.create(title="Plan", file=ContentFile(b"%PDF", name="plan.pdf"))
    value = {"title": "Plan", "text": "", "document": document, "url": ""}

    assert said(make_good(body=[("resource", value)])) == []


def test_the_letters_of_a_slot_in_the_text_are_serious() -> None:
    assert only(with_text("<p>SLOTxtokenxSLOT</p>"))[0]
    assert only(with_text("<p>SLOTxnamexSLOT</p>"))[0]


def test_a_mail_that_gmail_would_cut_is_serious() -> None:
    is_serious, words = only(with_text(f"<p>{'Ord på ord. ' * (GMAIL_CUTS_AT // 12)}</p>"))

    assert is_serious
    assert "Gmail" in words


@pytest.mark.parametrize(
    ("path", "is_there"), [("/", True), ("/temadage/", True), ("/kontakter/", True), ("/nej/", False)]
)
def test_a_link_to_our_own_site_is_checked_without_the_network(path: str, is_there: bool) -> None:
    make_theme_day()

    found = said(with_text(f'<p><a href="{settings.SITE_URL}{path}">Se her</a></p>'))

    assert (found == []) is is_there


def test_a_link_that_is_no_web_address_is_serious() -> None:
    is_serious, words = only(with_text('<p><a href="ftp://example.org/">Se her</a></p>'))

    assert is_serious
    assert "ftp://example.org/" in words


def test_a_link_into_the_house_that_asks_is_refused() -> None:
    found = problems(with_text('<p><a href="http://127.0.0.1:9/">Se her</a></p>'), follow_links=True)

    assert [problem.is_serious for problem in found] == [True]


def test_the_serious_things_come_first() -> None:
    issue = make_good(preheader="", body=[])

    assert [is_serious for is_serious, _words in said(issue)] == [True, False]


def test_the_editor_refuses_a_cpr_number() -> None:
    issue = make_good()
    issue.lead = "Om 010203-1234"

    with pytest.raises(ValidationError):
        issue.full_clean()


def test_subscribing_is_an_address_of_ours() -> None:
    assert said(with_text(f'<p><a href="{settings.SITE_URL}{reverse("newsletters:subscribe")}">Få det</a></p>')) == []
