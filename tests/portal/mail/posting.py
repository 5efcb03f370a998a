"""Mails for the tests, and one round of a worker's work."""

from datetime import datetime

from portal import mail
from portal.mail import engine
from portal.mail.claiming import claim
from portal.mail.engine import Delivered
from portal.mail.models import Delivery
from portal.mail.transport import Transport


def post(number: int = 1, *, to: str = "", **fields: object) -> Delivery:
    message = mail.Message("Plads på temadagen", "Du har plads.\n.\nVi ses.", **fields)  # type: ignore[arg-type]
    mail.send(message, to=to or f"navn{number}@alpha.example", purpose="seat", key=f"seat-{number}")
    return Delivery.objects.latest("pk")


def work(now: datetime, *, bulk: bool = False) -> Delivered:
    """Claim what is due and deliver it, as one group."""
    rows = claim("worker", now, bulk=bulk)
    transport = Transport("default")
    delivered = engine.deliver("worker", rows, transport, now)
    transport.close()
    return delivered


def states() -> list[str]:
    """The state of each mail, the first one first."""
    return list(Delivery.objects.order_by("pk").values_list("status", flat=True))
