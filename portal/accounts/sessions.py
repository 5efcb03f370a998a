"""How long somebody stays logged in, and how all of it ends at once."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

from portal.models import User


def end_for_certain(request: HttpRequest, now: datetime) -> None:
    """Let this session end twelve hours after the log-in, whatever is done in it."""
    request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def end_all(user: User) -> int:
    """Log somebody out everywhere. How many sessions ended."""
    sessions = UserSession.objects.filter(user=user)
    for session in sessions:
        session.end()
    return len(sessions)
