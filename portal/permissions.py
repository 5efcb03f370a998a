"""What a reader may see."""

from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


class Tier(StrEnum):
    """How widely a number or address may be shown."""

    PUBLIC = "public"
    PROFESSIONAL = "professional"
    INTERNAL = "internal"


PUBLIC_ONLY = frozenset({Tier.PUBLIC})


def request_tiers(request: HttpRequest) -> frozenset[Tier]:
    """The tiers that the person asking may read: the public one, and what the functions in TIER_SOURCES add."""
    tiers = set(PUBLIC_ONLY)
    for path in settings.TIER_SOURCES:
        tiers |= import_string(path)(request)
    return frozenset(tiers)


def is_logged_in(request: HttpRequest) -> bool:
    """Whether somebody is; without a session cookie nobody is, and the session's queries are spared."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def coordinator_tiers(request: HttpRequest) -> frozenset[Tier]:
    """The coordinator, who keeps the lists, reads all."""
    is_coordinator = is_logged_in(request) and request.user.has_perm("wagtailadmin.access_admin")
    return frozenset(Tier) if is_coordinator else frozenset()
