"""One press, or one POST of a mail program, and no more newsletters come (RFC 8058)."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from newsletters.actions.subscribing import unsubscribe_by_token
from newsletters.links import list_headers, preferences_url, unsubscribe_url
from newsletters.models import Sending
from portal import consents
from portal.logs import CarefulFormatter
from portal.mail.models import Delivery, Suppression
from portal.models import Consent, NetworkSettings, User
from tests.factories import make_user
from tests.newsletters.factories import NOW, make_sending, make_subscriber, make_topic
from tests.walking import differing, digest

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader() -> User:
    return make_subscriber("mette@hillerod.dk")


@pytest.fixture
def sending(reader: User) -> Sending:
    return make_sending(users=[reader], status="done")


@pytest.fixture
def token(sending: Sending) -> str:
    NetworkSettings.load()  # the first page makes the row
    return Delivery.objects.get(mailing=sending.mailing).token


def out(token: str) -> str:
    return reverse("newsletters:unsubscribe", args=[token])


def gets_newsletters(user: User) -> bool:
    return consents.has_given(user, "newsletter")


def test_one_post_without_cookie_log_in_or_redirect_ends_all(token: str, reader: User) -> None:
    answer = Client(enforce_csrf_checks=True).post(out(token), ONE_CLICK)

    assert (answer.status_code, answer.cookies, gets_newsletters(reader)) == (200, {}, False)


def test_a_mail_program_may_send_the_form_as_multipart_or_as_text(token: str, reader: User) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        out(token), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )

    assert (answer.status_code, gets_newsletters(reader)) == (200, False)


def test_a_browser_that_hides_where_it_comes_from_may_press_too(token: str, reader: User) -> None:
    Client(enforce_csrf_checks=True).post(out(token), ONE_CLICK, headers={"Origin": "null"})

    assert not gets_newsletters(reader)


def test_the_consent_is_withdrawn_and_stays_as_proof(token: str, reader: User) -> None:
    Client().post(out(token), ONE_CLICK)

    assert [one.withdrawn_at is not None for one in Consent.objects.filter(user=reader)] == [True]


def test_pressed_twice_it_is_counted_once(token: str, sending: Sending) -> None:
    answers = [Client().post(out(token), ONE_CLICK).status_code for _again in range(3)]

    sending.refresh_from_db()
    assert (answers, sending.unsubscribed) == ([200, 200, 200], 1)


def test_an_old_mail_pressed_after_a_newer_one_counts_nothing_for_the_old(token: str, reader: User) -> None:
    newer = make_sending(users=[reader], status="done")
    Client().post(out(Delivery.objects.get(mailing=newer.mailing).token), ONE_CLICK)

    Client().post(out(token), ONE_CLICK)

    assert list(Sending.objects.order_by("pk").values_list("unsubscribed", flat=True)) == [0, 1]


def test_looking_changes_nothing(token: str) -> None:
    before = digest()

    client = Client()
    answers = [getattr(client, method)(out(token)).status_code for method in ("get", "head", "options", "put")]

    assert (answers, differing(before)) == ([200, 200, 405, 405], [])


def test_the_page_has_a_button_and_says_whose_mail_it_is_about_without_saying_who(token: str) -> None:
    page = Client().get(out(token)).content.decode()

    assert "m***@hillerod.dk" in page
    assert "mette" not in page
    assert 'name="List-Unsubscribe" value="One-Click"' in page


def test_afterwards_the_page_says_so_and_offers_a_way_back(token: str) -> None:
    page = Client().post(out(token), ONE_CLICK).content.decode()

    assert "<h1>Du får ikke flere nyhedsbreve</h1>" in page
    assert f'action="{reverse("newsletters:preferences", args=[token])}"' in page


def test_nothing_is_said_about_unsubscribing_to_the_suppression_list(token: str) -> None:
    Client().post(out(token), ONE_CLICK)

    assert not Suppression.objects.exists()  # the consent is the truth


def test_an_unknown_token_changes_nothing_and_says_how_to_get_out(token: str) -> None:
    before = digest()

    answers = [Client().get(out("x" * 20)), Client().post(out("x" * 20), ONE_CLICK)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all(reverse("my_newsletters") in answer.content.decode() for answer in answers)
    assert differing(before) == []


@pytest.mark.parametrize("token", ["%00", "%C3%A6", "a" * 300])
@pytest.mark.parametrize("place", ["afmeld", "valg"])
def test_what_can_be_no_token_is_no_page_and_no_error(place: str, token: str) -> None:
    assert Client().get(f"/nyhedsbreve/{place}/{token}/").status_code == 404


def test_whoever_was_forgotten_hears_that_no_more_come(token: str) -> None:
    Delivery.objects.update(user=None, email="")

    answers = [Client().get(out(token)), Client().post(out(token), ONE_CLICK)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("Du får ikke flere nyhedsbreve" in answer.content.decode() for answer in answers)


@pytest.mark.parametrize("name", ["unsubscribe", "preferences"])
def test_the_address_is_kept_by_nobody_and_told_to_nobody(token: str, name: str) -> None:
    answer = Client().get(reverse(f"newsletters:{name}", args=[token]))

    assert "no-store" in answer["Cache-Control"]
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"], answer.cookies) == ("no-referrer", "noindex", {})


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(CarefulFormatter())
    logging.getLogger("django").addHandler(handler)
    yield stream
    logging.getLogger("django").removeHandler(handler)


def test_no_log_line_holds_a_token(log: io.StringIO) -> None:
    for name in ("unsubscribe", "preferences", "confirm"):
        Client().get(reverse(f"newsletters:{name}", args=["hemmeligt"]))

    assert log.getvalue().count("Not Found") == 3
    assert "hemmeligt" not in log.getvalue()


def test_somebody_else_s_newsletters_go_on(token: str) -> None:
    other = make_subscriber()

    Client().post(out(token), ONE_CLICK)

    assert gets_newsletters(other)


def test_a_mail_to_the_unsubscribing_address_ends_them_too(token: str, sending: Sending, reader: User) -> None:
    answers = [unsubscribe_by_token(one, now=NOW) for one in (token, token, "x" * 20)]

    sending.refresh_from_db()
    assert (answers, sending.unsubscribed, gets_newsletters(reader)) == ([True, True, False], 1, False)


def test_the_headers_offer_one_click_in_single_lines_of_ascii(settings: object) -> None:
    settings.SITE_URL = "https://brobygger.example.dk"  # type: ignore[attr-defined]
    settings.MAIL_RETURN_PATH = "retur@example.dk"  # type: ignore[attr-defined]

    assert list_headers() == {
        "List-Id": "<nyhedsbrev.brobygger.example.dk>",
        "List-Unsubscribe": "<https://brobygger.example.dk/nyhedsbreve/afmeld/SLOTxtokenxSLOT/>, "
        "<mailto:retur+afmeld-SLOTxtokenxSLOT@example.dk>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }


def test_without_a_mailbox_there_is_no_mailto(settings: object) -> None:
    settings.MAIL_RETURN_PATH = ""  # type: ignore[attr-defined]

    assert "mailto" not in list_headers()["List-Unsubscribe"]


def test_the_links_lead_to_the_pages(token: str) -> None:
    make_topic()

    paths = [url.removeprefix("http://localhost:8000") for url in (unsubscribe_url(token), preferences_url(token))]

    assert [Client().get(path).status_code for path in paths] == [200, 200]


def test_whoever_has_not_said_yes_cannot_stop_what_they_do_not_get() -> None:
    stranger = make_user()
    sending = make_sending(users=[stranger])

    Client().post(out(Delivery.objects.get(user=stranger).token), ONE_CLICK)

    sending.refresh_from_db()
    assert sending.unsubscribed == 0
