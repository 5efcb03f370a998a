"""Lists of members as a coordinator would save them, and the import run on them."""

from datetime import UTC, date, datetime
from typing import Any

from directory.members.imports.actions import import_members
from directory.members.imports.report import Report
from directory.members.models import Membership
from portal.models import Consent
from tests.directory.contacts.sheets import csv_file

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def person(email: str = "mette@example.dk", **cells: Any) -> dict[str, Any]:
    return {"email": email} | cells


def run(*rows: dict[str, Any], **options: Any) -> Report:
    return run_bytes(csv_file(*rows), **options)


def run_bytes(data: bytes, **options: Any) -> Report:
    return import_members(data, **({"file_name": "liste.csv", "today": TODAY, "now": NOW} | options))


def member(email: str = "mette@example.dk") -> Membership:
    return Membership.objects.select_related("user", "profession", "organisation").get(user__email=email)


def says_yes(email: str = "mette@example.dk") -> bool:
    """Whether a yes to the newsletter is in force."""
    return Consent.objects.in_force().filter(user__email=email, purpose="newsletter").exists()
