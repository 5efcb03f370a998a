"""An import taken back, within 30 days: only what it changed, and only where nobody has changed it since."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from directory.contacts.imports.tables import hold_still, update_many
from directory.contacts.models import Person, Subject
from directory.members.imports.standing import COLUMNS, ON_USER, Known, read
from directory.members.imports.writing import HELD_STILL, log_members
from directory.members.models import ImportedChange, MemberImport, Membership, RoleGrant
from portal.models import Consent, ConsentText, User


class UndoError(Exception):
    """The import cannot be taken back. Its message is a sentence for the person who tried."""


@dataclass
class UndoReport:
    """How many were removed or restored, and what stays as it is: names with a sentence."""

    removed: int = 0
    restored: int = 0
    stays: list[tuple[str, str]] = field(default_factory=list)


def undo_import(member_import: MemberImport, *, by: User | None, now: datetime) -> UndoReport:
    """Take the import back as far as nobody has built on it, and say what stays.

    Raises:
        UndoError: when it has been taken back, or is more than 30 days old.
    """
    with transaction.atomic():
        hold_still((*HELD_STILL, MemberImport))
        member_import.refresh_from_db()
        if not member_import.can_be_undone(now):
            raise UndoError(_("This import has been undone already, or is more than 30 days old."))
        undo = _Undo(member_import)
        undo.plan()
        undo.write()
        log_members(undo.touched.items(), "members.import_undone", now=now, by=by)
        member_import.undone_at, member_import.undone_by = now, by
        member_import.save(update_fields=["undone_at", "undone_by"])
    return undo.report


class _Undo:
    """Plans each change back, then writes all of it."""

    def __init__(self, member_import: MemberImport) -> None:
        self.moment = member_import.imported_at
        self.changes = list(member_import.changes.all())
        ids = [change.user_id for change in self.changes]
        self.standing = {known.user_id: known for known in read(User.objects.filter(pk__in=ids)).people.values()}
        self.tied = {
            *RoleGrant.objects.filter(user__in=ids).values_list("user_id", flat=True),
            *Person.objects.filter(user__in=ids).values_list("user_id", flat=True),
        }
        self.report = UndoReport()
        self.gone_users: set[int] = set()
        self.gone_memberships: set[int] = set()
        self.names: dict[int, dict[str, Any]] = defaultdict(dict)  # of users, by id
        self.values: dict[int, dict[str, Any]] = defaultdict(dict)  # of memberships, by id
        self.subjects: dict[int, list[int]] = {}
        self.given: set[int] = set()  # consents to delete
        self.taken: set[int] = set()  # consents to put in force again
        self.touched: dict[int, str] = {}  # membership -> name

    def plan(self) -> None:
        """Decide about each member of the import. Who has left meanwhile stays out."""
        for change in self.changes:
            known = self.standing[change.user_id]
            if known.membership_id is None or known.state == Membership.State.LEFT:
                continue
            if not change.made_membership:
                self._restore(change, known, known.membership_id)
            elif reason := self._why_kept(change, known):
                self.report.stays.append((known.name, reason))
            else:
                self._remove(change, known, known.membership_id)

    def _why_kept(self, change: ImportedChange, known: Known) -> str:
        """Why a member that the import made is not removed."""
        if known.has_logged_in and change.made_user:
            return _("has logged in since, and stays a member.")
        if known.user_id in self.tied:
            return _("has a role or stands on a card, and stays a member.")
        if any(consent.pk not in self._given(change, known) for consent in known.consents):
            return _("has said yes or no to the newsletter since, and stays a member.")
        own = known.state != Membership.State.APPROVED or known.has_applied or bool(known.own_workplace)
        written = {name: after for name, (_before, after, _imported) in change.fields.items()}
        on_membership = [name for name in COLUMNS if change.made_user or name not in ON_USER]
        if own or any(known.values[name] and known.values[name] != written.get(name) for name in on_membership):
            return _("has been changed since, and stays a member.")
        return ""

    def _given(self, change: ImportedChange, known: Known) -> set[int]:
        """The consent that the import noted, when it is still as it was."""
        return {
            consent.pk
            for consent in known.consents
            if change.gave_consent
            and consent.source == Consent.Source.IMPORT
            and consent.given_at == self.moment
            and consent.withdrawn_at is None
        }

    def _remove(self, change: ImportedChange, known: Known, membership_id: int) -> None:
        self.report.removed += 1
        self.gone_memberships.add(membership_id)
        if change.made_user:
            self.gone_users.add(known.user_id)
            return
        self.given |= self._given(change, known)
        for name in ON_USER & change.fields.keys():
            before, after, _imported = change.fields[name]
            if known.values[name] == after:
                self.names[known.user_id][name] = before or ""

    def _restore(self, change: ImportedChange, known: Known, membership_id: int) -> None:
        """Each field that still says what the import wrote gets what stood there before."""
        imported = dict(known.imported)
        for name, (before, after, was_imported) in change.fields.items():
            if known.values[name] != after:
                said = _("%(column)s has been changed since, and stays.") % {"column": COLUMNS[name]}
                self.report.stays.append((known.name, said))
                continue
            imported.pop(name, None)
            if was_imported is not None:
                imported[name] = was_imported
            if name in ON_USER:
                self.names[known.user_id][name] = before or ""
            elif name == "subjects":
                self.subjects[membership_id] = before
            else:
                self.values[membership_id][name] = before
        if change.fields:
            self.values[membership_id]["imported"] = imported
        self.given |= self._given(change, known)
        if change.took_consent:
            self.taken |= {consent.pk for consent in known.consents if consent.withdrawn_at == self.moment}
        if change.approved:
            self.report.stays.append((known.name, _("was approved and has been told so, and stays a member.")))
        self.report.restored += 1
        self.touched[membership_id] = known.name

    def write(self) -> None:
        """Write it all."""
        update_many(User, self.names)
        update_many(Membership, self.values)
        link = Membership.subjects.through
        standing = set(Subject.objects.values_list("pk", flat=True))
        link.objects.filter(membership__in=self.subjects).delete()
        link.objects.bulk_create(
            [
                link(membership_id=pk, subject_id=subject)
                for pk, found in self.subjects.items()
                for subject in found
                if subject in standing
            ]
        )
        Consent.objects.filter(pk__in=self.given).delete()
        # Somebody may have said yes again since, and only one yes is in force.
        again = User.objects.filter(consents__withdrawn_at=None, consents__purpose=ConsentText.Purpose.NEWSLETTER)
        Consent.objects.filter(pk__in=self.taken).exclude(user__in=again).update(withdrawn_at=None)
        # The history names them; they are removed from there too.
        history = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Membership))
        history.filter(object_id__in=[str(pk) for pk in self.gone_memberships]).delete()
        Membership.objects.filter(pk__in=self.gone_memberships).delete()
        User.objects.filter(pk__in=self.gone_users).delete()
