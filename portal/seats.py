"""Who on a waiting list gets a seat: one rule, for theme days and for groups. It reads nothing and writes nothing."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """An organisation's part of the seats: so many are kept for it, and at most so many may it have (None: any)."""

    reserved: int = 0
    maximum: int | None = None


def grants[Key: Hashable, Owner: Hashable](
    capacity: int,
    seated: Mapping[Owner, int],
    waiting: Iterable[tuple[Key, Owner]],
    shares: Mapping[Owner, Share],
) -> list[Key]:
    """The keys of those who get a seat now, in the order of the queue.

    `seated` counts the seats in use for each owner, `waiting` is the queue, `shares` what binds at the moment: none is
    passed with a reserve after the release date. Somebody whose organisation is at its maximum is passed over; a seat
    that is kept for others is not given. More may be seated than there are seats, when their number was lowered: then
    nobody gets one.
    """
    taken = dict(seated)
    free = capacity - sum(taken.values())
    kept = {owner: max(0, share.reserved - taken.get(owner, 0)) for owner, share in shares.items()}
    given: list[Key] = []
    for key, owner in waiting:
        if free <= 0:
            break
        share = shares.get(owner, Share())
        if share.maximum is not None and taken.get(owner, 0) >= share.maximum:
            continue
        has_own = kept.get(owner, 0) > 0
        if not has_own and free - sum(kept.values()) <= 0:
            continue
        given.append(key)
        taken[owner] = taken.get(owner, 0) + 1
        free -= 1
        if has_own:
            kept[owner] -= 1
    return given
