"""The links in mails: signed, so that nobody can guess one, each for one registration. Opening one changes nothing."""

from django.conf import settings
from django.core import signing

from themedays.models import Registration

_SIGNER = signing.Signer(salt="themedays.registration")


def registration_token(registration: Registration) -> str:
    """What stands in the address: the row's key and a signature."""
    return _SIGNER.sign(str(registration.pk)).replace(":", "-")


def registration_of(token: str) -> Registration | None:
    """The registration that the token is for; None when it is not one of ours."""
    key, _dash, signature = token.partition("-")
    try:
        key = _SIGNER.unsign(f"{key}:{signature}")
    except signing.BadSignature:
        return None
    rows = Registration.objects.select_related("user", "pool__page__venue")
    return rows.filter(pk=int(key)).first()


def registration_url(registration: Registration) -> str:
    """The whole address of the page where the registration can be seen and changed."""
    return f"{settings.SITE_URL}/temadage/tilmelding/{registration_token(registration)}/"
