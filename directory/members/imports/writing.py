"""Writes a plan, inside the transaction of `actions.import_members`."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from wagtail.models import ModelLogEntry

from directory.contacts.imports.tables import update_many
from directory.members import actions
from directory.members.imports.planning import Planned
from directory.members.imports.standing import ON_USER
from directory.members.models import Departure, ImportedChange, MemberImport, Membership
from portal.models import Consent, ConsentText, User

BATCH = 500
# What the plan relies on: nobody else writes there until it is written.
HELD_STILL: tuple[type[models.Model], ...] = (User, Membership, Membership.subjects.through, Departure, Consent)


def write(plan: list[Planned], member_import: MemberImport, *, now: datetime, by: User | None) -> None:
    """Write the people, their memberships and consents, the history, and what an undo needs."""
    member_import.save()
    users = _users(plan, now)
    made = _memberships(plan, users, now, by)
    _fields(plan, made)
    _subjects(plan, made)
    _newsletter(plan, users, now)
    for planned, membership_id in zip(plan, made, strict=True):
        if planned.approves:
            # Somebody waits for this answer and is told.
            actions.approve(Membership.objects.get(pk=membership_id), by=by, now=now)
    _remember(plan, users, member_import)
    _log(plan, users, made, member_import, by)


def _users(plan: list[Planned], now: datetime) -> list[int]:
    """The user of each planned row; those nobody knew are made, without a password."""
    new = [
        User(
            email=planned.row.email,
            first_name=planned.row.first_name,
            last_name=planned.row.last_name,
            password=make_password(None),
            date_joined=now,
        )
        for planned in plan
        if planned.known is None
    ]
    ids = iter([user.pk for user in User.objects.bulk_create(new, batch_size=BATCH)])
    return [planned.known.user_id if planned.known else next(ids) for planned in plan]


def _memberships(plan: list[Planned], users: list[int], now: datetime, by: User | None) -> list[int]:
    """The membership of each planned row; new ones are approved at once: the list is the approval."""
    new = [
        Membership(
            user_id=user_id,
            state=Membership.State.APPROVED,
            created_at=_registered(planned, now),
            decided_at=now,
            decided_by=by,
            active_at=now,
        )
        for planned, user_id in zip(plan, users, strict=True)
        if planned.makes_membership
    ]
    ids = iter([membership.pk for membership in Membership.objects.bulk_create(new, batch_size=BATCH)])
    return [
        next(ids) if planned.makes_membership or not planned.known else planned.known.membership_id or 0
        for planned in plan
    ]


def _registered(planned: Planned, now: datetime) -> datetime:
    day = planned.row.registered_on
    return timezone.make_aware(datetime.combine(day, time(12))) if day else now


def _fields(plan: list[Planned], memberships: list[int]) -> None:
    on_users: dict[int, dict[str, Any]] = defaultdict(dict)
    on_memberships: dict[int, dict[str, Any]] = defaultdict(dict)
    for planned, membership_id in zip(plan, memberships, strict=True):
        if not planned.fields:
            continue
        values = {name: after for name, (_before, after) in planned.fields.items()}
        imported = (planned.known.imported if planned.known else {}) | values
        values.pop("subjects", None)
        on_memberships[membership_id] = {"imported": imported}
        for name, value in values.items():
            if name not in ON_USER:
                on_memberships[membership_id][name] = value
            elif planned.known:
                on_users[planned.known.user_id][name] = value
    update_many(User, on_users)
    update_many(Membership, on_memberships)


def _subjects(plan: list[Planned], memberships: list[int]) -> None:
    link = Membership.subjects.through
    wanted = {
        membership_id: planned.fields["subjects"][1]
        for planned, membership_id in zip(plan, memberships, strict=True)
        if "subjects" in planned.fields
    }
    link.objects.filter(membership__in=wanted).delete()
    link.objects.bulk_create(
        [link(membership_id=pk, subject_id=subject) for pk, subjects in wanted.items() for subject in subjects],
        batch_size=BATCH,
    )


def _newsletter(plan: list[Planned], users: list[int], now: datetime) -> None:
    newsletter = ConsentText.Purpose.NEWSLETTER
    both = list(zip(plan, users, strict=True))
    if given := [(planned.row.consent_basis, user_id) for planned, user_id in both if planned.gives_consent]:
        text = ConsentText.objects.filter(purpose=newsletter).latest("version")
        Consent.objects.bulk_create(
            [
                Consent(
                    user_id=user_id,
                    text=text,
                    purpose=newsletter,
                    source=Consent.Source.IMPORT,
                    basis=basis,
                    given_at=now,
                )
                for basis, user_id in given
            ],
            batch_size=BATCH,
        )
    taken = [user_id for planned, user_id in both if planned.takes_consent]
    Consent.objects.in_force().filter(purpose=newsletter, user__in=taken).update(withdrawn_at=now)


def _remember(plan: list[Planned], users: list[int], member_import: MemberImport) -> None:
    """What an undo needs."""
    ImportedChange.objects.bulk_create(
        [
            ImportedChange(
                member_import=member_import,
                user_id=user_id,
                made_user=planned.known is None,
                made_membership=planned.makes_membership,
                gave_consent=planned.gives_consent,
                took_consent=planned.takes_consent,
                approved=planned.approves,
                fields={
                    name: [before, after, planned.known.imported.get(name) if planned.known else None]
                    for name, (before, after) in planned.fields.items()
                },
            )
            for planned, user_id in zip(plan, users, strict=True)
        ],
        batch_size=BATCH,
    )


def _log(
    plan: list[Planned], users: list[int], memberships: list[int], member_import: MemberImport, by: User | None
) -> None:
    """One line in the history of everybody made or changed, all under one id."""
    labels = {user.pk: str(user) for user in User.objects.filter(pk__in=users)}
    log_members(
        ((pk, labels[user_id]) for pk, user_id in zip(memberships, users, strict=True)),
        "members.import",
        now=member_import.imported_at,
        by=by,
    )


def log_members(members: Iterable[tuple[int, str]], action: str, *, now: datetime, by: User | None) -> None:
    """The same line in the history of many memberships, given by id and name."""
    together = uuid.uuid4()
    kind = ContentType.objects.get_for_model(Membership, for_concrete_model=False)
    ModelLogEntry.objects.bulk_create(
        [
            ModelLogEntry(
                content_type=kind, object_id=str(pk), label=label, action=action, timestamp=now, uuid=together,
                user=by, content_changed=True,
            )
            for pk, label in members
        ],
        batch_size=BATCH,
    )  # fmt: skip
