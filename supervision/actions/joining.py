"""Asking for a seat, and what the supervisor answers."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.contacts.shares import share_of
from directory.members.models import Membership
from portal import cpr
from portal.models import User
from supervision.actions.filling import end, fill_locked, locked
from supervision.actions.refusals import NotAMember, NotNow, NotOpen
from supervision.actions.telling import Teller
from supervision.models import Group, Seat, SupervisionRules

State = Seat.State


@transaction.atomic
def request_seat(group: Group, user: User, *, motivation: str, by: User, now: datetime) -> Seat:
    """Ask for a seat. Whoever has one, waits or has asked keeps that: asked twice, it is done once.

    Where the supervisor says yes or no, nobody waits before that; in a group that takes whoever asks, the person has a
    seat or a place in the queue at once. A full group can be asked too.

    Raises:
        ValidationError: something like a CPR number in the motivation, or it is too long.
        NotAMember: the person is not a member of the network.
        NotOpen: the group is paused or closed, or its page is not published.
    """
    _refuse_text(motivation, Seat.MOTIVATION)
    group = locked(group)
    known = Seat.objects.open().filter(group=group, user=user).first()
    if known is not None:
        return known
    if group.state != Group.State.OPEN or not group.page.live:
        raise NotOpen(_("The group takes no requests at the moment."))
    seat = _new_seat(group, user, motivation, now)
    teller = Teller(group, now)
    if group.mode == Group.Mode.DIRECT:
        _queue(seat, teller)
        if seat.state == State.ACTIVE:
            teller.came(seat)
    else:
        seat.save()
        teller.requested(seat)
    return seat


@transaction.atomic
def add_member(group: Group, user: User, *, by: User, now: datetime) -> Seat:
    """Put somebody into the group, or on its waiting list when it is full, without a request.

    Raises:
        NotAMember: the person is not a member of the network.
        NotOpen: the group is closed.
    """
    group = locked(group)
    known = Seat.objects.open().filter(group=group, user=user).first()
    if known is not None and known.state != State.REQUESTED:
        return known
    if group.state == Group.State.CLOSED:
        raise NotOpen(_("The group is closed."))
    seat = known or _new_seat(group, user, "", now)
    seat.group = group
    seat.decided_by, seat.decided_at, seat.queued_at = by, now, now
    log(group, "supervision.add_member", user=by)
    _queue(seat, Teller(group, now))
    return seat


@transaction.atomic
def accept(seat: Seat, *, by: User, now: datetime) -> Seat:
    """Say yes: a seat if there is one, otherwise a place on the waiting list, behind whoever got a yes before.

    Said twice, it is said once.

    Raises:
        NotNow: the person has taken the request back, or was declined meanwhile.
    """
    group = locked(seat.group)
    seat = Seat.objects.select_related("user").get(pk=seat.pk)
    if seat.state in (State.WAITING, State.ACTIVE):
        return seat
    if seat.state != State.REQUESTED:
        raise NotNow(_("The request is no longer there. Somebody has answered it, or it was taken back."))
    if group.state == Group.State.CLOSED:
        raise NotNow(_("The group is closed."))
    seat.group = group
    seat.decided_by, seat.decided_at, seat.queued_at = by, now, now
    log(group, "supervision.accept", user=by, data={"seat": seat.pk})
    _queue(seat, Teller(group, now))
    return seat


@transaction.atomic
def decline(seat: Seat, *, sentence: str, by: User, now: datetime) -> Seat:
    """Say no, with a sentence that the person reads. Somebody who waits can be declined too; a member is removed.

    Raises:
        ValidationError: something like a CPR number in the sentence, or it is too long.
        NotNow: somebody has answered it, or it was taken back.
    """
    _refuse_text(sentence, 300)
    group = locked(seat.group)
    seat = Seat.objects.select_related("user").get(pk=seat.pk)
    if seat.state == State.DECLINED:
        return seat
    if seat.state not in (State.REQUESTED, State.WAITING):
        raise NotNow(_("The request is no longer there. Somebody has answered it, or it was taken back."))
    seat.group = group
    seat.decided_by, seat.decided_at, seat.sentence = by, now, sentence
    seat.save(update_fields=["decided_by", "decided_at", "sentence"])
    teller = Teller(group, now)
    end(seat, teller, state=State.DECLINED, by=by)
    teller.declined(seat)
    log(group, "supervision.decline", user=by, data={"seat": seat.pk})
    return seat


def position_of(seat: Seat) -> int:
    """The person's number on the waiting list, from 1."""
    is_before = Q(queued_at__lt=seat.queued_at) | Q(queued_at=seat.queued_at, pk__lte=seat.pk)
    return Seat.objects.filter(is_before, group_id=seat.group_id).waiting().count()


def positions_in(groups: Iterable[int]) -> dict[int, int]:
    """The numbers of all who wait for the groups with these keys, by the seat's primary key. One query."""
    lengths: Counter[int] = Counter()
    positions: dict[int, int] = {}
    for pk, group in Seat.objects.filter(group__in=groups).waiting().values_list("pk", "group_id"):
        lengths[group] += 1
        positions[pk] = lengths[group]
    return positions


def _queue(seat: Seat, teller: Teller) -> None:
    """Behind those who wait, and on into the group when there is room; and the mail that says which."""
    seat.state = State.WAITING
    seat.save()
    admitted = {one.pk: one for one in fill_locked(teller.group, teller)}
    if seat.pk in admitted:
        seat.state, seat.starts_on = admitted[seat.pk].state, admitted[seat.pk].starts_on
    else:
        teller.waiting(seat, position_of(seat))


def _new_seat(group: Group, user: User, motivation: str, now: datetime) -> Seat:
    """A row with the person's profession and workplace as they are today.

    Raises:
        NotAMember: the person is not a member of the network.
    """
    memberships = Membership.objects.approved().select_related("organisation", "profession")
    membership = memberships.filter(user=user, user__is_active=True).first()
    if membership is None:
        raise NotAMember(_("Only members of the network can join a supervision group."))
    profession = membership.profession
    rules = SupervisionRules.load()
    return Seat(
        group=group,
        user=user,
        organisation=membership.organisation,
        workplace=membership.workplace,
        share=share_of(membership.organisation, timezone.localdate(now)),
        profession=profession.name if profession else "",
        is_psychologist=profession is not None and rules.psychologists.filter(pk=profession.pk).exists(),
        is_academic=profession is not None and rules.academics.filter(pk=profession.pk).exists(),
        state=State.REQUESTED,
        motivation=motivation,
        requested_at=now,
        queued_at=now,
    )


def _refuse_text(text: str, longest: int) -> None:
    cpr.refuse(text)
    if len(text) > longest:
        raise ValidationError(_("Write at most %(count)d characters.") % {"count": longest})
