"""Secrets of the second factor, encrypted where they lie: whoever reads the database alone cannot make a code."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def encrypt(text: str) -> str:
    """The text under a key made of SECRET_KEY, as ASCII."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text again; a key of SECRET_KEY_FALLBACKS opens it too.

    Raises:
        cryptography.fernet.InvalidToken: no key of ours made it.
    """
    return _cipher().decrypt(token.encode()).decode()


def _cipher() -> MultiFernet:
    return MultiFernet(Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(
        salted_hmac("portal.accounts.encryption", "second factor", secret=secret, algorithm="sha256").digest()
    )
