"""Segments, topics and pages: what the coordinator keeps, and what is kept from them."""

import re
from typing import Any

import pytest
from django.test import Client

from newsletters.models import IssuePage, Segment, Sending, Topic
from tests.newsletters.coordination import of, seen
from tests.newsletters.factories import (
    make_issue,
    make_segment,
    make_sending,
    make_subscriber,
    make_topic,
)
from tests.themedays.coordination import coordinator

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]


def test_a_segment_is_saved_with_what_was_ticked(coordinator: Client) -> None:
    coordinator.post(
        "/admin/nyhedsbreve/udsnit/new/", {"name": "Medlemmer", "members.membership": ["member", "waiting"]}
    )

    assert Segment.objects.get(name="Medlemmer").filters == {"members.membership": ["member", "waiting"]}


def test_counting_saves_nothing(coordinator: Client) -> None:
    make_subscriber(first_name="Ida", last_name="Udefra")

    page = coordinator.post(
        "/admin/nyhedsbreve/udsnit/new/", {"name": "", "members.membership": ["none"], "count": "1"}
    ).content.decode()

    assert "Ida Udefra" in page
    assert not Segment.objects.exists()


def test_the_count_beside_the_form_is_of_what_is_ticked(coordinator: Client) -> None:
    make_subscriber(first_name="Ida", last_name="Udefra")

    page = seen(coordinator, "/admin/nyhedsbreve/udsnit/antal/?members.membership=member&name=x")

    assert re.search(r"<b>0</b>\s*modtagere", page)
    assert "Ida Udefra" not in page


def test_a_question_that_no_room_asks_any_more_is_not_dropped_in_silence(coordinator: Client) -> None:
    segment = Segment.objects.create(name="Gammelt", filters={"gone.away": ["1"]})

    coordinator.post(f"/admin/nyhedsbreve/udsnit/edit/{segment.pk}/", {"name": "Nyt navn"})

    segment.refresh_from_db()
    assert (segment.name, segment.filters) == ("Nyt navn", {"gone.away": ["1"]})


@pytest.mark.parametrize("segments", [1, 3])
def test_the_list_of_segments_reads_as_words_at_a_constant_price(
    coordinator: Client, segments: int, django_assert_num_queries: Any
) -> None:
    for _number in range(segments):
        make_segment(members__membership=["none"], members__profession=["1"])
    assert "Medlemskab: Abonnent udefra" in seen(coordinator, "/admin/nyhedsbreve/udsnit/")

    with django_assert_num_queries(12):
        coordinator.get("/admin/nyhedsbreve/udsnit/")


def test_a_topic_that_issues_are_about_is_not_deleted(coordinator: Client) -> None:
    topic = make_topic()
    make_issue(topic=topic)

    coordinator.post(f"/admin/nyhedsbreve/emner/delete/{topic.pk}/")

    assert Topic.objects.filter(pk=topic.pk).exists()


def test_a_topic_gets_its_short_name_by_itself(coordinator: Client) -> None:
    for name in ("Kurser på Ærø", "Kurser paa Aeroe"):
        coordinator.post(
            "/admin/nyhedsbreve/emner/new/", {"name": name, "description": "Når der er nye.", "rank": "10"}
        )

    slugs = list(Topic.objects.filter(rank=10).order_by("pk").values_list("slug", flat=True))
    assert slugs[1] == f"{slugs[0]}-2"


def test_an_issue_on_its_way_is_not_taken_down(coordinator: Client) -> None:
    sending = make_sending(status="scheduled")

    answer = coordinator.post(f"/admin/pages/{sending.issue_id}/unpublish/")

    assert answer.headers["Location"] == of(sending)
    assert IssuePage.objects.get(pk=sending.issue_id).live


def test_an_issue_that_was_sent_is_not_deleted_with_the_archive_either(coordinator: Client) -> None:
    sending = make_sending(status="done")
    archive = sending.issue.get_parent()

    for page in (sending.issue, archive):
        coordinator.post(f"/admin/pages/{page.pk}/delete/")

    assert Sending.objects.filter(pk=sending.pk).exists()


def test_an_issue_that_was_sent_can_be_taken_down(coordinator: Client) -> None:
    sending = make_sending(status="done")

    coordinator.post(f"/admin/pages/{sending.issue_id}/unpublish/")

    assert not IssuePage.objects.get(pk=sending.issue_id).live
