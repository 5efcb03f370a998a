"""The mails of the log-in: their words, and how those are sent for which somebody waits."""

import logging
from typing import Any

from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

# Mails that one waits for, and those that stand in their place when there is no account: all take the same time.
# Each with its subject and the template of its text.
WAITED_FOR = {
    "account/email/login_code": (_("Your code for %(network)s"), "code"),
    "account/email/email_confirmation": (_("Your code for %(network)s"), "code"),
    "account/email/email_confirmation_signup": (_("Your code for %(network)s"), "code"),
    "account/email/password_reset_code": (_("Your code for %(network)s"), "code"),
    "account/email/unknown_account": (_("There is no account with this address"), "no_account"),
    "account/email/account_already_exists": (_("The address is in use already"), "taken"),
}
# What has happened to an account, told to its owner: subject and sentence.
HAPPENED = {
    "account/email/email_changed": (
        _("Your e-mail address was changed"),
        _("Your account now has another e-mail address: %(to_email)s. This one is not used any more."),
    ),
    "account/email/email_deleted": (
        _("An e-mail address was removed"),
        _("The address %(deleted_email)s was removed from your account."),
    ),
    "account/email/password_changed": (_("Your password was changed"), _("The password of your account was changed.")),
    "account/email/password_reset": (_("Your password was changed"), _("The password of your account was changed.")),
    "account/email/password_set": (_("You have a password now"), _("A password was chosen for your account.")),
    "mfa/email/totp_activated": (_("An app was added"), _("An app that shows codes was added to your account.")),
    "mfa/email/totp_deactivated": (
        _("The app was removed"),
        _("The app that shows codes was removed from your account."),
    ),
    "mfa/email/webauthn_added": (_("A key was added"), _("A key was added to your account.")),
    "mfa/email/webauthn_removed": (_("A key was removed"), _("A key was removed from your account.")),
    "mfa/email/recovery_codes_generated": (
        _("You have new spare codes"),
        _("New spare codes were made for your account. The old ones do not work any more."),
    ),
    "socialaccount/email/account_connected": (
        _("Your work account was connected"),
        _("A work account was connected. It can now be used to log in."),
    ),
    "socialaccount/email/account_disconnected": (
        _("Your work account was disconnected"),
        _("A work account was disconnected. It can no longer be used to log in."),
    ),
}


def words_of(prefix: str, context: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Subject, template and context of one of allauth's mails.

    Raises:
        KeyError: a mail that we have no words for.
    """
    if prefix in WAITED_FOR:
        subject, template = WAITED_FOR[prefix]
        return str(subject) % {"network": context["network"].name}, f"account/email/{template}.txt", context
    subject, sentence = HAPPENED[prefix]
    return str(subject), "account/email/happened.txt", context | {"sentence": str(sentence) % context}


class CodeNotSentError(Exception):
    """The mail server did not take the mail within its time. Says nothing about whom it was for."""


def send_now(message: EmailMessage) -> None:
    """Hand the message to the mail server, which has ten seconds.

    Raises:
        CodeNotSentError: it refused or did not answer.
    """
    try:
        message.send(using="codes")
    except OSError as error:  # smtplib's own errors are OSErrors too
        logger.error("a mail of the log-in was not sent (%s)", type(error).__name__)
        raise CodeNotSentError from None
