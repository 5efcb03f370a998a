"""Giving a seat back, and letting a colleague have it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.models import User
from portal.moment import moment_text
from portal.seats import grants
from themedays.actions.filling import confirm, end, fill_locked, locked, seated_by_share, shares_in_force
from themedays.actions.refusals import CancelTooLate, NotNow, SwapRefused
from themedays.actions.rules import has_begun, may_cancel
from themedays.actions.signing_up import Workplace, next_sequence, workplace_of
from themedays.actions.telling import Teller
from themedays.emails import contact_words
from themedays.models import Attendance, Payer, Registration, SeatPool

State = Registration.State
Why = Registration.Why


@transaction.atomic
def cancel(registration: Registration, *, by: User | None, why: Why = Why.SELF, now: datetime) -> Registration:
    """End a registration, tell the person, and give the seat to whoever waits. Done twice, it is done once.

    The person may until the day's deadline, and from the waiting list until the day begins; for any other reason it is
    always done. Whoever has left the network is written nothing.

    Raises:
        CancelTooLate: the person asks after the deadline.
        NotNow: the person has been ticked off as present.
    """
    pool = locked(registration.pool)
    row = Registration.objects.select_related("user").get(pk=registration.pk)
    row.pool = pool
    if row.state == State.CANCELLED:
        return row
    if Attendance.objects.filter(registration=row).exists():
        raise NotNow(_("The person was there. Take the tick off first."))
    if why == Why.SELF:
        _refuse_late(row, pool, now)
    end(row, pool, why, by=by.pk if by else None, now=now)
    teller = Teller(pool, now)
    if why != Why.LEFT and not has_begun(pool, now):
        teller.cancelled(row)
    if why == Why.REMOVED:
        # The day's own history: whose place it was is told by the row, for as long as it may be known.
        log(pool, "themedays.remove", user=by, data={"registration": row.pk})
    fill_locked(pool, teller)
    return row


def _refuse_late(row: Registration, pool: SeatPool, now: datetime) -> None:
    is_seated = row.state == State.CONFIRMED
    if may_cancel(pool, now, row.confirmed_at) if is_seated else not has_begun(pool, now):
        return
    contact = contact_words(pool)
    if has_begun(pool, now) or pool.cancel_until is None:
        raise CancelTooLate(
            _("The day has begun, so it can no longer be cancelled here. Tell %(contact)s.") % {"contact": contact}
        )
    raise CancelTooLate(
        _("It could be cancelled here until %(moment)s. Let a colleague have the seat, or tell %(contact)s.")
        % {"moment": moment_text(pool.cancel_until), "contact": contact}
    )


@transaction.atomic
def swap(registration: Registration, colleague: User, *, by: User, now: datetime) -> Registration:
    """Let a colleague have exactly this seat, also after the deadline for cancelling. Done twice, it is done once.

    A colleague who counts among the same organisation's seats always can. Somebody else's colleague can when nobody is
    passed over by it: when nobody waits, and the seats of their own organisation allow it.

    Raises:
        SwapRefused: with a sentence that says why.
    """
    place = workplace_of(registration.pool, colleague)
    pool = locked(registration.pool)
    row = Registration.objects.select_related("user").get(pk=registration.pk)
    row.pool = pool
    theirs = list(Registration.objects.filter(pool=pool, user=colleague).select_related("user"))
    active = next((one for one in theirs if one.state != State.CANCELLED), None)
    if row.state == State.CANCELLED and row.why == Why.SWAPPED and active is not None:
        return active
    _refuse_swap(row, active, place, pool, now)
    end(row, pool, Why.SWAPPED, by=by.pk, now=now)
    heir = active or _heir(row, colleague, place, by=by, now=now, sequence=next_sequence(theirs))
    heir.pool = pool
    confirm(heir, pool, now)
    if not place.is_free and not Payer.objects.filter(registration=heir).exists():
        Payer.objects.filter(registration=row).update(registration=heir)
    teller = Teller(pool, now)
    teller.cancelled(row)
    teller.confirmed(heir)
    log(pool, "themedays.swap", user=by, data={"registration": row.pk, "colleague": heir.pk})
    fill_locked(pool, teller)
    return heir


def _heir(
    row: Registration, colleague: User, place: Workplace, *, by: User, now: datetime, sequence: int
) -> Registration:
    return Registration.objects.create(
        pool=row.pool,
        user=colleague,
        organisation=place.organisation,
        workplace=place.words,
        share=place.share,
        source=Registration.Source.COLLEAGUE,
        created_by=by,
        created_at=now,
        queued_at=row.queued_at,
        sequence=sequence,
    )


def _refuse_swap(
    row: Registration, active: Registration | None, place: Workplace, pool: SeatPool, now: datetime
) -> None:
    if row.state != State.CONFIRMED or pool.cancelled_at is not None or has_begun(pool, now):
        raise SwapRefused(_("There is no seat to give away any more."))
    if active is not None and active.state != State.WAITING:
        raise SwapRefused(_("Your colleague has a seat already. Give yours back, so that somebody else can have it."))
    if not place.is_free and not Payer.objects.filter(registration=row).exists():
        raise SwapRefused(
            _("Your colleague's workplace is not in the network, and the day has a price. Let them sign up.")
        )
    share = place.share.pk if place.share else None
    if share == row.share_id:
        return
    if Registration.objects.filter(pool=pool).waiting().exclude(user=place.user).exists():
        raise SwapRefused(
            _("Others are waiting for a seat, so only somebody from your own organisation can have yours.")
        )
    seated = seated_by_share(pool)
    seated[row.share_id] -= 1
    if not grants(pool.capacity or 0, seated, [(0, share)], shares_in_force(pool, now)):
        raise SwapRefused(_("There is no seat for your colleague's organisation."))
