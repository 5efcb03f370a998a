"""What a session has shown beside the code in the mail, and for how long that counts."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.models import User

# Whoever has not worked in the admin for an hour shows the second factor again: wards and offices share screens.
IDLE = timedelta(hours=1)
# The time of use is written into the session at most this often.
_NOTED_EVERY = timedelta(minutes=5)
_USED = "second_factor_used"
# In the state of a log-in at the employer, which portal.accounts.single_sign_on fills in.
SAID_BY_EMPLOYER = "second_factor"


def is_held(request: HttpRequest, now: datetime) -> bool:
    """Whether the person has shown a second factor in this session, and has used it within the last hour."""
    return now.timestamp() - _last_used(request) <= IDLE.total_seconds()


def note_use(request: HttpRequest, now: datetime) -> None:
    """Remember that it was used, so that the hour begins again."""
    if now.timestamp() - request.session.get(_USED, 0) > _NOTED_EVERY.total_seconds():
        request.session[_USED] = now.timestamp()


def record(request: HttpRequest, user: User, kind: str) -> None:
    """Write into the session that the user has just shown one. For what allauth itself does not see."""
    record_authentication(request, user, "mfa", type=kind, reauthenticated=True)


def record_employers_word(request: HttpRequest, user: User, log_in: SocialLogin) -> None:
    """Write into the session whether the employer has asked for a second factor."""
    said = log_in.state.get(SAID_BY_EMPLOYER) is True
    record_authentication(
        request, user, "socialaccount", provider=log_in.account.provider, uid=log_in.account.uid, second_factor=said
    )


def of(user: User) -> QuerySet[Authenticator]:
    """The apps and keys that the person could show; spare codes come with them."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def has_one(user: User) -> bool:
    """Whether the person has an app or a key that they could show."""
    return of(user).exists()


def has_app(user: User) -> bool:
    """Whether it is an app that shows codes."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def _last_used(request: HttpRequest) -> float:
    """Seconds since the epoch; 0 when no second factor was shown in this session."""
    user = request.user if request.user.is_authenticated else None
    shown = [float(entry["at"]) for entry in get_authentication_records(request, user) if _counts(entry)]
    return max([*shown, request.session.get(_USED, 0)]) if shown else 0


def _counts(entry: dict[str, Any]) -> bool:
    """Whether one of allauth's records is a second factor: an app, a key that asked for PIN or finger, a spare code.

    A log-in at the employer counts when the employer said that it asked for one (`record_employers_word`).
    """
    if entry["method"] == "socialaccount":
        return entry.get("second_factor") is True
    return bool(entry["method"] == "mfa")
