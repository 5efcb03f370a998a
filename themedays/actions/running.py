"""What the coordinator does with a day: its seats, its cancellation, a mail to its people, who was there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.contacts.models import Organisation
from portal import cpr
from portal.models import User
from portal.seats import Share
from themedays.actions.filling import end, fill_locked, locked
from themedays.actions.refusals import NotNow
from themedays.actions.shares import share_of
from themedays.actions.signing_up import day_of
from themedays.actions.telling import Teller
from themedays.calendar import place_of
from themedays.models import Attendance, DayMail, Registration, SeatAllocation, SeatPool, ThemeDayPage

State = Registration.State
Audience = DayMail.Audience
SEAT_FIELDS = ("capacity", "mode", "opens_at", "closes_at", "cancel_until", "release_at")


@dataclass(frozen=True)
class Changed:
    """What a change of the seats has led to: so many got a seat, or were asked."""

    promoted: int


def pool_of(page: ThemeDayPage, *, now: datetime) -> SeatPool:
    """The day's seats; made when it has none, without sign-up. A copy of a day gets its own."""
    return SeatPool.objects.get_or_create(page=page, defaults={"changed_at": now})[0]


@transaction.atomic
def change_seats(
    pool: SeatPool,
    *,
    by: User | None,
    now: datetime,
    shares: Mapping[Organisation, Share] | None = None,
    **values: Any,
) -> Changed:
    """Change `SEAT_FIELDS`, and give away what has become free. Nobody loses a seat when there are fewer.

    `shares` are what organisations have of the seats from now on; None leaves what they have. All of it holds before
    the first seat is given, so more seats that are meant for one organisation go to nobody else.

    Raises:
        ValidationError: values that do not fit together, an organisation that counts among another one's seats, or
            more seats kept than there are.
    """
    pool = locked(pool)
    before = {name: getattr(pool, name) for name in values}
    for name, value in values.items():
        if name not in SEAT_FIELDS:
            raise TypeError(f"{name} is no setting of the seats")
        setattr(pool, name, value)
    pool.full_clean()
    pool.save(update_fields=list(values))
    changed = {name: [str(before[name]), str(value)] for name, value in values.items() if before[name] != value}
    if shares is not None:
        _write_shares(pool, shares)
    log(pool, "themedays.change_seats", user=by, data={"changed": changed})
    return Changed(len(fill_locked(pool, Teller(pool, now))))


def _write_shares(pool: SeatPool, shares: Mapping[Organisation, Share]) -> None:
    _check_shares(pool, shares)
    SeatAllocation.objects.filter(pool=pool).delete()
    for organisation, share in shares.items():
        row = SeatAllocation(pool=pool, organisation=organisation, reserved=share.reserved, maximum=share.maximum)
        row.full_clean()
        row.save()


def _check_shares(pool: SeatPool, shares: Mapping[Organisation, Share]) -> None:
    day = day_of(pool)
    for organisation in shares:
        owner = share_of(organisation, day)
        if owner is not None and owner != organisation:
            raise ValidationError(
                _("%(organisation)s counts among the seats of %(owner)s. Choose that one.")
                % {"organisation": organisation, "owner": owner}
            )
    kept = sum(share.reserved for share in shares.values())
    if pool.capacity is not None and kept > pool.capacity:
        raise ValidationError(
            _("%(kept)s seats are kept, but there are only %(seats)s.") % {"kept": kept, "seats": pool.capacity}
        )


@transaction.atomic
def cancel_day(pool: SeatPool, *, note: str, by: User | None, now: datetime) -> int:
    """Cancel the day and tell everybody: those with a seat, those who are asked, those who wait. How many were told.

    The page and the calendars keep the day, as cancelled. Done twice, it is done once.

    Raises:
        ValidationError: something like a CPR number in the note.
        NotNow: the day has been held.
    """
    cpr.refuse(note)
    pool = locked(pool)
    if pool.cancelled_at is not None:
        return 0
    if pool.page.ends_at is not None and pool.page.ends_at <= now:
        raise NotNow(_("This theme day has been held."))
    pool.cancelled_at, pool.cancelled_note = now, note
    pool.sequence += 1
    pool.changed_at = now
    pool.save(update_fields=["cancelled_at", "cancelled_note", "sequence", "changed_at"])
    active = _everybody(pool)
    for registration in active:
        end(registration, pool, Registration.Why.DAY_CANCELLED, by=by.pk if by else None, now=now)
    Teller(pool, now).day_cancelled(active)
    log(pool, "themedays.cancel_day", user=by, data={"told": len(active)})
    return len(active)


