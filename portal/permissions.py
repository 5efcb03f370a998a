"""What a reader may see."""

from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest


class Tier(StrEnum):
    """How widely a number or address may be shown."""

    PUBLIC = "public"
    PROFESSIONAL = "professional"
    INTERNAL = "internal"


PUBLIC_ONLY = frozenset({Tier.PUBLIC})


def request_tiers(request: HttpRequest) -> frozenset[Tier]:
    """The tiers that the person asking may read. The coordinator, who keeps the lists, reads all."""
    # Without a session cookie nobody is logged in: the anonymous look-up is spared the session's queries.
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm("wagtailadmin.access_admin"):
        return frozenset(Tier)
    return PUBLIC_ONLY
