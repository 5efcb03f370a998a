"""Counting visits from an issue: a number a day, and nothing else."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client

from newsletters.actions.visiting import A_MINUTE, count_visit
from newsletters.models import IssueVisits
from tests.newsletters.factories import NOW, make_issue

pytestmark = pytest.mark.django_db
ADDRESS = "/nyhedsbreve/besoeg/"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _forget_the_minute() -> None:
    caches["local"].clear()


def counts() -> list[int]:
    return list(IssueVisits.objects.order_by("day").values_list("count", flat=True))


def test_a_page_of_ours_counts_one_visit(client: Client) -> None:
    issue = make_issue(slug="nyt")

    response = client.post(ADDRESS, {"u": "nyt"}, headers=FROM_HERE)

    assert response.status_code == 204
    assert issue.visits.get().count == 1
    assert not response.cookies


def test_an_older_browser_says_by_origin_that_it_is_here(client: Client) -> None:
    make_issue(slug="nyt")

    client.post(ADDRESS, {"u": "nyt"}, headers={"Origin": "http://testserver"})

    assert counts() == [1]


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}])
def test_nobody_else_counts(client: Client, headers: dict[str, str]) -> None:
    make_issue(slug="nyt")

    response = client.post(ADDRESS, {"u": "nyt"}, headers=headers)

    assert response.status_code == 403
    assert counts() == []


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_counts_nothing(client: Client, method: str) -> None:
    make_issue(slug="nyt")

    response = getattr(client, method)(ADDRESS, {"u": "nyt"}, headers=FROM_HERE)

    assert response.status_code == 405
    assert counts() == []


@pytest.mark.parametrize("slug", ["", "findes-ikke", "\x00", "x" * 5000])
def test_an_unknown_issue_counts_nothing_and_is_no_error(client: Client, slug: str) -> None:
    assert client.post(ADDRESS, {"u": slug}, headers=FROM_HERE).status_code == 204
    assert counts() == []


def test_a_draft_counts_nothing() -> None:
    make_issue(slug="kladde", live=False)

    assert not count_visit("kladde", now=NOW)


def test_each_day_in_copenhagen_has_its_own_number() -> None:
    make_issue(slug="nyt")

    for hours in (0, 1, 13, 14):  # 10.30, 11.30, 23.30 and half past midnight
        count_visit("nyt", now=NOW + timedelta(hours=hours))

    assert counts() == [3, 1]


def test_in_one_minute_only_so_many_are_counted() -> None:
    make_issue(slug="nyt")

    for _visit in range(A_MINUTE + 5):
        count_visit("nyt", now=NOW)

    assert counts() == [A_MINUTE]


def test_the_script_stands_only_on_pages_that_were_reached_from_an_issue(client: Client) -> None:
    make_issue(slug="nyt")

    assert b"visits.js" in client.get("/?u=nyt").content
    assert b"visits.js" not in client.get("/").content
    assert counts() == []
