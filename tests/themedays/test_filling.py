"""Who gets a free seat: by example, and whatever happens in whatever order."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.contacts.models import Organisation
from portal.mail.models import Delivery
from portal.models import User
from portal.seats import Share, grants
from tests.factories import make_membership, make_municipality, make_user
from tests.themedays.factories import SIGNED_UP, STARTS, make_allocation, make_registration, make_theme_day
from themedays.actions import (
    OfferGone,
    SignUpClosed,
    SwapRefused,
    accept,
    cancel,
    change_seats,
    fill,
    reserves_bind,
    sign_up,
    swap,
)
from themedays.models import Registration, SeatPool

HOUR = timedelta(hours=1)
State = Registration.State
OWNERS = ("Hillerød", "Egedal", "Furesø", None)


# --- The rule alone --------------------------------------------------------------------------------------------------

numbers = st.integers(0, 4)
shares_of_owners = st.dictionaries(
    st.sampled_from(OWNERS[:3]),
    st.builds(
        lambda reserved, more: Share(reserved, None if more is None else reserved + more), numbers, st.none() | numbers
    ),
)
seated_of_owners = st.dictionaries(st.sampled_from(OWNERS), numbers)
queues = st.lists(st.sampled_from(OWNERS), max_size=12).map(lambda owners: list(enumerate(owners)))


def could_have_a_seat(
    owner: str | None, capacity: int, seated: Counter[str | None], shares: dict[str | None, Share]
) -> bool:
    """Said once more in other words: there is room, under the owner's maximum, and it is not kept for somebody else."""
    share = shares.get(owner, Share())
    if seated.total() >= capacity or (share.maximum is not None and seated[owner] >= share.maximum):
        return False
    kept_for_others = sum(max(0, other.reserved - seated[name]) for name, other in shares.items() if name != owner)
    return seated[owner] < share.reserved or seated.total() + kept_for_others < capacity


@given(st.integers(0, 12), seated_of_owners, queues, shares_of_owners)
def test_no_seat_too_many_and_none_left_that_somebody_could_have(
    capacity: int, before: dict[str | None, int], queue: list[tuple[int, str | None]], shares: dict[str | None, Share]
) -> None:
    given_to = grants(capacity, before, queue, shares)

    owners = dict(queue)
    seated = Counter(before) + Counter(owners[key] for key in given_to)
    assert seated.total() <= max(capacity, sum(before.values()))
    for owner, share in shares.items():
        if share.maximum is not None:
            assert seated[owner] <= max(share.maximum, before.get(owner, 0))
    left = [owner for key, owner in queue if key not in given_to]
    assert not [owner for owner in left if could_have_a_seat(owner, capacity, seated, shares)]
    assert grants(capacity, seated, [(key, owner) for key, owner in queue if key not in given_to], shares) == []
    for owner in OWNERS:  # among equals the first comes first
        same = [key for key, other in queue if other == owner]
        assert [key for key in same if key in given_to] == same[: len([key for key in same if key in given_to])]


# --- By example ------------------------------------------------------------------------------------------------------


@pytest.fixture
def hilleroed(db: None) -> Organisation:
    return make_municipality("Hillerød")


def waiting(pool: SeatPool, share: Organisation | None = None, at: datetime = SIGNED_UP) -> Registration:
    return make_registration(pool, make_user(), "waiting", at=at, organisation=share)


def states(*rows: Registration) -> list[str]:
    return [Registration.objects.get(pk=row.pk).state for row in rows]


def test_a_kept_seat_waits_for_its_organisation(hilleroed: Organisation) -> None:
    pool = make_theme_day(capacity=1).pool
    make_allocation(pool, hilleroed, reserved=1)
    other, own = waiting(pool), waiting(pool, hilleroed)

    fill(pool, SIGNED_UP)

    assert states(other, own) == ["waiting", "confirmed"]


def test_after_the_release_it_goes_to_whoever_is_first(hilleroed: Organisation) -> None:
    pool = make_theme_day(capacity=1, pool={"release_at": SIGNED_UP + HOUR}).pool
    make_allocation(pool, hilleroed, reserved=1)
    other, own = waiting(pool), waiting(pool, hilleroed)

    fill(pool, SIGNED_UP + HOUR)

    assert states(other, own) == ["confirmed", "waiting"]


def test_a_maximum_holds_after_the_release_too(hilleroed: Organisation) -> None:
    pool = make_theme_day(capacity=2, pool={"release_at": SIGNED_UP}).pool
    make_allocation(pool, hilleroed, maximum=1)
    first, second, other = waiting(pool, hilleroed), waiting(pool, hilleroed), waiting(pool)

    fill(pool, SIGNED_UP)

    assert states(first, second, other) == ["confirmed", "waiting", "confirmed"]


@pytest.mark.django_db
def test_without_a_number_of_seats_nobody_gets_one() -> None:
    pool = make_theme_day(capacity=None).pool
    row = waiting(pool)

    assert fill(pool, SIGNED_UP) == []
    assert states(row) == ["waiting"]


@pytest.mark.django_db
def test_an_offer_that_ends_with_the_day_under_way_is_told_to_nobody() -> None:
    pool = make_theme_day().pool
    row = make_registration(pool, state="offered", offered_until=STARTS)

    fill(pool, STARTS + HOUR)

    assert states(row) == ["cancelled"]
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_where_no_seat_is_free_the_waiting_list_is_not_read(django_assert_num_queries: Any) -> None:
    pool = make_theme_day(capacity=1).pool
    make_registration(pool)
    waiting(pool)

    with django_assert_num_queries(4):  # the savepoint's two, the lock, the count
        fill(pool, SIGNED_UP)


