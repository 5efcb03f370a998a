"""Run as a program by `test_sending_races`: coordinators press at once, each on a thread and a connection of its own.

    python -m tests.newsletters.racing keys careful < {"issue": 1, "by": 2, "people": 40, "presses": 6}

"key": the same form sent twice; "keys": two forms, of two people. Everybody reads the audience 50 ms before they write,
so that a race that can be lost is lost. `careless` takes the issue's lock away, and SQLite's IMMEDIATE with it.
Prints what stands in the database afterwards.
"""

import json
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import django
from django.conf import settings

if sys.argv[2] == "careless":
    settings.DATABASES["default"]["OPTIONS"] = {
        name: value
        for name, value in settings.DATABASES["default"].get("OPTIONS", {}).items()
        if name != "transaction_mode"
    }
django.setup()

from django.db import Error, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from newsletters.actions import sending  # noqa: E402
from newsletters.actions.sending import NumberChanged, SendingRefused, as_seen, send  # noqa: E402
from newsletters.models import IssuePage, Sending  # noqa: E402
from portal.mail.models import Delivery  # noqa: E402
from portal.models import User  # noqa: E402

WINDOW = 0.05


def widen_the_window(*, careless: bool) -> None:
    audience = sending.audience

    def slow(*args: Any, **options: Any) -> Any:
        found = audience(*args, **options)
        time.sleep(WINDOW)
        return found

    sending.audience = slow
    if careless:
        sending._locked = lambda issue: IssuePage.objects.get(pk=issue.pk)


def race(issue: IssuePage, by: User, people: int, keys: list[UUID]) -> Counter[str]:
    """Everybody at once; what was refused and what went wrong, by its name."""
    start = threading.Barrier(len(keys))
    faults: Counter[str] = Counter()
    now = timezone.now()
    seen, at = as_seen(issue, None), now + timedelta(hours=1)

    def run(key: UUID) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            send(issue, None, number=people, seen=seen, send_at=at, latest_at=at, key=key, by=by, now=now)
        except (Error, SendingRefused) as error:
            faults[type(error).__name__ if isinstance(error, Error | NumberChanged) else str(error)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def main() -> None:
    scene, care = sys.argv[1:]
    world = json.load(sys.stdin)
    issue, by = IssuePage.objects.get(pk=world["issue"]), User.objects.get(pk=world["by"])
    widen_the_window(careless=care == "careless")
    same = uuid4()
    keys = [same if scene == "key" else uuid4() for _press in range(world["presses"])]
    faults = race(issue, by, world["people"], keys)
    mails = Counter(Delivery.objects.filter(mailing__isnull=False).values_list("user_id", flat=True))
    sight = {
        "sendings": Sending.objects.count(),
        "mails": mails.total(),
        "twice": sum(count > 1 for count in mails.values()),
        "refused": faults["NumberChanged"],
        "broken": {name: count for name, count in faults.items() if name != "NumberChanged"},
    }
    sys.stdout.write(json.dumps(sight))


if __name__ == "__main__":
    main()
