"""Run as a program: the people of a benchmark, each logged in, a day with too few seats, and what became of them.

python -m tests.themedays.crowd make 1800 150 | look
"""

import gc
import json
import sys
from collections import Counter
from datetime import timedelta
from importlib import import_module
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from directory.contacts.models import Organisation  # noqa: E402
from directory.members.models import Membership, Profession  # noqa: E402
from portal.mail.models import Delivery  # noqa: E402
from portal.models import NetworkSettings, User  # noqa: E402
from portal.seats import grants  # noqa: E402
from tests.themedays.factories import make_allocation, make_theme_day, make_venue  # noqa: E402
from themedays.actions.filling import shares_in_force  # noqa: E402
from themedays.models import Registration, SeatPool  # noqa: E402

PLACES = 29  # as many municipalities as a region has


def make(people: str, seats: str) -> dict[str, Any]:
    """Members of 29 municipalities; five of them have seats of their own, and three at most so many."""
    gc.set_threshold(300_000)  # migrations drop classes by the thousand; looking for them takes a quarter of the time
    call_command("migrate", verbosity=0)
    NetworkSettings.load()
    places = list(Organisation.objects.municipalities().order_by("pk")[:PLACES])
    starts = timezone.now() + timedelta(days=30)
    contact = {"contact_name": "Bo Hansen", "contact_email": "bo@example.dk"}
    page = make_theme_day("Unge og selvmordsforsøg", starts, int(seats), venue=make_venue(), **contact)
    for place in places[:5]:
        make_allocation(page.pool, place, reserved=4)
    for place in places[5:8]:
        make_allocation(page.pool, place, maximum=3)
    users = User.objects.bulk_create(
        User(email=f"p{number}@d{number % PLACES}.example", first_name="Mette", last_name="Holm", password="!")
        for number in range(int(people))
    )
    now, profession = timezone.now(), Profession.objects.first()
    Membership.objects.bulk_create(
        Membership(
            user=user,
            state=Membership.State.APPROVED,
            organisation=places[number % PLACES],
            profession=profession,
            created_at=now,
            applied_at=now,
            active_at=now,
            decided_at=now,
        )
        for number, user in enumerate(users)
    )
    return {"slug": page.slug, "cookie": settings.SESSION_COOKIE_NAME, "sessions": _sessions(users)}


def _sessions(users: list[User]) -> list[str]:
    """A log-in for each, as the log-in leaves it."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = []
    for number, user in enumerate(users):
        values = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key = f"crowd{number:027d}"
        ends = timezone.now() + timedelta(hours=10)
        rows.append(Session(session_key=key, session_data=store.encode(values), expire_date=ends))
    return [row.session_key for row in Session.objects.bulk_create(rows)]


def look() -> dict[str, Any]:
    """What stands in the rows, and which mails were posted about them."""
    pool = SeatPool.objects.get()
    rows = list(Registration.objects.filter(pool=pool).select_related("user"))
    active = [row for row in rows if row.state != Registration.State.CANCELLED]
    seated = Counter(row.share_id for row in active if row.state in Registration.SEATED)
    waiting = [(row.pk, row.share_id) for row in active if row.state == Registration.State.WAITING]
    shares = shares_in_force(pool, timezone.now())
    mails = Counter(Delivery.objects.values_list("key", flat=True))
    first = [mails[f"registration-{row.pk}-confirmed"] + mails[f"registration-{row.pk}-waiting"] for row in rows]
    risen = sum(mails[f"registration-{row.pk}-promoted"] for row in rows)
    return {
        "active": {row.user.email: row.state for row in active if row.user},
        "seated": seated.total(),
        "waiting": len(waiting),
        "missed": len(grants(pool.capacity or 0, seated, waiting, shares)),
        "above": [owner for owner, one in shares.items() if one.maximum is not None and seated[owner] > one.maximum],
        "without_one_first_mail": sum(count != 1 for count in first),
        "promoted": risen,
        "states": Counter(Delivery.objects.values_list("status", flat=True)),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