# --- Whatever happens ------------------------------------------------------------------------------------------------

people = st.integers(0, 9)
steps = st.one_of(
    st.tuples(st.just("sign_up"), people),
    st.tuples(st.just("sign_up"), people),
    st.tuples(st.just("cancel"), people),
    st.tuples(st.just("accept"), people),
    st.tuples(st.just("swap"), people, people),
    st.tuples(st.just("capacity"), st.integers(0, 6)),
    st.tuples(st.just("mode"), st.sampled_from(SeatPool.Mode)),
    st.tuples(st.just("shares"), shares_of_owners),
    st.tuples(st.just("later"), st.sampled_from([HOUR, timedelta(days=3)])),
)


class Walk:
    """Takes the steps one by one, and looks after each."""

    def __init__(self) -> None:
        self.now = SIGNED_UP
        self.pool = make_theme_day(
            starts=STARTS + timedelta(days=90), capacity=4, pool={"release_at": SIGNED_UP + timedelta(days=5)}
        ).pool
        self.owners = {name: make_municipality(name) if name else None for name in OWNERS}
        self.people = [self._person(number) for number in range(10)]

    def _person(self, number: int) -> User:
        owner = self.owners[OWNERS[number % len(OWNERS)]]
        return make_membership(make_user(), organisation=owner).user if owner else make_user()

    def active(self, user: User) -> Registration | None:
        return Registration.objects.active().filter(pool=self.pool, user=user).first()

    def take(self, what: str, *values: Any) -> None:
        getattr(self, what)(*values)
        self.now += timedelta(minutes=1)

    def sign_up(self, number: int) -> None:
        user = self.people[number]
        try:
            first = sign_up(self.pool, user, by=user, now=self.now)
        except SignUpClosed:
            return
        mails = Delivery.objects.count()
        assert sign_up(self.pool, user, by=user, now=self.now) == first
        assert Delivery.objects.count() == mails

    def cancel(self, number: int) -> None:
        if row := self.active(self.people[number]):
            cancel(row, by=row.user, now=self.now)
            cancel(row, by=row.user, now=self.now)

    def accept(self, number: int) -> None:
        row = self.active(self.people[number])
        if row and row.state == State.OFFERED and row.user:
            try:
                accept(row, by=row.user, now=self.now)
            except OfferGone:
                assert row.offered_until is not None
                assert row.offered_until <= self.now

    def swap(self, number: int, other: int) -> None:
        row = self.active(self.people[number])
        if row and row.user:
            try:
                swap(row, self.people[other], by=row.user, now=self.now)
            except SwapRefused:
                return

    def capacity(self, seats: int) -> None:
        change_seats(self.pool, by=None, now=self.now, capacity=seats)

    def mode(self, mode: str) -> None:
        change_seats(self.pool, by=None, now=self.now, mode=mode)

    def shares(self, shares: dict[str, Share]) -> None:
        rows = {self.owners[name]: share for name, share in shares.items()}
        capacity = SeatPool.objects.get(pk=self.pool.pk).capacity or 0
        if sum(share.reserved for share in rows.values()) <= capacity:
            change_seats(self.pool, by=None, now=self.now, shares=rows)  # type: ignore[arg-type]

    def later(self, time: timedelta) -> None:
        self.now += time
        fill(self.pool, self.now)


class Sight:
    """What a look at the rows shows."""

    def __init__(self, walk: Walk) -> None:
        pool = SeatPool.objects.get(pk=walk.pool.pk)
        binds = reserves_bind(pool, walk.now)
        self.rows = list(Registration.objects.filter(pool=pool).order_by("queued_at", "pk"))
        self.capacity = pool.capacity or 0
        self.seated = Counter(row.share_id for row in self.rows if row.state in Registration.SEATED)
        self.waiting = [row for row in self.rows if row.state == State.WAITING]
        self.shares = {
            row.organisation_id: Share(row.reserved if binds else 0, row.maximum) for row in pool.allocations.all()
        }


def look(before: Sight, after: Sight, step: str) -> None:
    """No seat too many, no maximum broken, nobody passed over who could have had a seat, nobody twice."""
    assert after.seated.total() <= max(after.capacity, before.seated.total())
    for owner, share in after.shares.items():
        if share.maximum is not None:
            assert after.seated[owner] <= max(share.maximum, before.seated[owner])
    assert not [
        row
        for row in after.waiting
        if could_have_a_seat(row.share_id, after.capacity, after.seated, after.shares)  # type: ignore[arg-type]
    ]
    active = [row.user_id for row in after.rows if row.state != State.CANCELLED]
    assert len(active) == len(set(active))
    if step != "swap":
        still_waiting = {row.pk for row in after.waiting}
        earlier = [row for row in before.waiting if row.pk in still_waiting]
        risen = [row for row in before.waiting if row.pk not in still_waiting and row.pk in _seated(after)]
        for row in risen:
            assert not [one for one in earlier if one.share_id == row.share_id and one.queued_at < row.queued_at]


def _seated(sight: Sight) -> set[int]:
    return {row.pk for row in sight.rows if row.state in Registration.SEATED}


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=5, max_size=25))
def test_whatever_happens_nobody_is_one_too_many_and_nobody_is_forgotten(path: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        walk = Walk()
        for what, *values in path:
            before = Sight(walk)
            walk.take(what, *values)
            fill_later = fill(walk.pool, walk.now)
            assert fill_later == [] or what == "later"
            look(before, Sight(walk), what)
        transaction.set_rollback(True)
