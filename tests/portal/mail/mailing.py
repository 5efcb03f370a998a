"""Mailings for the tests: to as many people as they need, begun when they say."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.mail import mailings
from portal.mail.claiming import claim
from portal.mail.models import Delivery, Mailing
from portal.mail.skeleton import SLOT
from portal.models import User

TOKEN = SLOT.format("token")
LATE = timedelta(hours=4)
CONTENT = mailings.Content(
    "Nyt fra netværket",
    f"Kære læser\n\nAfmeld: https://portal.example/nyhedsbreve/afmeld/{TOKEN}/\n",
    f'<p>Kære læser</p><p><a href="https://portal.example/nyhedsbreve/afmeld/{TOKEN}/">Afmeld</a></p>\n',
    {"List-Unsubscribe": f"<https://portal.example/nyhedsbreve/afmeld/{TOKEN}/>"},
)


def people(count: int) -> list[tuple[int, str]]:
    """So many users, by key and address."""
    addresses = [f"n{number}@d{number % 12}.example" for number in range(count)]
    users = User.objects.bulk_create([User(email=address) for address in addresses])
    return [(user.pk, user.email) for user in users]


def planned(
    recipients: Iterable[tuple[int, str]],
    now: datetime,
    *,
    content: mailings.Content = CONTENT,
    key: str = "issue-1",
    send_at: datetime | None = None,
) -> Mailing:
    """A mailing that leaves in five minutes, or when it is said."""
    send_at = send_at or now + timedelta(minutes=5)
    times = {"send_at": send_at, "latest_at": send_at + LATE, "now": now}
    return mailings.schedule(content, recipients, key=key, purpose="newsletter", about="issue-1", **times)


def begun(recipients: Iterable[tuple[int, str]], now: datetime, *, key: str = "issue-1") -> Mailing:
    """A mailing that is being sent."""
    mailing = planned(recipients, now, key=key, send_at=now)
    mailings.begin(now)
    mailing.refresh_from_db()
    return mailing


def claimed(now: datetime, owner: str = "worker", limit: int = 0) -> list[str]:
    """The addresses whose mail a worker may send now."""
    return [row.email for row in claim(owner, now, bulk=True, limit=limit)]


def states_of(mailing: Mailing) -> list[str]:
    """The state of each of its mails, the first one first."""
    return list(Delivery.objects.filter(mailing=mailing).order_by("pk").values_list("status", flat=True))
