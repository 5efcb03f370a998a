"""The links in mails: signed, so that nobody can guess one, each for one member. Opening one changes nothing."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from supervision.models import Seat, Session

_ANSWERS = signing.Signer(salt="supervision.answer")
_FEEDS = signing.Signer(salt="supervision.feed")


def answer_url(session: Session, seat: Seat) -> str:
    """The whole address of the page where one member says whether they come to one session."""
    token = _ANSWERS.sign(f"{session.pk}.{seat.pk}").replace(":", "-")
    return f"{settings.SITE_URL}{reverse('supervision:answer', args=[token])}"


def answer_of(token: str) -> tuple[Session, Seat] | None:
    """What the token is for; None when it is not one of ours, or the member is no longer in the group."""
    session_key, _dot, seat_key = _unsigned(_ANSWERS, token).partition(".")
    seat = Seat.objects.active().select_related("user", "group__page").filter(pk=int(seat_key or 0)).first()
    session = Session.objects.select_related("group", "host").filter(pk=int(session_key or 0)).first()
    if seat is None or session is None or seat.user is None or session.group_id != seat.group_id:
        return None
    return session, seat


def feed_url(seat: Seat) -> str:
    """The whole secret address of the group's calendar, for one member. It ends when the member leaves."""
    token = _FEEDS.sign(str(seat.pk)).replace(":", "-")
    return f"{settings.SITE_URL}{reverse('supervision:feed', args=[token])}"


def feed_seat(token: str) -> Seat | None:
    """The member whose calendar the token is for; None for one that is not ours, or has ended."""
    seats = Seat.objects.active().exclude(user=None).select_related("group__page")
    return seats.filter(pk=int(_unsigned(_FEEDS, token) or 0)).first()


def _unsigned(signer: signing.Signer, token: str) -> str:
    """What was signed; "" for what was not."""
    key, _dash, signature = token.partition("-")
    try:
        return signer.unsign(f"{key}:{signature}")
    except signing.BadSignature:
        return ""
