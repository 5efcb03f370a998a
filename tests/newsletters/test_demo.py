"""The demonstration's newsletters."""

from datetime import date

import pytest

from newsletters.checks import problems
from newsletters.demo import seed
from newsletters.models import IssuePage, Sending, Topic
from portal.demo import COORDINATOR
from portal.mail.models import Delivery
from tests.factories import make_user
from tests.newsletters.factories import make_subscriber

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_there_are_topics_past_issues_and_one_draft() -> None:
    seed(TODAY)

    assert Topic.objects.count() == 4
    assert IssuePage.objects.live().count() == 8
    assert IssuePage.objects.not_live().count() == 1


def test_seeding_twice_changes_nothing() -> None:
    seed(TODAY)
    seed(TODAY)

    assert IssuePage.objects.count() == 9


def test_nothing_lies_in_the_future() -> None:
    seed(date(2026, 3, 1))

    assert [issue.first_published_at.date() < date(2026, 3, 1) for issue in IssuePage.objects.live()] == [True] * 3


def test_past_issues_were_sent_to_those_who_had_said_yes_and_no_mail_waits() -> None:
    make_user(COORDINATOR)
    reader = make_subscriber()

    seed(TODAY)

    assert Sending.objects.filter(mailing__status="done", recipients=1).count() == 8
    assert set(Delivery.objects.values_list("email", "status")) == {(reader.email, "sent")}


def test_no_issue_has_a_problem() -> None:
    seed(TODAY)

    found = {issue.title: problems(issue, follow_links=False) for issue in IssuePage.objects.live()}

    assert {title: said for title, said in found.items() if said} == {}
