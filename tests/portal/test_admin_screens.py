"""What the rooms' screens in the admin share."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from wagtail.models import Page

from portal.admin_screens import refuse_in_bulk

pytestmark = pytest.mark.django_db  # a page asks for its type as it is made

REFUSALS = {"delete": lambda request, page: HttpResponse("no")}


def _refuse_home(request: HttpRequest, page: Page) -> HttpResponse | None:
    return HttpResponse("not this one") if page.depth == 2 else None


def test_one_page_that_is_refused_stops_them_all(rf: RequestFactory) -> None:
    pages = [Page(depth=3), Page(depth=2), Page(depth=3)]

    refused = refuse_in_bulk(rf.post("/"), "delete", pages, {"delete": _refuse_home})

    assert refused is not None
    assert refused.content == b"not this one"


def test_what_nothing_refuses_is_let_by(rf: RequestFactory) -> None:
    assert refuse_in_bulk(rf.post("/"), "move", [Page()], REFUSALS) is None


def test_what_is_no_page_is_not_asked_about_as_one(rf: RequestFactory) -> None:
    assert refuse_in_bulk(rf.post("/"), "delete", [ContentType()], REFUSALS) is None
