"""What one gets: the same form behind a mail's link and on "Min side"."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from newsletters.models import Sending, Subscription, Topic
from portal import consents
from portal.mail.models import Delivery
from portal.models import Consent, ConsentText, NetworkSettings, User
from tests.newsletters.factories import (
    make_issue,
    make_sending,
    make_subscriber,
    make_subscription,
    make_suppression,
    make_topic,
)
from tests.walking import differing, digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics() -> list[Topic]:
    return [make_topic("Temadage"), make_topic("Forskning")]


@pytest.fixture
def reader(topics: list[Topic]) -> User:
    return make_subscriber("mette@hillerod.dk")


@pytest.fixture
def token(reader: User, topics: list[Topic]) -> str:
    NetworkSettings.load()  # the first page makes the row
    return Delivery.objects.get(mailing=make_sending(make_issue(topic=topics[0]), [reader]).mailing).token


def choose(token: str, answer: str, topics: list[Topic] | None = None, **fields: Any) -> Any:
    data = {"answer": answer, "version": "1"} | fields
    if topics is not None:
        data |= {"with_topics": "1", "topics": [str(topic.pk) for topic in topics]}
    return Client(enforce_csrf_checks=True).post(reverse("newsletters:preferences", args=[token]), data)


def off(user: User) -> list[str]:
    return list(Subscription.objects.off().filter(user=user).values_list("topic__name", flat=True))


def gets_newsletters(user: User) -> bool:
    return consents.has_given(user, "newsletter")


def test_a_topic_is_turned_off(token: str, reader: User, topics: list[Topic]) -> None:
    page = choose(token, "save", topics[:1]).content.decode()

    assert (off(reader), gets_newsletters(reader)) == (["Forskning"], True)
    assert "Dit valg er gemt." in page


def test_a_topic_is_turned_on_again(token: str, reader: User, topics: list[Topic]) -> None:
    make_subscription(reader, topics[1], is_on=False)

    choose(token, "save", topics)

    assert off(reader) == []


def test_what_is_as_it_was_is_not_written(token: str, topics: list[Topic]) -> None:
    choose(token, "save", topics)

    assert not Subscription.objects.exists()


def test_a_topic_that_is_new_is_on(token: str, reader: User, topics: list[Topic]) -> None:
    choose(token, "save", topics[:1])

    make_topic("Helt nyt")

    assert off(reader) == ["Forskning"]


def test_no_topic_at_all_ends_the_newsletters_and_leaves_the_topics(token: str, reader: User) -> None:
    choose(token, "save", [])

    assert (gets_newsletters(reader), off(reader)) == (False, [])
    assert Sending.objects.get().unsubscribed == 1


def test_everything_off_is_one_button(token: str, reader: User, topics: list[Topic]) -> None:
    page = choose(token, "stop", topics).content.decode()

    assert not gets_newsletters(reader)
    assert Sending.objects.get().unsubscribed == 1
    assert "Du får ikke flere nyhedsbreve." in page


def test_the_way_back_is_a_new_yes_to_the_words_of_today(token: str, reader: User) -> None:
    consents.withdraw(reader, "newsletter", now=Consent.objects.get().given_at)
    ConsentText.objects.create(purpose="newsletter", version=2, text="Ja tak, hver måned.")

    choose(token, "start", version="2")

    held = consents.in_force(reader, "newsletter")
    assert held is not None
    assert (held.text.text, held.source) == ("Ja tak, hver måned.", "confirmed")


def test_one_button_back_leaves_the_topics_as_they_were(token: str, reader: User, topics: list[Topic]) -> None:
    make_subscription(reader, topics[1], is_on=False)
    consents.withdraw(reader, "newsletter", now=Consent.objects.get().given_at)

    choose(token, "start")

    assert (gets_newsletters(reader), off(reader)) == (True, ["Forskning"])


def test_the_way_back_can_choose_topics_and_needs_one(token: str, reader: User, topics: list[Topic]) -> None:
    consents.withdraw(reader, "newsletter", now=Consent.objects.get().given_at)

    refused = choose(token, "start", [])
    given = choose(token, "start", topics[:1])

    assert (refused.status_code, given.status_code) == (409, 200)
    assert (gets_newsletters(reader), off(reader)) == (True, ["Forskning"])


def test_nobody_says_yes_to_words_that_they_have_not_read(token: str, reader: User) -> None:
    consents.withdraw(reader, "newsletter", now=Consent.objects.get().given_at)
    ConsentText.objects.create(purpose="newsletter", version=2, text="Ja tak, hver måned.")

    answer = choose(token, "start", version="1")

    assert (answer.status_code, gets_newsletters(reader)) == (409, False)
    assert "Ja tak, hver måned." in answer.content.decode()


def test_a_blocked_address_hears_what_to_do(token: str, reader: User) -> None:
    make_suppression(reader.email, "complaint")
    consents.withdraw(reader, "newsletter", now=Consent.objects.get().given_at)

    answer = choose(token, "start")

    assert (answer.status_code, gets_newsletters(reader)) == (409, False)
    assert "Skriv til tovholderen" in answer.content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"answer": "alt"}, {"answer": "save", "topics": "999999"}, {"answer": "save", "topics": "x"}]
)
def test_nonsense_changes_nothing(token: str, data: dict[str, str]) -> None:
    before = digest()

    answer = Client().post(reverse("newsletters:preferences", args=[token]), {"with_topics": "1"} | data)

    assert answer.status_code in {200, 409}
    assert differing(before) == []


def test_the_link_of_a_mail_that_was_sent_on_does_not_say_whose_it_is(token: str) -> None:
    page = Client().get(reverse("newsletters:preferences", args=[token])).content.decode()

    assert "m***@hillerod.dk" in page
    assert "mette" not in page.lower()


def test_an_unknown_link_is_not_found(token: str) -> None:
    assert choose("x" * 20, "stop").status_code == 404


def test_my_page_has_the_same_choices(client: Client, reader: User, topics: list[Topic]) -> None:
    client.force_login(reader)

    page = client.post(
        reverse("my_newsletters"), {"answer": "save", "with_topics": "1", "topics": [str(topics[0].pk)]}
    ).content.decode()

    assert "mette@hillerod.dk" in page
    assert off(reader) == ["Forskning"]


def test_a_yes_on_my_page_is_given_by_the_person_logged_in(client: Client, reader: User) -> None:
    consents.withdraw(reader, "newsletter", now=Consent.objects.get().given_at)
    client.force_login(reader)

    client.post(reverse("my_newsletters"), {"answer": "start", "version": "1"})

    held = consents.in_force(reader, "newsletter")
    assert held is not None
    assert held.source == "profile"


def test_my_choices_need_the_form_s_own_secret(reader: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)

    answer = client.post(reverse("my_newsletters"), {"answer": "stop"})

    assert (answer.status_code, gets_newsletters(reader)) == (403, True)


def test_my_page_leads_to_them(client: Client, reader: User) -> None:
    client.force_login(reader)

    assert f'href="{reverse("my_newsletters")}"' in client.get(reverse("my_page")).content.decode()


def test_without_words_to_say_yes_to_the_page_says_so(client: Client, topics: list[Topic]) -> None:
    ConsentText.objects.all().delete()
    user = User.objects.create_user("ida@example.dk")
    client.force_login(user)

    page = client.get(reverse("my_newsletters")).content.decode()

    assert "netværket har ikke skrevet" in page
    assert 'value="start"' not in page
