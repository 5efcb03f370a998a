"""Scheduling an issue once, for the right people, as it is then; and what can be done about it afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from wagtail.models import PageLogEntry

from newsletters.actions import sending as actions
from newsletters.actions.sending import NumberChanged, SendingRefused, as_seen, send
from newsletters.models import IssuePage, Segment, Sending
from portal import consents
from portal.mail.models import Delivery, Mailing
from portal.models import User
from tests.factories import make_membership, make_user
from tests.newsletters.factories import (
    NOW,
    make_issue,
    make_segment,
    make_sending,
    make_subscriber,
    make_suppression,
    make_topic,
)

pytestmark = pytest.mark.django_db

IN_TIME = NOW + timedelta(minutes=5)


@pytest.fixture
def by() -> User:
    return make_user("koordinator@example.dk")


def scheduled(
    issue: IssuePage,
    by: User,
    segment: Segment | None = None,
    *,
    number: int = 1,
    key: UUID | None = None,
    **changes: Any,
) -> Sending:
    values: dict[str, Any] = {
        "number": number,
        "seen": as_seen(issue, segment),
        "send_at": IN_TIME,
        "latest_at": IN_TIME + timedelta(hours=4),
        "key": key or uuid4(),
        "by": by,
        "now": NOW,
    }
    return send(issue, segment, **values | changes)


def test_everybody_who_gets_newsletters_gets_one_mail(by: User) -> None:
    issue, people = make_issue(), [make_subscriber(), make_subscriber()]

    sending = scheduled(issue, by, number=2)

    rows = Delivery.objects.filter(mailing=sending.mailing).order_by("pk")
    assert [row.user for row in rows] == people
    assert {row.status for row in rows} == {"queued"}
    assert (sending.recipients, sending.audience, sending.scheduled_by) == (2, "alle, der får nyhedsbreve", by)


def test_it_waits_until_its_time(by: User) -> None:
    make_subscriber()

    sending = scheduled(make_issue(), by)

    assert (sending.mailing.status, sending.mailing.send_at) == ("scheduled", IN_TIME)


def test_the_mail_says_what_is_published_and_not_what_is_a_draft(by: User) -> None:
    make_subscriber()
    issue = make_issue("Udgivet")
    issue.subject = "Kladde"
    issue.save_revision()

    sending = scheduled(IssuePage.objects.get(pk=issue.pk), by)

    assert sending.mailing.subject == "Udgivet"


def test_editing_after_scheduling_changes_nothing(by: User) -> None:
    make_subscriber()
    issue, segment = make_issue("Som den var"), make_segment(members__membership=["none"])
    sending = scheduled(issue, by, segment)
    html = sending.mailing.html

    issue.subject, issue.body = "Rettet", [("text", "<p>Rettet</p>")]
    issue.save_revision().publish()
    segment.filters = {"members.membership": ["member"]}
    segment.save()
    make_subscriber()

    mailing = Mailing.objects.get(pk=sending.mailing_id)
    assert (mailing.subject, mailing.html, mailing.deliveries.count()) == ("Som den var", html, 1)
    assert Sending.objects.get().filters == {"members.membership": ["none"]}


def test_the_headers_offer_one_click(by: User) -> None:
    make_subscriber()

    headers = scheduled(make_issue(), by).mailing.headers

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_another_number_than_the_one_that_was_typed_is_refused(by: User) -> None:
    issue = make_issue()
    for _number in range(3):
        make_subscriber()

    with pytest.raises(NumberChanged) as refused:
        scheduled(issue, by, number=2)

    assert str(refused.value) == ("Der er nu 3 modtagere. Se, hvem de er, og skriv antallet igen. Intet er sendt.")
    assert (Sending.objects.count(), Mailing.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_whoever_unsubscribed_while_the_number_was_typed_is_left_out(by: User) -> None:
    issue, user = make_issue(), make_subscriber()
    make_subscriber()
    seen = as_seen(issue, None)
    consents.withdraw(user, "newsletter", now=NOW)

    with pytest.raises(NumberChanged):
        scheduled(issue, by, number=2, seen=seen)


def test_the_same_key_again_is_the_same_sending(by: User) -> None:
    issue, key = make_issue(), uuid4()
    make_subscriber()
    first = scheduled(issue, by, key=key)

    again = scheduled(issue, by, key=key, number=7)

    assert again == first
    assert Delivery.objects.count() == 1


def test_nobody_gets_an_issue_twice_by_two_sendings(by: User) -> None:
    issue = make_issue()
    member = make_subscriber()
    make_membership(member)
    make_subscriber()
    scheduled(issue, by, make_segment(members__membership=["member"]))

    rest = scheduled(issue, by)

    assert Delivery.objects.filter(user=member).count() == 1
    assert (rest.recipients, rest.excluded) == (1, {"no_consent": 1, "has_got_it": 1})


def test_it_can_be_sent_again_to_those_it_was_called_back_from(by: User) -> None:
    issue = make_issue()
    make_subscriber()
    first = scheduled(issue, by)
    actions.call_off(first, by=by, now=NOW)

    again = scheduled(issue, by)

    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == ["cancelled", "queued"]
    assert again.mailing.status == "scheduled"


def test_who_was_left_out_is_kept_as_numbers(by: User) -> None:
    courses = make_topic("Kurser")
    make_subscriber()
    make_subscriber(off=[courses])
    make_suppression(make_subscriber().email)

    sending = scheduled(make_issue(topic=courses), by)

    assert sending.excluded == {"no_consent": 1, "topic_off": 1, "suppressed": 1}  # the coordinator has not said yes


def test_a_draft_is_not_sent(by: User) -> None:
    make_subscriber()

    with pytest.raises(SendingRefused, match="ikke udgivet"):
        scheduled(make_issue(live=False), by)


def test_an_issue_that_was_published_anew_meanwhile_is_not_sent_unseen(by: User) -> None:
    make_subscriber()
    issue = make_issue()
    seen = as_seen(issue, None)
    issue.subject = "Et andet emne"
    issue.save_revision().publish()

    with pytest.raises(SendingRefused, match="Se på det igen"):
        scheduled(issue, by, seen=seen)


def test_a_segment_that_was_changed_meanwhile_is_not_sent_to_unseen(by: User) -> None:
    make_subscriber()
    issue, segment = make_issue(), make_segment()
    seen = as_seen(issue, segment)
    segment.filters = {"members.membership": ["none"]}
    segment.save()

    with pytest.raises(SendingRefused, match="Se på det igen"):
        scheduled(issue, by, segment, seen=seen)


def test_there_are_always_five_minutes_to_regret_it(by: User) -> None:
    make_subscriber()

    with pytest.raises(SendingRefused, match="mindst fem minutter"):
        scheduled(make_issue(), by, send_at=NOW + timedelta(minutes=4, seconds=59))


def test_it_cannot_be_late_before_its_time(by: User) -> None:
    make_subscriber()

    with pytest.raises(SendingRefused, match="for sent"):
        scheduled(make_issue(), by, latest_at=NOW)


def test_nobody_is_nobody_to_send_to(by: User) -> None:
    with pytest.raises(SendingRefused, match="Ingen"):
        scheduled(make_issue(), by, number=0)


def test_it_stands_in_the_history_without_a_name_or_an_address(by: User) -> None:
    make_subscriber("mette@example.dk")
    issue = make_issue()

    sending = scheduled(issue, by)

    entry = PageLogEntry.objects.get(action="newsletters.send")
    assert (entry.page_id, entry.user, entry.data) == (issue.pk, by, {"sending": sending.pk, "recipients": 1})


def test_calling_off_calls_back_what_has_not_left(by: User) -> None:
    sending = make_sending(users=[make_subscriber(), make_subscriber()])
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(status="sent")

    called_back = actions.call_off(sending, by=by, now=NOW)

    assert called_back == 1
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == ["sent", "cancelled"]
    assert PageLogEntry.objects.filter(action="newsletters.call_off").exists()


def test_a_pause_is_ended_by_going_on(by: User) -> None:
    sending = make_sending(users=[make_subscriber()])

    paused = actions.pause(sending, by=by, now=NOW)
    status = Mailing.objects.get().status
    resumed = actions.resume(sending, by=by, now=NOW)

    assert (paused, status, resumed, Mailing.objects.get().status) == (True, "paused", True, "sending")


def test_what_cannot_be_done_is_not_done_and_not_noted(by: User) -> None:
    sending = make_sending(status="done")

    assert actions.pause(sending, by=by, now=NOW) is False
    assert actions.call_off(sending, by=by, now=NOW) == 0
    assert not PageLogEntry.objects.filter(action__startswith="newsletters.").exists()


def test_what_was_held_back_is_sent_when_somebody_says_so(by: User) -> None:
    sending = make_sending(users=[make_subscriber()], status="held")

    assert actions.send_held(sending, by=by, now=NOW) is True
    assert Mailing.objects.get().status == "sending"


def test_those_that_were_refused_go_again_and_no_others(by: User) -> None:
    sending = make_sending(users=[make_subscriber(), make_subscriber()], status="done")
    refused = Delivery.objects.earliest("pk")
    Delivery.objects.update(status="sent")
    Delivery.objects.filter(pk=refused.pk).update(status="failed")

    assert actions.send_failed_again(sending, by=by) == 1
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == ["queued", "sent"]
    assert PageLogEntry.objects.get(action="newsletters.send_failed_again").user == by


@pytest.mark.parametrize("people", [1, 3])
def test_the_number_of_questions_to_the_database_is_constant(
    people: int, by: User, django_assert_num_queries: Any
) -> None:
    issue = make_issue()
    for _number in range(people):
        make_subscriber()
    scheduled(make_issue("Varm op"), by, number=people)

    with django_assert_num_queries(22):
        scheduled(issue, by, number=people)
