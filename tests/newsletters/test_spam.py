"""What SpamAssassin says of an issue as it leaves: the whole message, with the headers that the post office makes."""

import os
import re
import shutil
import subprocess
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import format_datetime

import pytest
from django.utils import timezone

from newsletters.links import list_headers
from newsletters.rendering import render
from portal.mail.building import sender
from portal.mail.skeleton import Skeleton
from tests.newsletters.factories import NOW
from tests.newsletters.test_blocks import issue_with_all

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SPAMASSASSIN = shutil.which("spamassassin")
GOAL = 1.0
# There is HTML; the first line of the inbox is hidden in it, as in every newsletter; and this one has an image.
HARMLESS = {"HTML_MESSAGE", "HTML_FONT_LOW_CONTRAST", "HTML_IMAGE_RATIO_06", "HTML_IMAGE_RATIO_08"}


def message(at: datetime = NOW) -> bytes:
    """The message with every kind of block, as one subscriber gets it."""
    rendered = render(issue_with_all())
    skeleton = Skeleton(
        subject="Nyt om temadage i foråret",
        sender=sender(),
        text=rendered.text,
        html=rendered.html,
        headers={"Auto-Submitted": "auto-generated"} | list_headers(),
    )
    return skeleton.fill(
        to="bo@example.dk",
        token="a1b2c3d4e5f6g7h8i9j0",
        message_id="<d1.newsletter@example.dk>",
        date=format_datetime(at),
    )


@pytest.fixture
def report() -> str:
    """SpamAssassin's report, by its own rules alone: it asks nobody about senders that do not exist."""
    if SPAMASSASSIN is None:
        if os.environ.get("CI"):
            pytest.fail("no SpamAssassin: .ci/run installs it")
        pytest.skip("no SpamAssassin: install the Debian package spamassassin")
    done = subprocess.run(
        [SPAMASSASSIN, "-L", "-t"], input=message(timezone.now()), capture_output=True, check=True, timeout=300
    )
    return done.stdout.decode("utf-8", "replace")


def test_the_score_is_far_from_spam(report: str) -> None:
    found = re.search(r"^X-Spam-Status: .*?score=(-?[\d.]+)", report, re.MULTILINE)
    assert found is not None, report
    print(f"SpamAssassin: {found[1]}")  # noqa: T201 - a figure to read

    assert float(found[1]) < GOAL, report


def test_no_rule_about_the_building_of_the_message_is_broken(report: str) -> None:
    rules = re.findall(r"^ {0,2}-?[\d.]+ (\w+)", report.partition("Content analysis details")[2], re.MULTILINE)

    assert {rule for rule in rules if rule.startswith(("MIME_", "HTML_", "MPART_"))} <= HARMLESS


def test_the_message_is_without_defects_and_its_list_headers_are_one_line_of_ascii() -> None:
    parsed = message_from_bytes(message(), policy=policy.SMTP)

    assert [part.defects for part in parsed.walk() if part.defects] == []
    for name in ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"):
        assert "=?" not in str(parsed[name])
