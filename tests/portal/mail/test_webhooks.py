"""What a mail service reports: through django-anymail's own addresses, in the service's own form."""

from base64 import b64encode
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from portal.mail.building import message_id
from portal.mail.models import Delivery, MailReturn
from portal.mail.returns.suppressing import is_suppressed
from tests.portal.mail import webhook_urls
from tests.portal.mail.posting import post

pytestmark = pytest.mark.django_db
TOKEN = "abcdefghij0123456789"
SECRET = "tjenesten:" + "hemmelig" * 3
reporting = pytest.mark.urls(webhook_urls.__name__)


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.fixture
def sent() -> Delivery:
    row = post()
    Delivery.objects.filter(pk=row.pk).update(status="sent", token=TOKEN)
    row.refresh_from_db()
    return row


def tell(service: str, event: Any, secret: str = SECRET) -> int:
    authorization = "Basic " + b64encode(secret.encode()).decode()
    answer = Client().post(
        f"/anymail/{service}/tracking/",
        event,
        content_type="application/json",
        headers={"Authorization": authorization},
    )
    return answer.status_code


def postmark(row: Delivery, **fields: Any) -> dict[str, Any]:
    """A report in Postmark's form, with our metadata."""
    return {
        "RecordType": "Bounce",
        "ID": 4323372036,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"delivery": row.token},
        "Details": f"smtp;550 5.1.1 <{row.email}> User unknown",
        "Email": row.email,
        "BouncedAt": "2026-11-24T10:30:00Z",
    } | fields


def brevo(row: Delivery, **fields: Any) -> dict[str, Any]:
    """A report in Brevo's form, which keeps our Message-ID and has no name for an event."""
    return {
        "event": "hard_bounce",
        "email": row.email,
        "message-id": message_id(row),
        "reason": "550 5.1.1 User unknown",
        "ts_epoch": 1795512600000,
        "tag": "",
    } | fields


@reporting
def test_a_bounce_is_known_by_our_own_token(sent: Delivery) -> None:
    assert tell("postmark", postmark(sent)) == 200

    row = MailReturn.objects.get()
    assert (row.kind, row.code, row.delivery_id) == ("hard", "5.1.1", sent.pk)
    assert "@" not in row.words
    assert Delivery.objects.get().status == "bounced"
    assert is_suppressed(sent.email)


@reporting
def test_a_bounce_is_known_by_our_message_id(sent: Delivery) -> None:
    assert tell("brevo", brevo(sent)) == 200

    assert MailReturn.objects.get().kind == "hard"


@reporting
def test_told_twice_it_is_one_row(sent: Delivery) -> None:
    for _time in range(2):
        tell("brevo", brevo(sent))

    assert MailReturn.objects.count() == 1


@reporting
def test_a_full_mailbox_is_not_dead_whatever_the_service_calls_it(sent: Delivery) -> None:
    tell("postmark", postmark(sent, Details="smtp;552 5.2.2 Mailbox full"))

    assert MailReturn.objects.get().kind == "soft"
    assert not is_suppressed(sent.email)


@reporting
def test_a_service_that_refuses_for_reasons_of_its_own_buries_nobody(sent: Delivery) -> None:
    tell("brevo", brevo(sent, event="blocked", reason="blocked : due to bounce"))

    assert MailReturn.objects.get().kind == "soft"


@reporting
def test_a_complaint_ends_mail_for_many(sent: Delivery) -> None:
    tell("brevo", brevo(sent, event="spam"))

    assert (MailReturn.objects.get().kind, Delivery.objects.get().status) == ("complaint", "complained")
    assert is_suppressed(sent.email)


@reporting
def test_a_delivery_settles_what_a_crash_has_left_in_doubt(sent: Delivery) -> None:
    Delivery.objects.update(status="unknown")

    tell("brevo", brevo(sent, event="delivered"))

    assert Delivery.objects.get().status == "sent"
    assert not MailReturn.objects.exists()


@reporting
@pytest.mark.parametrize("fields", [{"message-id": "<d1.other@localhost>"}, {"email": "anden@alpha.example"}])
def test_what_is_not_about_that_mail_changes_nothing(fields: dict[str, str], sent: Delivery) -> None:
    tell("brevo", brevo(sent, **fields))

    assert not MailReturn.objects.exists()


@reporting
def test_that_somebody_opened_a_mail_is_not_kept(sent: Delivery) -> None:
    tell("brevo", brevo(sent, event="opened"))

    assert not MailReturn.objects.exists()
    assert Delivery.objects.get().status == "sent"


@reporting
def test_without_the_secret_nobody_is_heard(sent: Delivery) -> None:
    assert tell("postmark", postmark(sent), secret="tjenesten:gættet") == 400
    assert not MailReturn.objects.exists()


def test_a_portal_without_a_service_has_no_such_address() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("anymail:postmark_tracking_webhook")
