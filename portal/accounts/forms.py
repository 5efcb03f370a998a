"""The forms of which allauth's own would ask too much, or tell a stranger who is a member."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField
from allauth.account.forms import LoginForm, RequestLoginCodeForm, SignupForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from portal import cpr
from portal.accounts import sessions
from portal.accounts.adapters import SIGNING_UP
from portal.models import User


def know_address(user: User | None) -> None:
    """Give allauth the address of somebody who was made elsewhere: in the admin, by an import, by a command."""
    if user is not None:
        EmailAddress.objects.get_or_create(
            user=user,
            email=user.email.lower(),
            defaults={"primary": not EmailAddress.objects.filter(user=user, primary=True).exists()},
        )


class LogInForm(LoginForm):
    """An address; a password only from whoever has chosen one. Without it a code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = PasswordField(required=False, autocomplete="current-password")

    def clean_login(self) -> str:
        """One spelling of each address."""
        return get_adapter().clean_email(self.cleaned_data["login"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Send the code, or check the password and go on."""
        request.session.pop(SIGNING_UP, None)
        know_address(self.user)
        response: HttpResponse = super().login(request, redirect_url)
        if request.user.is_authenticated:  # allauth has just counted the session's age from the log-in's end
            sessions.end_for_certain(request, timezone.now())
        return response


class SignUpForm(SignupForm):
    """An address, and a code is sent to it: the same page and the same mail whether it is known or not.

    allauth would make a stranger confirm the address and tell a member by mail that the account exists already. Here
    both log in by the code, which confirms the address; whoever gave up half-way can simply begin again.
    """

    def clean_email(self) -> str:
        """One spelling; and as few codes for one address as the log-in gives."""
        email: str = super().clean_email()
        self.request_for_code = RequestLoginCodeForm({"email": email})
        if not self.request_for_code.is_valid():
            raise forms.ValidationError(self.request_for_code.errors["email"])
        return email

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """Make the account when there is none, and send the code. A robot that fills in the trap gets neither."""
        next_page = redirect(self._code_page(request))
        if self.cleaned_data["telefon_2"]:
            return None, next_page
        email = self.cleaned_data["email"]
        user = self.request_for_code._user
        if not self.account_already_exists:
            user = self._make_user(request)
        know_address(user)
        request.session[SIGNING_UP] = True
        LoginCodeVerificationProcess.initiate(request=request, user=user, email=email)
        return None, next_page

    def _make_user(self, request: HttpRequest) -> User | None:
        try:
            with transaction.atomic():
                user: User = self.save(request)
                return user
        except IntegrityError:  # the same address in the same moment
            return User.objects.filter(email=self.cleaned_data["email"], is_active=True).first()

    @staticmethod
    def _code_page(request: HttpRequest) -> str:
        page = reverse("account_confirm_login_code")
        target = get_next_redirect_url(request)
        return f"{page}?{urlencode({'next': target})}" if target else page


class AddKeyForm(AddWebAuthnForm):
    """A key on this device or in the pocket. It logs in by itself, unless one says no."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        """A name for a device, of sixty letters at most and without a CPR number."""
        return device_name(super().clean_name())


class RenameKeyForm(EditWebAuthnForm):
    """Another name for a key."""

    def clean_name(self) -> str:
        """As when it was added."""
        return device_name(self.cleaned_data["name"])


def device_name(text: str) -> str:
    """One line of sixty letters at most.

    Raises:
        ValidationError: it holds what looks like a CPR number.
    """
    cpr.refuse(text)
    return " ".join(text.split())[:60]
