"""Who gets an issue, and why not."""

from typing import Any

import pytest

from newsletters.audience import Audience, audience, in_words
from newsletters.models import IssuePage
from portal import consents
from tests.factories import make_membership, make_organisation, make_subject, make_user
from tests.newsletters.factories import (
    NOW,
    make_issue,
    make_mailed,
    make_sending,
    make_subscriber,
    make_subscription,
    make_suppression,
    make_topic,
)

pytestmark = pytest.mark.django_db


def found(issue: IssuePage, filters: dict[str, list[str]] | None = None) -> Audience:
    return audience(filters or {}, topic=issue.topic, issue=issue, now=NOW)


def test_whoever_said_yes_gets_it() -> None:
    issue, user = make_issue(), make_subscriber()

    assert found(issue).recipients == ((user.pk, user.email),)


def test_nobody_gets_it_who_has_not_said_yes() -> None:
    issue = make_issue()
    make_user()

    assert (len(found(issue)), found(issue).excluded) == (0, {"no_consent": 1})


def test_a_yes_that_was_taken_back_is_none() -> None:
    issue, user = make_issue(), make_subscriber()
    consents.withdraw(user, "newsletter", now=NOW)

    assert found(issue).excluded == {"no_consent": 1}


def test_a_no_to_the_topic_counts_for_that_topic_alone() -> None:
    news, courses = make_topic("Nyt fra netværket"), make_topic("Kurser")
    make_subscriber(off=[courses])

    assert found(make_issue(topic=courses)).excluded == {"topic_off": 1}
    assert len(found(make_issue(topic=news))) == 1


def test_a_yes_to_a_topic_is_no_yes_to_newsletters() -> None:
    issue = make_issue()
    make_subscription(make_user(), issue.topic, is_on=True)

    assert found(issue).excluded == {"no_consent": 1}


def test_a_suppressed_address_is_left_out() -> None:
    issue = make_issue()
    make_subscriber("findes.ikke@example.dk")
    make_suppression("findes.ikke@example.dk")

    assert found(issue).excluded == {"suppressed": 1}


def test_a_closed_account_is_left_out_and_a_forgotten_person_is_not_even_counted() -> None:
    issue = make_issue()
    make_subscriber(is_active=False)
    make_user("glemt@example.dk", is_active=False)

    assert found(issue).excluded == {"inactive": 1}


@pytest.mark.parametrize("status", ["queued", "sent", "failed", "unknown", "bounced"])
def test_whoever_has_got_the_issue_does_not_get_it_again(status: str) -> None:
    sending, user = make_sending(), make_subscriber()
    make_mailed(sending.mailing, user, status)

    assert found(sending.issue).excluded["has_got_it"] == 1
    assert len(found(make_issue("En anden"))) == 1


@pytest.mark.parametrize("status", ["cancelled", "skipped"])
def test_a_mail_that_was_called_back_has_reached_nobody(status: str) -> None:
    sending, user = make_sending(), make_subscriber()
    make_mailed(sending.mailing, user, status)

    assert len(found(sending.issue)) == 1


def test_each_person_is_left_out_for_one_reason() -> None:
    issue = make_issue()
    user = make_subscriber("begge@example.dk", off=[issue.topic], is_active=False)
    make_suppression(user.email)

    assert found(issue).excluded == {"inactive": 1}
    assert found(issue).left_out == [("kontoen er lukket", 1)]


def test_or_inside_a_filter_and_between_filters() -> None:
    issue = make_issue()
    hilleroed, elsinore = make_organisation("Hillerød", "hospital"), make_organisation("Helsingør", "hospital")
    wanted = [
        make_subscriber_at(hilleroed, "Psykolog"),
        make_subscriber_at(elsinore, "Psykolog"),
    ]
    make_subscriber_at(hilleroed, "Lærer")
    make_subscriber_at(make_organisation("Andetsteds", "hospital"), "Psykolog")

    selection = found(
        issue,
        {
            "members.workplace": [str(hilleroed.pk), str(elsinore.pk)],
            "members.profession": [str(wanted[0].membership.profession_id)],
        },
    )

    assert [key for key, _address in selection.recipients] == [user.pk for user in wanted]


def make_subscriber_at(organisation: Any, profession: str) -> Any:
    user = make_subscriber()
    make_membership(user, organisation=organisation, profession=profession)
    return user


def test_people_who_do_not_fit_are_not_counted_as_left_out() -> None:
    issue = make_issue()
    make_user()

    assert found(issue, {"members.membership": ["member"]}).excluded == {}


def test_an_empty_filter_asks_nothing() -> None:
    issue = make_issue()
    make_subscriber()

    assert len(found(issue, {"members.profession": []})) == 1


@pytest.mark.parametrize("filters", [{"gone.away": ["1"]}, {"members.profession": ["x"]}, {"members.kind": ["x"]}])
def test_what_no_room_knows_selects_nobody(filters: dict[str, list[str]]) -> None:
    issue = make_issue()
    make_membership(make_subscriber())

    assert len(found(issue, filters)) == 0


def test_the_sample_is_the_same_each_time_and_spread() -> None:
    issue = make_issue()
    for name in "ABCDEFGH":
        make_subscriber(first_name=name, last_name="Holm")

    assert found(issue).sample(4) == ["A Holm", "C Holm", "E Holm", "G Holm"]


def test_a_selection_reads_as_a_sentence() -> None:
    filters = {"members.membership": ["member", "none"], "members.kind": []}

    assert in_words(filters, NOW) == "Medlemskab: Medlem af netværket eller Abonnent udefra, ikke medlem"
    assert in_words({}, NOW) == "alle, der får nyhedsbreve"


@pytest.mark.parametrize("people", [1, 3])
def test_the_number_of_questions_to_the_database_is_constant(people: int, django_assert_num_queries: Any) -> None:
    issue = make_issue()
    for _number in range(people):
        user = make_subscriber()
        make_membership(user, organisation=make_organisation(kind="hospital"))
        user.membership.subjects.add(make_subject())
    make_suppression("andre@example.dk")
    filters = {
        "members.municipality": ["1"],
        "members.kind": ["hospital"],
        "members.subject": ["1"],
        "themedays.attended": ["1"],
        "supervision.place": ["member"],
    }

    topic = issue.topic

    with django_assert_num_queries(2 + 4):  # and the tree of organisations, twice
        audience(filters, topic=topic, issue=issue, now=NOW)
