"""What the log-in knows about a person, and how it forgets."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from portal.accounts import sessions
from portal.contributions import PersonalData
from portal.models import User


def personal_data(user: User) -> Iterable[PersonalData]:
    """Addresses, ways to log in (without their secrets) and devices."""
    yield PersonalData(
        "addresses",
        _("E-mail addresses"),
        [
            {_("E-mail"): address.email, _("confirmed"): address.verified}
            for address in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
    )
    yield PersonalData(
        "second_steps",
        _("Second step of the log-in"),
        [
            {_("kind"): str(factor), _("added"): factor.created_at, _("last used"): factor.last_used_at}
            for factor in Authenticator.objects.filter(user=user).order_by("pk")
        ],
    )
    yield PersonalData(
        "employers",
        _("Log-in at the employer"),
        [
            {_("provider"): account.provider, _("identity"): account.uid, _("last used"): account.last_login}
            for account in SocialAccount.objects.filter(user=user).order_by("pk")
        ],
    )
    yield PersonalData(
        "sessions",
        _("Devices that are logged in"),
        [
            {_("since"): session.created_at, _("IP address"): session.ip, _("browser"): session.user_agent}
            for session in UserSession.objects.filter(user=user).order_by("pk")
        ],
    )


def erase(user: User, now: datetime) -> None:
    """Log the person out everywhere and forget every way in."""
    sessions.end_all(user)
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
