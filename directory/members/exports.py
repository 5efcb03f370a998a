"""The list taken out of the portal. Who did it, when, which and how many is always kept."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.contacts.channels import display_number
from directory.members.models import MemberExport, Membership
from portal import cpr
from portal.models import Consent, ConsentText, User
from portal.spreadsheets import danish_csv, workbook

# The columns that the import reads, in the same order, so that a list may go out and come back; then the state.
COLUMNS = (
    "email", "first_name", "last_name", "profession", "organisation", "role", "subjects", "phone", "newsletter",
    "consent_basis", "registered_on", "state",
)  # fmt: skip


def table(members: QuerySet[Membership]) -> Iterator[list[str]]:
    """The header and a row for each member, every cell a text."""
    bases = _bases()
    yield list(COLUMNS)
    for member in members.select_related("user", "profession", "organisation").prefetch_related("subjects"):
        number, _ext, extension = member.phone.partition(";ext=")
        yield [
            member.user.email,
            member.user.first_name,
            member.user.last_name,
            str(member.profession or ""),
            member.workplace,
            member.title,
            "|".join(subject.name for subject in member.subjects.all()),
            display_number(number, extension) if number else "",
            _("yes") if member.user_id in bases else _("no"),
            bases.get(member.user_id, ""),
            date_format(timezone.localtime(member.created_at), "j.n.Y"),
            str(member.get_state_display()),
        ]


def _bases() -> dict[int, str]:
    """Who has said yes to the newsletter, and where the yes comes from."""
    yes = Consent.objects.in_force().filter(purpose=ConsentText.Purpose.NEWSLETTER)
    return {consent.user_id: consent.basis or str(consent.get_source_display()) for consent in yes}


@transaction.atomic
def export(members: QuerySet[Membership], kind: str, *, selection: str, by: User, now: datetime) -> bytes:
    """The list as a file of the kind ("xlsx" or "csv"), and a line about it in the log of exports."""
    rows = list(table(members))
    note(kind, selection, len(rows) - 1, by, now)
    return danish_csv(rows) if kind == MemberExport.Kind.CSV else workbook(rows, title=_("Members"))


@transaction.atomic
def mail_addresses(members: QuerySet[Membership], *, selection: str, by: User, now: datetime) -> list[str]:
    """The addresses of those among them who are members, for a mail; noted in the log of exports."""
    chosen = members.filter(state=Membership.State.APPROVED, user__is_active=True)
    addresses = list(dict.fromkeys(chosen.values_list("user__email", flat=True)))
    note(MemberExport.Kind.MAIL, selection, len(addresses), by, now)
    return addresses


def note(kind: str, selection: str, count: int, by: User, now: datetime) -> None:
    """Write into the log of exports that somebody has taken so many people out, and which."""
    words = cpr.strip(selection)[0][:500]
    MemberExport.objects.create(exported_by=by, exported_at=now, kind=kind, selection=words, count=count)
