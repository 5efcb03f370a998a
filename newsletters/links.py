"""The addresses in a newsletter that are somebody's own, and the headers by which mail programs offer to unsubscribe.

Everywhere `token` is a delivery's token, or the slot that the post office fills with it (portal.mail.skeleton).
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from portal.mail.returns.addresses import unsubscribe_mailbox
from portal.mail.skeleton import SLOT


def unsubscribe_url(token: str) -> str:
    """Where one POST ends all newsletters (RFC 8058), and where people find a button that sends it."""
    return _absolute("newsletters:unsubscribe", token)


def preferences_url(token: str) -> str:
    """Where the owner of the token chooses topics."""
    return _absolute("newsletters:preferences", token)


def _absolute(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"


def list_headers() -> dict[str, str]:
    """What makes a mail one of a list: RFC 2919, RFC 2369 and RFC 8058. Each value is one line of ASCII with the slot.

    `Precedence: bulk` keeps notices of absence away.
    """
    token = SLOT.format("token")
    ways = [f"<{unsubscribe_url(token)}>"]
    if mailbox := unsubscribe_mailbox(token):
        ways.append(f"<mailto:{mailbox}>")
    return {
        "List-Id": f"<nyhedsbrev.{urlsplit(settings.SITE_URL).hostname}>",
        "List-Unsubscribe": ", ".join(ways),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
