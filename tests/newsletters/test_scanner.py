"""Gateways of hospitals and municipalities open every link of every mail before its reader does. Nothing may happen."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletters.actions.subscribing import ask
from newsletters.confirming import Wish
from newsletters.links import list_headers, preferences_url, unsubscribe_url
from newsletters.rendering import render
from portal import consents
from portal.mail.models import Delivery
from portal.mail.skeleton import SLOT
from portal.models import NetworkSettings, User
from tests.newsletters.factories import make_issue, make_sending, make_subscriber
from tests.walking import differing, digest

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^\s<>\"']+")
OURS = "localhost:8000"


@pytest.fixture
def reader() -> User:
    NetworkSettings.load()  # the first page makes the row
    return make_subscriber()


def letter(reader: User) -> str:
    """One person's newsletter as it leaves: headers, HTML and text."""
    issue = make_issue()
    rendered = render(issue)
    token = Delivery.objects.get(mailing=make_sending(issue, [reader]).mailing).token
    whole = "\n".join([*list_headers().values(), rendered.html, rendered.text])
    return whole.replace(SLOT.format("token"), token)


def confirmation(reader: User) -> str:
    """The mail that asks whether an address is somebody's own."""
    ask(Wish("ida.lund@example.dk"), now=timezone.now())
    return Delivery.objects.get(purpose="newsletter-confirm").text


def links(mail: str) -> list[str]:
    """The paths of every link to the portal in a mail."""
    found = {unescape(link).rstrip(".,)") for link in LINK.findall(mail)}
    return sorted(link.partition(OURS)[2] for link in found if urlsplit(link).netloc == OURS)


@pytest.mark.parametrize("mail_of", [letter, confirmation])
def test_every_link_fetched_twice_with_get_and_head_changes_nothing(
    reader: User, mail_of: Callable[[User], str]
) -> None:
    paths = links(mail_of(reader))
    before = digest()

    answers = {
        (path, method, again): getattr(Client(), method)(path).status_code
        for path in paths
        for again in (1, 2)
        for method in ("get", "head")
    }

    assert {key: status for key, status in answers.items() if status != 200} == {}
    assert differing(before) == []
    assert consents.has_given(reader, "newsletter")


def test_a_newsletter_has_the_links_that_the_scanner_follows(reader: User) -> None:
    paths = links(letter(reader))

    token = Delivery.objects.get().token
    for url in (unsubscribe_url(token), preferences_url(token)):
        assert url.partition(OURS)[2] in paths


def test_the_one_that_acts_is_a_post_to_the_address_in_the_header(reader: User) -> None:
    """As a mail program does it: the first address of List-Unsubscribe, the body of List-Unsubscribe-Post."""
    letter(reader)
    token = Delivery.objects.get().token
    header = list_headers()["List-Unsubscribe"].replace(SLOT.format("token"), token)
    found = re.match(r"<(https?://[^>]+)>", header)
    assert found is not None

    answer = Client(enforce_csrf_checks=True).post(
        urlsplit(found[1]).path,
        list_headers()["List-Unsubscribe-Post"],
        content_type="application/x-www-form-urlencoded",
    )

    assert (answer.status_code, urlsplit(found[1]).path) == (200, reverse("newsletters:unsubscribe", args=[token]))
    assert not consents.has_given(reader, "newsletter")
