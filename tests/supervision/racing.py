"""Run as a program by `test_races`: many at once want the last seat, each on a thread and a connection of its own.

    python -m tests.supervision.racing request careful < {"group": 1, "users": [1, 2], "supervisor": 3}

Everybody counts the seats 20 ms before they write, so that a race that can be lost is lost. `careless` takes the lock
away, and SQLite's IMMEDIATE with it. Prints what stands in the database afterwards.
"""

import json
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
from supervision.actions import accept, filling, leave, position_of, request_seat  # noqa: E402
from supervision.models import Group, Seat  # noqa: E402
from supervision.models.groups import GroupQuerySet  # noqa: E402

WINDOW = 0.02
type Do = Callable[[Group, User, User], None]


def request(group: Group, user: User, _supervisor: User) -> None:
    request_seat(group, user, motivation="Derfor", by=user, now=timezone.now())


def say_yes(group: Group, user: User, supervisor: User) -> None:
    accept(Seat.objects.get(group=group, user=user), by=supervisor, now=timezone.now())


def go(group: Group, user: User, _supervisor: User) -> None:
    leave(Seat.objects.get(group=group, user=user), by=user, now=timezone.now())


SCENES: dict[str, Do] = {"request": request, "accept": say_yes, "leave": go}


def widen_the_window(*, careless: bool) -> None:
    seated = filling.seated_by_share

    def slow(group: Group) -> Counter[int | None]:
        seen = seated(group)
        time.sleep(WINDOW)
        return seen

    filling.seated_by_share = slow
    if careless:
        GroupQuerySet.locked = lambda self: self  # type: ignore[method-assign]


def race(do: Do, group: Group, users: list[User], supervisor: User) -> Counter[str]:
    """Everybody at once; what went wrong, by its name."""
    start = threading.Barrier(len(users))
    faults: Counter[str] = Counter()

    def run(user: User) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            do(group, user, supervisor)
        except Error as error:
            faults[type(error).__name__] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def sight(group: Group) -> dict[str, object]:
    seats = Seat.objects.filter(group=group)
    waiting = list(seats.waiting())
    told = Delivery.objects.filter(purpose="supervision-waiting").values_list("text", flat=True)
    return {
        "members": seats.active().count(),
        "positions": [position_of(seat) for seat in waiting],
        "twice": seats.open().count() - seats.open().values("user").distinct().count(),
        "admitted": Delivery.objects.filter(purpose="supervision-admitted").count(),
        "told_to_wait": len(told),
    }


def main() -> None:
    scene, care = sys.argv[1:]
    world = json.load(sys.stdin)
    group = Group.objects.get(pk=world["group"])
    known = User.objects.in_bulk([*world["users"], world["supervisor"]])
    widen_the_window(careless=care == "careless")
    close_old_connections()
    users = [known[key] for key in world["users"]]
    faults = race(SCENES[scene], group, users, known[world["supervisor"]])
    sys.stdout.write(json.dumps(sight(group) | {"failed": faults.total()}))


if __name__ == "__main__":
    main()
