"""What the post office in a process of its own (`office.py`) does for a mailing: one newsletter of the usual size."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import batched
from pathlib import Path

from django.core.mail import EmailMultiAlternatives, mailers
from django.utils import timezone

from portal.mail import mailings
from portal.mail.building import Press, sender
from portal.mail.mailings import Content
from portal.mail.models import Delivery, Mailing, Suppression
from portal.mail.returns.suppressing import suppress
from portal.mail.skeleton import SLOT
from portal.mail.worker import Worker
from portal.models import User

TOKEN = SLOT.format("token")
_LINK = f"https://portal.example/nyhedsbreve/afmeld/{TOKEN}/"
_ARTICLE = "Færøerne og Ærø mødes om børn og unge på en temadag, og der er stadig pladser til dig. " * 13
_STYLE = "margin:0;padding:0 24px 16px;font-family:Arial,sans-serif;font-size:16px;line-height:1.5;color:#222222"
_FRAME = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>' + f'<td style="{_STYLE}">' * 4
# 22 KB of HTML and 9 KB of text: eight articles, as the network's own have.
CONTENT = Content(
    "Nyt fra netværket: pladser på temadagen",
    f"{_ARTICLE}\n\n" * 8 + f"Afmeld: {_LINK}\n",
    f'<html lang="da"><body>{f"{_FRAME}<p>{_ARTICLE}</p></td></tr></table>" * 8}<p><a href="{_LINK}">Afmeld</a></p>',
    {
        "List-Id": "<nyhedsbreve.portal.example>",
        "List-Unsubscribe": f"<{_LINK}>, <mailto:retur+afmeld-{TOKEN}@portal.example>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    },
)


def people(count: int) -> None:
    """So many readers in twelve domains."""
    for numbers in batched(range(count), 1_000):
        User.objects.bulk_create([User(email=f"n{number}@d{number % 12}.example") for number in numbers])


def schedule(*, begins: bool = True) -> list[float]:
    """A newsletter to all of them, now. Seconds, CPU seconds and the most memory that was held, in MB."""
    now, measure = timezone.now(), _measuring()
    times = {"send_at": now, "latest_at": now + timedelta(hours=4), "now": now}
    everybody = User.objects.order_by("pk").values_list("pk", "email").iterator(chunk_size=500)
    mailings.schedule(CONTENT, everybody, key="newsletter-1", purpose="newsletter", about="newsletter-1", **times)
    if begins:
        mailings.begin(now)
    return measure()


def plan() -> None:
    """The same, and the clock begins it."""
    schedule(begins=False)


def pause() -> None:
    """Stop in the middle."""
    mailings.pause(Mailing.objects.get(), timezone.now())


def resume() -> None:
    """Go on."""
    mailings.resume(Mailing.objects.get(), timezone.now())


def unsubscribe(addresses: list[str]) -> None:
    """These readers want no more."""
    for address in addresses:
        suppress(address, Suppression.Reason.REQUEST, timezone.now())


def plain_loop_of_many(count: int) -> list[float]:
    """The plainest way: build each with Django, send over one open connection, remember nothing. As `schedule`."""
    measure = _measuring()
    connection, sent_by = mailers["default"], sender()
    connection.open()
    for number in range(count):
        token = f"{number:020}"
        headers = {name: value.replace(TOKEN, token) for name, value in CONTENT.headers.items()}
        to = [f"n{number}@d{number % 12}.example"]
        message = EmailMultiAlternatives(
            CONTENT.subject, CONTENT.text.replace(TOKEN, token), sent_by, to, headers=headers
        )
        message.attach_alternative(CONTENT.html.replace(TOKEN, token), "text/html")
        connection.send_messages([message])
    connection.close()
    return measure()


def drain_many() -> list[float]:
    """Send all that waits, as the worker does. As `schedule`."""
    measure = _measuring()
    Worker(threading.Event(), lambda _now: None).drain()
    return measure()


def print_alone(count: int) -> list[float]:
    """Build so many messages and hand none over. As `schedule`."""
    rows = list(Delivery.objects.filter(mailing__isnull=False)[:10])
    press, now = Press(), timezone.now()
    press.print(rows, now, ready=True)
    measure = _measuring()
    for _group in range(count // len(rows)):
        press.print(rows, now, ready=True)
    return measure()


def _measuring() -> Callable[[], list[float]]:
    began, cpu = time.perf_counter(), time.process_time()
    return lambda: [time.perf_counter() - began, time.process_time() - cpu, _most_memory()]


def _most_memory() -> float:
    """The most that this process has held, in MB."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
