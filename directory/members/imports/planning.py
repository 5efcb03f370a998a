"""From rows to what is to be written. The rules of the import stand here (see the package's docstring)."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from directory.members.imports.checking import Row
from directory.members.imports.report import Report, RowNote
from directory.members.imports.standing import COLUMNS, Known, Standing
from directory.members.imports.vocabulary import Vocabulary
from directory.members.models import Membership
from portal.models import Consent
from portal.spreadsheets.report import FieldChange, RowChange

State = Membership.State


@dataclass
class Planned:
    """What one row does. `fields`: name -> (before, after)."""

    row: Row
    known: Known | None
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    gives_consent: bool = False
    takes_consent: bool = False

    @property
    def approves(self) -> bool:
        """Whether somebody who waits becomes a member."""
        return self.known is not None and self.known.state == State.PENDING

    @property
    def makes_membership(self) -> bool:
        """Whether there was no membership, not even one that waits."""
        return self.known is None or self.known.membership_id is None

    @property
    def is_change(self) -> bool:
        """Whether anything is written."""
        return self.makes_membership or self.approves or bool(self.fields) or self.gives_consent or self.takes_consent


def make_plan(rows: list[Row], standing: Standing, vocabulary: Vocabulary, report: Report) -> list[Planned]:
    """What is to be written; everything worth saying goes into the report."""
    plan: list[Planned] = []
    met: dict[int, int] = {}
    for row in rows:
        known = standing.people.get(row.email)
        if reason := _stays_out(row, known, standing):
            report.staying_out.append(RowNote(row.number, reason))
        elif known and known.user_id in met:
            same = _("The person also stands in row %(row)d, with another address. Only that row counts.")
            report.duplicates.append(RowNote(row.number, same % {"row": met[known.user_id]}))
        else:
            if known:
                met[known.user_id] = row.number
            planned = _planned(row, known, standing, vocabulary, report)
            if planned.is_change:
                plan.append(planned)
                report.changes.append(_told(planned, vocabulary))
            else:
                report.unchanged += 1
    return plan


def _stays_out(row: Row, known: Known | None, standing: Standing) -> str:
    """Why this person is not brought back; "" when nothing is against it."""
    if known and known.state == State.REJECTED:
        return _("This person was declined. Approve them in the list of members if that has changed.")
    if known and (known.state == State.LEFT or not known.is_active):
        return _("This person has left, and is not brought back.")
    is_member = known is not None and known.state == State.APPROVED
    if not is_member and standing.has_left(row.email):
        return _("Somebody with this address has left, and is not brought back. They can register again themselves.")
    return ""


def _planned(row: Row, known: Known | None, standing: Standing, vocabulary: Vocabulary, report: Report) -> Planned:
    planned = Planned(row, known)
    for name, column in COLUMNS.items():
        value = getattr(row, column)
        after = list(value) if name == "subjects" else value
        before = known.values[name] if known else ([] if name == "subjects" else None)
        if not after or after == before:
            continue
        if known and not _is_the_imports(known, name):
            report.kept.append(RowNote(row.number, _kept(column, before, after, known, vocabulary)))
        else:
            planned.fields[name] = (before, after)
    _plan_newsletter(planned, report, is_suppressed=standing.is_suppressed(row.email))
    return planned


def _is_the_imports(known: Known, name: str) -> bool:
    """Whether the field is empty, or still says what an import wrote there last."""
    if name == "organisation" and known.own_workplace:
        return False
    current = known.values[name]
    return not current or (name in known.imported and known.imported[name] == current)


def _kept(column: str, before: Any, after: Any, known: Known, vocabulary: Vocabulary) -> str:
    there = readable(column, before, vocabulary) or known.own_workplace
    return _("%(name)s: %(column)s is “%(there)s”, not as the file “%(file)s”. It was not written by an import.") % {
        "name": known.name,
        "column": column,
        "there": there,
        "file": readable(column, after, vocabulary),
    }


def _plan_newsletter(planned: Planned, report: Report, *, is_suppressed: bool) -> None:
    row, known = planned.row, planned.known
    consents = known.consents if known else []
    held = next((consent for consent in consents if consent.withdrawn_at is None), None)
    if row.newsletter is None or row.newsletter is bool(held):
        return

    def say(sentence: str) -> None:
        report.kept.append(RowNote(row.number, sentence))

    if held:
        planned.takes_consent = held.source == Consent.Source.IMPORT
        if not planned.takes_consent:
            say(_("newsletter is no, but the member has said yes in the portal. The yes stays."))
    elif row.newsletter and consents:
        say(_("newsletter is yes, but the yes was taken back earlier. It stays a no."))
    elif row.newsletter and known and (known.has_logged_in or known.has_applied):
        say(_("newsletter is yes, but the member decides that on “Min side” and has not said yes. It stays a no."))
    elif row.newsletter and is_suppressed:
        say(_("newsletter is yes, but the address gets no newsletters (E-mails, suppressed addresses). It stays a no."))
    elif row.newsletter and not row.consent_basis:
        say(_("newsletter is yes without consent_basis. The person is imported without the newsletter."))
    else:
        planned.gives_consent = row.newsletter


def readable(column: str, value: Any, vocabulary: Vocabulary) -> str:
    """A value as people read it: ids by their names."""
    labels = vocabulary.labels.get(column, {})
    if isinstance(value, list):
        return ", ".join(labels.get(pk, "?") for pk in value)
    return labels.get(value, "?") if labels and value else str(value or "")


def _told(planned: Planned, vocabulary: Vocabulary) -> RowChange:
    row, known = planned.row, planned.known
    name = known.name if known else f"{row.first_name} {row.last_name}".strip() or row.email
    fields = [FieldChange("email", "", row.email)] if known is None else []
    if planned.makes_membership or planned.approves:
        before = str(State.PENDING.label) if planned.approves else ""
        fields.append(FieldChange(_("State"), before, str(State.APPROVED.label)))
    fields += [
        FieldChange(COLUMNS[name], *(readable(COLUMNS[name], value, vocabulary) for value in values))
        for name, values in planned.fields.items()
    ]
    if planned.gives_consent:
        fields.append(FieldChange("newsletter", _("no"), _("yes: %(basis)s") % {"basis": row.consent_basis}))
    if planned.takes_consent:
        fields.append(FieldChange("newsletter", _("yes"), _("no")))
    return RowChange(row.number, name, planned.makes_membership, tuple(fields))
