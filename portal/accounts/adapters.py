"""What allauth asks us: how mail goes out, where one lands, what we call things, how secrets are kept."""

from typing import Any, ClassVar, override
from uuid import uuid4

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.messages import ERROR
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from portal import mail
from portal.accounts import encryption, second_factor, sessions
from portal.accounts.emails import WAITED_FOR, send_now, words_of
from portal.addresses import AddressError, normalise
from portal.mail.building import sender
from portal.models import NetworkSettings, User

# Set while somebody signs up, whether the address is known or not.
SIGNING_UP = "signing_up"
# What is said on the next page. Of everything else allauth would say, that page speaks itself.
_SAID = {
    "account/messages/cannot_delete_primary_email.txt": _("This is your only address, so it stays."),
    "account/messages/email_confirmation_failed.txt": _("The address is taken. Choose another one."),
    "account/messages/email_confirmed.txt": _("The address is confirmed."),
    "account/messages/email_deleted.txt": _("The address is removed."),
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("You have a password now. You can still log in with a code."),
    "mfa/messages/totp_activated.txt": _("The app is added."),
    "mfa/messages/totp_deactivated.txt": _("The app is removed."),
    "mfa/messages/webauthn_added.txt": _("The key is added."),
    "mfa/messages/webauthn_removed.txt": _("The key is removed."),
    "socialaccount/messages/account_connected.txt": _("Your work account is connected."),
    "socialaccount/messages/account_connected_other.txt": _(
        "This work account is connected to another account here. Log in to that one, or write to us."
    ),
    "socialaccount/messages/account_connected_updated.txt": _("Your work account is connected."),
    "socialaccount/messages/account_disconnected.txt": _("Your work account is disconnected."),
    "usersessions/messages/sessions_logged_out.txt": _("Everybody else is logged out."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Log-in and sign-up."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is the address that you have already."),
        "email_password_mismatch": _(
            "The address and the password do not belong together. Try again, or leave the password empty and get a "
            "code by e-mail."
        ),
        "email_taken": _("The address is taken. Choose another one."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("The code does not fit. Look at the latest e-mail, and try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "invalid_login": _("Write an e-mail address, such as mette@example.dk."),
        "rate_limited": _("You have asked many times in a short while. Wait a minute, and try again."),
        "same_as_current": _("This is the address that you have already."),
        "too_many_login_attempts": _("There were too many tries. Wait five minutes, and ask for a new code."),
        "unverified_primary_email": _("Your address must be confirmed first."),
    }

    def clean_email(self, email: str) -> str:
        """One spelling of each address."""
        try:
            return normalise(email)
        except AddressError as error:
            raise ValidationError(str(error)) from error

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """One of allauth's mails in our words.

        Raises:
            KeyError: a mail that we have no words for.
        """
        words = context | {"network": NetworkSettings.load(), "site": settings.SITE_URL}
        subject, template, words = words_of(template_prefix, words)
        text = render_to_string(template, words).strip()
        message = EmailMessage(subject, text, sender(), [email] if isinstance(email, str) else email)
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Codes now, everything else by the way of all mail.

        Raises:
            CodeNotSentError: the mail server did not take a code.
        """
        message = self.render_mail(template_prefix, email, context)
        if template_prefix in WAITED_FOR:
            send_now(message)
        else:
            purpose = template_prefix.rpartition("/")[2]
            text = mail.Message(subject=str(message.subject), text=str(message.body))
            mail.send(text, to=email, purpose=purpose, key=f"{purpose}-{uuid4().hex}")

    @override
    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what the next page does not say by itself, in our words."""
        said = message or _SAID.get(message_template or "")
        logging_in = not request.user.is_authenticated and level < ERROR
        if said and not logging_in:  # the page that one came for has other things to say
            super().add_message(request, level, extra_tags=extra_tags, message=str(said))

    def login(self, request: HttpRequest, user: User) -> None:
        """Log in, with a new session id and an end that is certain."""
        super().login(request, user)
        sessions.end_for_certain(request, timezone.now())

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Back to the page where the address was changed."""
        return reverse("account_email")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the overview."""
        return reverse("account_overview")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Where they were going; whoever has just signed up comes by the profile first, unless it can wait."""
        employers_word = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if employers_word:
            second_factor.record_employers_word(request, user, employers_word)
        if request.session.pop(SIGNING_UP, False):
            target = kwargs["redirect_url"] or get_next_redirect_url(request)
            if not (target or "").startswith(settings.PROFILE_CAN_WAIT):
                profile = self.get_signup_redirect_url(request)
                kwargs["redirect_url"] = f"{profile}?{urlencode({'next': target})}" if target else profile
        return super().post_login(request, user, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """The second factor."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("The app cannot be removed now."),
        "cannot_generate_recovery_codes": _("Add an app or a key first. Then you get spare codes."),
        "incorrect_code": _("The code does not fit. Wait for the next one, and try again."),
        "unverified_email": _("Confirm your e-mail address first. Then you can add a second step."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is stored."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A stored secret as it is used."""
        return encryption.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What the app shows above the codes."""
        return str(NetworkSettings.load().name)

    def _get_site_name(self) -> str:
        """What the device shows when it asks for a finger or a PIN."""
        return self.get_totp_issuer()

    def build_totp_svg(self, url: str) -> str:
        """The square that the app reads, dark on white in every colour scheme."""
        svg: str = segno.make(url, error="m").svg_inline(scale=5, dark="#000", light="#fff")
        return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """What a new key is called until somebody calls it something else."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _t("Key %(number)s") % {"number": count + 1}
