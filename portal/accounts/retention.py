"""What the log-in forgets by itself."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, Model, OuterRef, QuerySet

from portal.contributions import Forgotten
from portal.models import User

UNCONFIRMED = timedelta(days=7)
# What allauth keeps about an account does not show that anybody uses it.
_LOG_IN_APPS = {"account", "mfa", "socialaccount", "usersessions"}


def retention(now: datetime, dry_run: bool) -> Iterable[Forgotten]:
    """Accounts whose owner never came back with the code, and sessions that are over."""
    unconfirmed = never_confirmed(now)
    ended = Session.objects.filter(expire_date__lt=now)
    yield Forgotten("accounts.unconfirmed", unconfirmed.count())
    yield Forgotten("accounts.sessions", ended.count())
    if not dry_run:
        unconfirmed.delete()
        UserSession.objects.filter(session_key__in=ended.values("session_key")).delete()
        ended.delete()


def never_confirmed(now: datetime) -> QuerySet[User]:
    """Who asked for an account a week ago, was never logged in, and whom nothing else in the portal knows.

    Somebody from an imported list has not confirmed an address either; their membership keeps them.
    """
    users = User.objects.filter(date_joined__lt=now - UNCONFIRMED).exclude(emailaddress__verified=True)
    return never_logged_in_and_unknown(users)


def never_logged_in_and_unknown(users: QuerySet[User], but_for: Collection[type[Model]] = ()) -> QuerySet[User]:
    """Of these, who was never logged in, runs nothing, and whom no table knows but the log-in's and `but_for`."""
    users = users.filter(last_login=None, is_staff=False, is_superuser=False, groups=None)
    for relation in User._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or model._meta.app_label in _LOG_IN_APPS or model in but_for:
            continue
        users = users.exclude(Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return users
