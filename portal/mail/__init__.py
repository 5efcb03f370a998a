"""The post office: every mail is a row before it is a message, so that none is lost and none goes twice.

Log-in codes are the exception: they are sent while the reader waits (portal.accounts) and stored nowhere.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps as installed_apps  # this package has an `apps` of its own

from portal.mail.message import Calendar, Letter, Message

__all__ = ["Calendar", "Letter", "Message", "send", "send_all"]


def send(message: Message, *, to: str, purpose: str, key: str, user: Any = None, about: str = "") -> None:
    """Post a message to one address, in the caller's transaction: rolled back, it was never posted.

    `purpose` is a word for statistics ("approval"); `key` names this very message ("approval-12"), so that asking
    twice sends once. `user` is whose delivery log it stands in, `about` what it belongs to ("themeday-12"), so that its
    mails can be counted. The worker sends it (`manage.py worker`).
    """
    send_all([Letter(message, to, key, user)], purpose=purpose, about=about)


def send_all(letters: Iterable[Letter], *, purpose: str, about: str = "") -> None:
    """Post any number of letters, as `send` does, at the price of one."""
    installed_apps.get_model("mail", "Delivery").objects.post(letters, purpose=purpose, about=about)
