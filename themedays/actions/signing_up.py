"""Signing up, and saying yes to a seat that is offered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.contacts.models import Organisation
from directory.members.models import Membership
from portal import cpr
from portal.models import User
from portal.moment import moment_text
from themedays.actions.filling import confirm, fill_locked, locked
from themedays.actions.refusals import OfferGone, PayerNeeded, Reason, SignUpClosed
from themedays.actions.rules import has_begun, why_closed
from themedays.actions.shares import participates, share_of
from themedays.actions.telling import Teller
from themedays.emails import contact_words
from themedays.models import Need, Payer, Registration, RegistrationNeed, SeatPool

State = Registration.State
Source = Registration.Source


@dataclass(frozen=True)
class PayerData:
    """Who pays, as the form has checked it."""

    kind: Payer.Kind
    name: str
    ean: str = ""
    reference: str = ""
    contact: str = ""
    cvr: str = ""
    address: str = ""
    email: str = ""


@dataclass(frozen=True)
class Workplace:
    """Where somebody works, among whose seats they count on the day, and whether the day is free for them."""

    user: User
    organisation: Organisation | None
    words: str
    share: Organisation | None
    is_free: bool


def sign_up(
    pool: SeatPool,
    user: User,
    *,
    by: User,
    now: datetime,
    organisation: Organisation | None = None,
    workplace: str = "",
    place: Workplace | None = None,
    source: Source = Source.SELF,
    payer: PayerData | None = None,
    needs: Iterable[Need] = (),
) -> Registration:
    """Give the person a seat, or a place on the waiting list, and tell them.

    Whoever has one keeps it: asked twice, it is done once. Without `organisation` and `workplace` the membership says
    where the person works; `place` is what `workplace_of` has just said of it. The coordinator may sign up before and
    after the others, and on the day itself: whoever stands at the door is there, whatever the number of seats, and is
    written nothing.

    Raises:
        SignUpClosed: nobody can sign up now.
        PayerNeeded: the workplace is not in the network, the day has a price, and nobody has said who pays.
        ValidationError: something like a CPR number in what was typed.
    """
    _refuse_cpr(workplace, payer)
    place = place or workplace_of(pool, user, organisation, workplace)
    with transaction.atomic():
        pool = locked(pool)
        earlier = list(Registration.objects.filter(pool=pool, user=user).select_related("user"))
        active = next((one for one in earlier if one.state != State.CANCELLED), None)
        if active is not None:
            active.pool = pool
            return active
        refuse_closed(pool, now, source)
        must_pay = pool.page.price > 0 and not place.is_free
        if must_pay and payer is None and source != Source.COORDINATOR:
            raise PayerNeeded(_("Your workplace is not in the network. Say who pays for the day."))
        registration = Registration.objects.create(
            pool=pool,
            user=user,
            organisation=place.organisation,
            workplace=place.words,
            share=place.share,
            state=State.WAITING,
            source=source,
            created_by=by,
            created_at=now,
            queued_at=now,
            sequence=next_sequence(earlier),
        )
        RegistrationNeed.objects.bulk_create(RegistrationNeed(registration=registration, need=need) for need in needs)
        if must_pay and payer is not None:
            _write_payer(registration, pool, payer, now)
        _seat(registration, pool, now)
    return registration


def _seat(registration: Registration, pool: SeatPool, now: datetime) -> None:
    """A seat if there is one, otherwise a number on the list; and the mail that says which."""
    if has_begun(pool, now):
        confirm(registration, pool, now)
        return
    teller = Teller(pool, now)
    fill_locked(pool, teller, new=registration)
    if registration.state == State.WAITING:
        teller.waiting(registration, position_of(registration))


def accept(registration: Registration, *, by: User, now: datetime) -> Registration:
    """Say yes to the seat that is offered. Said twice, it is said once.

    Raises:
        OfferGone: the answer comes too late, or nothing was offered.
    """
    with transaction.atomic():
        pool = locked(registration.pool)
        teller = Teller(pool, now)
        fill_locked(pool, teller)  # takes the offer back when its time is over
        row = Registration.objects.select_related("user").get(pk=registration.pk)
        row.pool = pool
        if row.state == State.OFFERED and not has_begun(pool, now) and pool.cancelled_at is None:
            confirm(row, pool, now)
            teller.confirmed(row)
    # Only now: an exception inside would undo what has become of the others.
    if row.state == State.CONFIRMED:
        return row
    if row.why == Registration.Why.EXPIRED:
        raise OfferGone(_("The seat has gone to the next on the waiting list. You can sign up again."))
    raise OfferGone(_("The seat is no longer kept for you."))


def position_of(registration: Registration) -> int:
    """The person's number on the waiting list, from 1."""
    is_before = Q(queued_at__lt=registration.queued_at) | Q(queued_at=registration.queued_at, pk__lte=registration.pk)
    return Registration.objects.filter(is_before, pool_id=registration.pool_id).waiting().count()


