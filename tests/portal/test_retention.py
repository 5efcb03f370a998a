"""`manage.py retention`: every rule once a night."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import CommandError, call_command

from directory.members.models import Membership
from portal.contributions import Forgotten, contributed
from tests.factories import make_membership

pytestmark = pytest.mark.django_db
BROKEN = f"{__name__}.broken"
PRIVACY = Path(settings.BASE_DIR) / "docs/privacy.md"


def broken(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """A rule with a fault, and a name in its words."""
    raise ValueError("Mette Holm")


def run(*options: str) -> str:
    out = StringIO()
    call_command("retention", *options, stdout=out)
    return out.getvalue()


def a_silent_member() -> Membership:
    now = datetime.now(UTC)
    return make_membership(at=now - timedelta(days=600), asked_at=now - timedelta(days=31))


def test_each_rule_says_what_it_did_and_the_second_run_finds_nothing() -> None:
    a_silent_member()

    first, second = run(), run()

    assert "members.silent-forgotten: took 1\n" in first
    assert "members.silent-forgotten: took 0\n" in second


def test_a_dry_run_says_so_and_does_nothing() -> None:
    membership = a_silent_member()

    told = run("--dry-run")

    membership.refresh_from_db()
    assert ("members.silent-forgotten: would take 1\n" in told, membership.state) == (True, "approved")


def test_a_rule_that_fails_stops_no_other_and_ends_the_command_with_an_error(
    settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.RETENTION_RULES = [BROKEN, *settings.RETENTION_RULES]
    membership = a_silent_member()

    with caplog.at_level(logging.ERROR), pytest.raises(CommandError, match="broken"):
        run()

    membership.refresh_from_db()
    assert membership.state == "left"
    assert BROKEN in caplog.text


def test_every_rule_stands_in_the_privacy_document(nu: datetime) -> None:
    told = PRIVACY.read_text()

    rules = [forgotten.rule for rule in contributed("RETENTION_RULES") for forgotten in rule(nu, True)]

    assert [rule for rule in rules if f"`{rule}`" not in told] == []
