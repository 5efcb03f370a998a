"""What became of an issue, in numbers: also what its readers did afterwards."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from newsletters.admin.figures import followed, pages_in
from newsletters.models import IssuePage, IssueVisits
from portal.mail.models import Delivery
from tests.newsletters.coordination import path, seen
from tests.newsletters.factories import (
    NOW,
    make_issue,
    make_mailed,
    make_sending,
    make_subscriber,
)
from tests.themedays.coordination import coordinator
from tests.themedays.factories import make_registration, make_theme_day

pytestmark = pytest.mark.django_db
__all__ = ["coordinator"]


def mentioning(day: Any) -> IssuePage:
    return make_issue(body=[("page", {"page": day, "text": "Kom med"})])


def test_the_figures_say_what_became_of_an_issue_in_all_its_sendings(coordinator: Client) -> None:
    issue = make_issue()
    for status in ("sent", "bounced"):
        sending = make_sending(issue, status="done", unsubscribed=1)
        make_mailed(sending.mailing, make_subscriber(), status)
    IssueVisits.objects.create(issue=issue, day=NOW.date(), count=7)
    IssueVisits.objects.create(issue=issue, day=NOW.date() + timedelta(days=1), count=5)

    page = seen(coordinator, path(issue, "tal"))

    numbers = dict(re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*)</td>', page))
    assert numbers == {
        "Modtagere": "2",
        "Leveret": "1",
        "Kom retur": "1",
        "Afmeldte sig": "2",
        "Besøg": "12",
    }


def test_sign_ups_that_followed_are_those_of_its_readers_for_its_days_within_a_month() -> None:
    day, other = make_theme_day(), make_theme_day("En anden dag")
    issue, reader = mentioning(day), make_subscriber()
    sending = make_sending(issue, status="done", users=[reader])
    Delivery.objects.update(status="sent")
    make_registration(day.pool, reader, at=NOW + timedelta(days=2))
    make_registration(day.pool, make_subscriber(), at=NOW + timedelta(days=2))
    make_registration(other.pool, reader, at=NOW + timedelta(days=2))

    later = NOW + timedelta(days=40)

    assert pages_in(issue) == [day.pk]
    assert followed(issue, [sending], later) == [("tilmeldte sig en temadag", 1)]


@pytest.mark.parametrize("at", [NOW - timedelta(minutes=1), NOW + timedelta(days=31)])
def test_what_somebody_did_before_or_much_later_did_not_follow(at: datetime) -> None:
    day, reader = make_theme_day(), make_subscriber()
    sending = make_sending(mentioning(day), status="done", users=[reader])
    Delivery.objects.update(status="sent")
    make_registration(day.pool, reader, at=at)

    assert followed(sending.issue, [sending], NOW + timedelta(days=40)) == [("tilmeldte sig en temadag", 0)]