@transaction.atomic
def move_day(pool: SeatPool, *, by: User | None, now: datetime) -> int:
    """Tell of another time or place than calendars and people know. How many were told; 0 when nothing is new.

    The first time, what is published is only noted down: nobody was told anything else.
    """
    pool = locked(pool)
    page = pool.page
    told = (pool.told_starts_at, pool.told_ends_at, pool.told_place)
    tells = (page.starts_at, page.ends_at, place_of(page))
    if told == tells or page.starts_at is None or page.ends_at is None:
        return 0
    is_first = pool.told_starts_at is None
    pool.told_starts_at, pool.told_ends_at, pool.told_place = tells
    pool.told_title = page.title
    pool.changed_at = now
    if not is_first:
        pool.sequence += 1
    pool.save(update_fields=[*("told_starts_at", "told_ends_at", "told_place", "told_title"), "changed_at", "sequence"])
    if is_first or pool.cancelled_at is not None or page.ends_at <= now:
        return 0
    active = _everybody(pool)
    seated = [one for one in active if one.state == State.CONFIRMED]
    for registration in seated:
        registration.sequence = max(pool.sequence, registration.sequence + 1)
    Registration.objects.bulk_update(seated, ["sequence"], batch_size=200)
    Teller(pool, now).moved(active, pool.sequence)
    log(pool, "themedays.move_day", user=by, data={"told": len(active)})
    return len(active)


def _everybody(pool: SeatPool) -> list[Registration]:
    """Everybody who comes, is asked or waits."""
    rows = Registration.objects.filter(pool=pool).active().exclude(user=None)
    return list(rows.select_related("user").order_by("pk"))


def audience_of(pool: SeatPool, audience: Audience) -> QuerySet[Registration]:
    """Those whom a mail to the audience goes to."""
    rows = Registration.objects.filter(pool=pool).exclude(user=None)
    if audience == Audience.WAITING:
        return rows.waiting()
    rows = rows.confirmed().order_by("pk")
    return rows.filter(attendance__isnull=False) if audience == Audience.ATTENDED else rows


@transaction.atomic
def write_to(
    pool: SeatPool, audience: Audience, subject: str, text: str, *, key: UUID, by: User | None, now: datetime
) -> DayMail:
    """Write to the people of a day, one mail to each. `key` is the form's own: sent twice, it goes once.

    Raises:
        ValidationError: something like a CPR number in the subject or the text.
    """
    cpr.refuse(subject)
    cpr.refuse(text)
    pool = locked(pool)
    sent = DayMail.objects.filter(key=key).first()
    if sent is not None:
        return sent
    rows = list(audience_of(pool, audience).select_related("user"))
    day_mail = DayMail.objects.create(
        pool=pool,
        key=key,
        audience=audience,
        subject=subject,
        text=text,
        recipients=len(rows),
        sent_by=by,
        sent_at=now,
    )
    Teller(pool, now).written(rows, day_mail)
    log(pool, "themedays.write_to", user=by, data={"audience": str(audience), "recipients": len(rows)})
    return day_mail


@transaction.atomic
def mark_attendance(registration: Registration, minutes: int | None, *, by: User | None, now: datetime) -> None:
    """Tick somebody off as present for so many minutes; None takes the tick off.

    Raises:
        NotNow: before the date of the day, or the person has no seat.
        ValidationError: no number of minutes that a day has.
    """
    pool = locked(registration.pool)
    row = Registration.objects.get(pk=registration.pk)
    if minutes is None:
        Attendance.objects.filter(registration=row).delete()
        return
    if not 0 < minutes <= 24 * 60:
        raise ValidationError(_("Write the minutes as a number from 1 to 1440."))
    if row.state != State.CONFIRMED:
        raise NotNow(_("Only somebody with a seat can be ticked off. Add the person first."))
    if timezone.localdate(now) < day_of(pool):
        raise NotNow(_("People can be ticked off from the morning of the day."))
    values = {"minutes": minutes, "marked_by": by, "marked_at": now}
    Attendance.objects.update_or_create(registration=row, defaults=values)
