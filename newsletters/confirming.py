"""The link that shows that an address is the asker's own: what they asked for travels in it, and lies nowhere else.

It is encrypted, so that no address stands in a server's log or in a browser's history, and holds for seven days.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.urls import reverse

from portal.accounts.encryption import decrypt, encrypt

HOLDS_FOR = timedelta(days=7)
_KIND = "newsletters.wish"  # the same key encrypts other things


@dataclass(frozen=True)
class Wish:
    """What somebody asks for who has yet to show that the address is theirs: a normalised address, keys of topics."""

    address: str
    topics: tuple[int, ...] = ()


def confirm_url(wish: Wish, *, now: datetime) -> str:
    """The whole address of the page with the button."""
    content = [_KIND, wish.address, list(wish.topics), int(now.timestamp())]
    token = encrypt(json.dumps(content, separators=(",", ":"))).rstrip("=")
    return f"{settings.SITE_URL}{reverse('newsletters:confirm', args=[token])}"


def wish_of(token: str, *, now: datetime) -> Wish | None:
    """What was asked for; None for a link that is not ours, or too old."""
    try:
        content = json.loads(decrypt(token + "=" * (-len(token) % 4)))
    except (InvalidToken, ValueError):
        return None
    match content:
        case [kind, str(address), list(topics), int(asked_at)] if kind == _KIND:
            is_fresh = now.timestamp() - asked_at <= HOLDS_FOR.total_seconds()
            return Wish(address, tuple(topics)) if is_fresh else None
    return None
