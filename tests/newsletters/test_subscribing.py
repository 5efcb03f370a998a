"""Subscribing without a log-in: an address, a mail, a link, a button. Nobody is subscribed by anybody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletters.actions.subscribing import SubscribingRefused, subscribe
from newsletters.confirming import Wish, confirm_url, wish_of
from newsletters.models import Subscription, Topic
from portal import consents
from portal.accounts.encryption import encrypt
from portal.mail.models import Delivery, Suppression
from portal.models import Consent, ConsentText, NetworkSettings, User
from tests.factories import make_user
from tests.newsletters.factories import NOW, make_consent, make_subscriber, make_suppression, make_topic
from tests.walking import differing, digest

pytestmark = pytest.mark.django_db
EMAIL = "ida.lund@example.dk"


@pytest.fixture(autouse=True)
def _network() -> None:
    NetworkSettings.load()  # the first page makes the row


@pytest.fixture
def topics() -> list[Topic]:
    return [make_topic("Temadage"), make_topic("Forskning")]


def ask(topics: list[Topic], email: str = EMAIL) -> Any:
    data = {"email": email, "topics": [str(topic.pk) for topic in topics]}
    return Client().post(reverse("newsletters:subscribe"), data)


def link() -> str:
    """The path of the link in the latest mail."""
    found = re.search(r"http://localhost:8000(/\S+)", Delivery.objects.latest("pk").text)
    assert found is not None
    return found[1]


def press(path: str, version: str = "1") -> Any:
    return Client(enforce_csrf_checks=True).post(path, {"version": version})


def off(user: User) -> list[str]:
    return list(Subscription.objects.off().filter(user=user).values_list("topic__name", flat=True))


def test_the_link_in_the_mail_and_the_button_subscribe(topics: list[Topic]) -> None:
    ask(topics[:1])

    answer = press(link())

    user = User.objects.get(email=EMAIL)
    held = consents.in_force(user, "newsletter")
    assert (answer.status_code, answer.cookies) == (200, {})
    assert held is not None
    assert (held.source, held.text) == ("confirmed", consents.words_today("newsletter"))
    assert off(user) == ["Forskning"]


def test_whoever_subscribes_has_no_password_and_no_rights(topics: list[Topic]) -> None:
    ask(topics)
    press(link())

    user = User.objects.get(email=EMAIL)
    assert (user.has_usable_password(), user.is_staff, user.is_active) == (False, False, True)


def test_before_the_button_only_the_mail_is_stored(topics: list[Topic]) -> None:
    before = digest()

    ask(topics)
    Client().get(link())

    assert differing(before) == ["mail_delivery"]


def test_the_link_can_be_looked_at_as_often_as_one_likes(topics: list[Topic]) -> None:
    ask(topics)
    before = digest()

    answers = [getattr(Client(), method)(link()).status_code for method in ("get", "head", "get", "options")]

    assert (answers, differing(before)) == ([200, 200, 200, 405], [])


def test_pressed_twice_it_is_one_yes(topics: list[Topic]) -> None:
    ask(topics)

    answers = [press(link()).status_code for _again in range(2)]

    assert (answers, Consent.objects.count()) == ([200, 200], 1)


def test_the_answer_does_not_say_whether_the_address_is_known(topics: list[Topic]) -> None:
    make_subscriber("kendt@example.dk")

    known, unknown = (ask(topics, f"{word}@example.dk").content.decode() for word in ("kendt", "ukendt"))

    assert known == unknown.replace("ukendt@", "kendt@")
    assert Delivery.objects.count() == 2


def test_the_link_does_not_show_the_address(topics: list[Topic]) -> None:
    ask(topics)

    assert "ida" not in link()
    assert len(link()) < 300


def test_whoever_gets_newsletters_keeps_their_topics_and_gets_these_too(topics: list[Topic]) -> None:
    third = make_topic("Grupper")
    user = make_subscriber(EMAIL, off=[topics[1], third])

    subscribe(Wish(EMAIL, (topics[1].pk,)), now=NOW)

    assert off(user) == ["Grupper"]


def test_a_member_who_gets_none_subscribes_with_the_same_account() -> None:
    user = make_user(EMAIL)

    subscribe(Wish(EMAIL), now=NOW)

    assert consents.has_given(user, "newsletter")
    assert User.objects.filter(email__iexact=EMAIL).count() == 1


def test_the_link_holds_for_seven_days() -> None:
    wish = Wish(EMAIL, (1, 2))
    token = confirm_url(wish, now=NOW).rstrip("/").rpartition("/")[2]

    in_time, late = NOW + timedelta(days=7), NOW + timedelta(days=7, seconds=1)
    assert (wish_of(token, now=in_time), wish_of(token, now=late)) == (wish, None)


@pytest.mark.parametrize("token", ["x", "ø", "eyJhIjoxfQ", "a" * 500])
def test_a_link_that_is_not_ours_is_over(token: str) -> None:
    answers = [Client().get(reverse("newsletters:confirm", args=[token])), press(f"/nyhedsbreve/tilmeld/{token}/")]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("content", ['"JBSWY3DPEHPK3PXP"', "{}", '["newsletters.wish"]', '["andet", "a@b.dk", [], 1]'])
def test_nothing_else_that_we_have_encrypted_is_a_link(content: str) -> None:
    assert wish_of(encrypt(content).rstrip("="), now=NOW) is None


def test_a_link_that_is_too_old_offers_another() -> None:
    url = confirm_url(Wish(EMAIL), now=timezone.now() - timedelta(days=8))

    answer = press(url.removeprefix("http://localhost:8000"))

    assert answer.status_code == 404
    assert reverse("newsletters:subscribe") in answer.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_whoever_once_wanted_no_more_and_confirms_is_released() -> None:
    make_suppression(EMAIL, "request")

    subscribe(Wish(EMAIL), now=NOW)

    assert not Suppression.objects.exists()


@pytest.mark.parametrize("reason", ["hard", "complaint", "manual"])
def test_a_blocked_address_hears_what_to_do_and_nothing_is_kept(reason: str) -> None:
    make_suppression(EMAIL, reason)
    path = confirm_url(Wish(EMAIL), now=timezone.now()).removeprefix("http://localhost:8000")

    answer = press(path)

    assert answer.status_code == 409
    assert "Skriv til tovholderen" in answer.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()
    assert Suppression.objects.count() == 1


def test_a_closed_account_is_not_subscribed() -> None:
    make_user(EMAIL, is_active=False)

    with pytest.raises(SubscribingRefused):
        subscribe(Wish(EMAIL), now=NOW)

    assert not Consent.objects.exists()


def test_nobody_says_yes_to_words_that_changed_while_they_read() -> None:
    path = confirm_url(Wish(EMAIL), now=timezone.now()).removeprefix("http://localhost:8000")
    make_consent(make_user())
    ConsentText.objects.create(purpose="newsletter", version=2, text="Ja tak, hver måned.")

    answer = press(path, version="1")

    assert answer.status_code == 409
    assert "Ja tak, hver måned." in answer.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()


def test_without_words_to_say_yes_to_nobody_can_subscribe() -> None:
    ConsentText.objects.all().delete()
    path = confirm_url(Wish(EMAIL), now=timezone.now()).removeprefix("http://localhost:8000")

    page, posted, confirmed = Client().get(reverse("newsletters:subscribe")), ask([]), press(path)

    assert "netværket har ikke skrevet" in page.content.decode()
    assert (posted.status_code, confirmed.status_code) == (200, 409)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("email", ["", "ida", "ida@", "ida@example.dk\nbcc: bo@example.dk", "010203-1234"])
def test_what_is_no_address_is_asked_again(topics: list[Topic], email: str) -> None:
    answer = ask(topics, email)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Delivery.objects.exists()


def test_no_topic_is_asked_again_and_nothing_typed_is_lost(topics: list[Topic]) -> None:
    page = ask([]).content.decode()

    assert "Vælg mindst ét emne." in page
    assert f'value="{EMAIL}"' in page
    assert " checked" not in page


def test_nobody_s_mailbox_is_filled(topics: list[Topic]) -> None:
    answers = [ask(topics).status_code for _again in range(4)]

    assert answers == [200, 200, 200, 429]
    assert 1 <= Delivery.objects.count() <= 3  # in the same second it is one mail


def test_a_forged_form_of_another_site_sends_nothing(topics: list[Topic]) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("newsletters:subscribe"), {"email": EMAIL})

    assert (answer.status_code, Delivery.objects.count()) == (403, 0)