def set_needs(registration: Registration, needs: Iterable[Need]) -> None:
    """Write down what the person needs on the day, instead of what they said before."""
    with transaction.atomic():
        locked(registration.pool)
        RegistrationNeed.objects.filter(registration=registration).delete()
        if Registration.objects.active().filter(pk=registration.pk).exists():
            rows = (RegistrationNeed(registration=registration, need=need) for need in needs)
            RegistrationNeed.objects.bulk_create(rows)


def refuse_closed(pool: SeatPool, now: datetime, source: Source) -> None:
    """Raises `SignUpClosed` when nobody, or nobody but the coordinator, can sign up now."""
    reason = why_closed(pool, now)
    if reason is None or (source == Source.COORDINATOR and reason not in (Reason.CANCELLED, Reason.NO_SIGN_UP)):
        return
    raise SignUpClosed(reason, _closed_words(pool, reason))


def _closed_words(pool: SeatPool, reason: Reason) -> str:
    contact = contact_words(pool)
    if reason == Reason.CANCELLED:
        return _("This theme day is cancelled.")
    if reason == Reason.HELD:
        return _("This theme day has been held.")
    if reason == Reason.NO_SIGN_UP:
        return _("One cannot sign up for this theme day here.")
    if reason == Reason.NOT_YET and pool.opens_at is not None:
        return _("Sign-up opens %(moment)s.") % {"moment": moment_text(pool.opens_at)}
    if contact:
        return _("Sign-up has closed. Ask whether there is still a seat: %(contact)s.") % {"contact": contact}
    return _("Sign-up has closed.")


def workplace_of(pool: SeatPool, user: User, organisation: Organisation | None = None, words: str = "") -> Workplace:
    """Where the person works, as they say or else as their membership says, and what that means for this day."""
    if organisation is None and not words:
        membership = Membership.objects.filter(user=user).select_related("organisation").first()
        if membership is not None:
            organisation, words = membership.organisation, membership.workplace
    day = day_of(pool)
    is_free = pool.page.price == 0 or participates(organisation, day)
    return Workplace(user, organisation, words or str(organisation or ""), share_of(organisation, day), is_free)


def day_of(pool: SeatPool) -> date:
    """The date of the day in Copenhagen; long ago for one without a date, which nobody can sign up for."""
    starts = pool.page.starts_at
    return timezone.localdate(starts) if starts is not None else date.min


def next_sequence(earlier: Iterable[Registration]) -> int:
    """What the first calendar mail of a new row is numbered at least, after the earlier rows of the same person.

    A calendar has forgotten nothing: a lower number than the last cancellation's would be dropped.
    """
    return max((one.sequence + 1 for one in earlier if one.confirmed_at is not None), default=0)


def _write_payer(registration: Registration, pool: SeatPool, payer: PayerData, now: datetime) -> None:
    Payer.objects.create(
        registration=registration,
        price=pool.page.price,
        vat_text=pool.page.vat_text,
        created_at=now,
        kind=payer.kind,
        name=payer.name,
        ean=payer.ean,
        reference=payer.reference,
        contact=payer.contact,
        cvr=payer.cvr,
        address=payer.address,
        email=payer.email,
    )


def _refuse_cpr(workplace: str, payer: PayerData | None) -> None:
    typed = [workplace]
    if payer is not None:
        typed += [payer.name, payer.reference, payer.contact, payer.address]
    for text in typed:
        cpr.refuse(text)
