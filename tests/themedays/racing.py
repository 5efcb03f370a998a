"""Run as a program by `test_races`: many at once want seats, each on a thread and a connection of its own.

    python -m tests.themedays.racing sign_up careful < {"pool": 1, "users": [1, 2]}

Everybody counts the seats 20 ms before they write, so that a race that can be lost is lost. `careless` takes the lock
away, and SQLite's IMMEDIATE with it. Prints what stands in the database afterwards.
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable

import django
from django.conf import settings

if sys.argv[2] == "careless":
    settings.DATABASES["default"]["OPTIONS"] = {
        name: value
        for name, value in settings.DATABASES["default"].get("OPTIONS", {}).items()
        if name != "transaction_mode"
    }
django.setup()

from django.db import Error, close_old_connections, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from portal.mail.models import Delivery  # noqa: E402
from portal.models import User  # noqa: E402
from portal.seats import grants  # noqa: E402
from themedays.actions import CancelTooLate, cancel, change_seats, filling, sign_up  # noqa: E402
from themedays.models import Registration, SeatPool  # noqa: E402
from themedays.models.seats import SeatPoolQuerySet  # noqa: E402

WINDOW = 0.02
type Do = Callable[[SeatPool, User, random.Random], None]


def join(pool: SeatPool, user: User, _chance: random.Random) -> None:
    sign_up(pool, user, by=user, now=timezone.now())


def leave(pool: SeatPool, user: User, _chance: random.Random) -> None:
    row = Registration.objects.active().filter(pool=pool, user=user).first()
    if row is not None:
        cancel(row, by=user, now=timezone.now())


def anything(pool: SeatPool, user: User, chance: random.Random) -> None:
    """In and out some times; now and then the coordinator changes the number of seats."""
    for _step in range(3):
        chance.choice([join, join, leave])(pool, user, chance)
        if chance.random() < 0.1:
            change_seats(pool, by=None, now=timezone.now(), capacity=chance.randrange(10, 15))


SCENES: dict[str, Do] = {"sign_up": join, "cancel": leave, "anything": anything}


def widen_the_window(*, careless: bool) -> None:
    standing = filling._standing

    def slow(pool: SeatPool) -> filling._Standing:
        seen = standing(pool)
        time.sleep(WINDOW)
        return seen

    filling._standing = slow
    if careless:
        SeatPoolQuerySet.locked = lambda self: self  # type: ignore[method-assign]


def race(do: Do, pool: SeatPool, users: list[User]) -> Counter[str]:
    """Everybody at once; what went wrong, by its name."""
    start = threading.Barrier(len(users))
    faults: Counter[str] = Counter()

    def run(user: User, number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            do(pool, user, random.Random(number))
        except CancelTooLate:
            pass
        except Error as error:
            faults[type(error).__name__] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in zip(users, range(len(users)), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def sight(pool: SeatPool) -> dict[str, int]:
    pool.refresh_from_db()
    rows = list(Registration.objects.filter(pool=pool).active())
    seated = Counter(row.share_id for row in rows if row.state in Registration.SEATED)
    waiting = [(row.pk, row.share_id) for row in rows if row.state == Registration.State.WAITING]
    shares = filling.shares_in_force(pool, timezone.now())
    return {
        "capacity": pool.capacity or 0,
        "seated": seated.total(),
        "waiting": len(waiting),
        "missed": len(grants(pool.capacity or 0, seated, waiting, shares)),
        "twice": len(rows) - len({row.user_id for row in rows}),
        "mails": Delivery.objects.count(),
    }


def main() -> None:
    scene, care = sys.argv[1:]
    world = json.load(sys.stdin)
    pool = SeatPool.objects.get(pk=world["pool"])
    known = User.objects.in_bulk(world["users"])
    widen_the_window(careless=care == "careless")
    close_old_connections()
    faults = race(SCENES[scene], pool, [known[key] for key in world["users"]])
    sys.stdout.write(json.dumps(sight(pool) | {"failed": faults.total()}))


if __name__ == "__main__":
    main()
