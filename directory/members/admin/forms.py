"""What the coordinator types about members, mail domains and the words of a consent."""

from typing import Any

import idna
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from directory.members.actions import Profile
from directory.members.domains import FREE_MAIL
from directory.members.models import Departure, MailDomain, Membership
from portal import cpr
from portal.addresses import AddressError, address_key, normalise
from portal.models import ConsentText, User


class MemberForm(WagtailAdminModelForm):
    """A member's profile, as the coordinator corrects it. The address and the state are not here: both have doors."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150)

    class Meta:
        model = Membership
        fields = ["profession", "organisation", "other_organisation", "title", "phone", "subjects"]
        widgets = {"subjects": forms.CheckboxSelectMultiple}

    field_order = ["email", "first_name", "last_name", "profession", "organisation"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["profession"].required = True
        if self.instance.pk:
            self.fields["first_name"].initial = self.instance.user.first_name
            self.fields["last_name"].initial = self.instance.user.last_name

    def clean(self) -> dict[str, Any]:
        """No citizens' numbers, and one workplace."""
        cleaned: dict[str, Any] = super().clean()
        for name in ("first_name", "last_name", "other_organisation", "title", "phone"):
            try:
                cpr.refuse(str(cleaned.get(name) or ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
        if cleaned.get("organisation") and cleaned.get("other_organisation"):
            self.add_error("other_organisation", _("Choose a workplace or write one. Keep one of them."))
        return cleaned

    def profile(self) -> Profile:
        """What a valid form says."""
        data = self.cleaned_data
        return Profile(
            first_name=data["first_name"],
            last_name=data["last_name"],
            profession=data["profession"],
            organisation=data["organisation"],
            other_organisation=data["other_organisation"],
            title=data["title"],
            phone=data["phone"],
            subjects=list(data["subjects"]),
        )


class NewMemberForm(MemberForm):
    """Somebody the coordinator adds by hand."""

    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("The person logs in with it, and gets a mail about the membership."),
    )

    def clean_email(self) -> str:
        """The address in its one spelling, when nobody has it and nobody has left with it."""
        try:
            address = normalise(self.cleaned_data["email"])
        except AddressError as error:
            raise forms.ValidationError(str(error)) from error
        cpr.refuse(address)
        if User.objects.filter(email__iexact=address).exists():
            raise forms.ValidationError(_("Somebody with this address is known already. Search for the address."))
        if Departure.objects.filter(address_key=address_key(address)).exists():
            raise forms.ValidationError(
                _("Somebody with this address has left. They can register again themselves, if they want to.")
            )
        return address


class MailDomainForm(WagtailAdminModelForm):
    """A mail domain, in the spelling that addresses are compared with."""

    def clean_domain(self) -> str:
        """The domain in IDNA form; never one where anybody can have an address."""
        text = str(self.cleaned_data["domain"]).strip().lower().removeprefix("@")
        try:
            domain = idna.encode(text, uts46=True).decode()
        except idna.IDNAError as error:
            raise forms.ValidationError(_("Write a domain, such as hillerod.dk.")) from error
        if "." not in domain:
            raise forms.ValidationError(_("Write a domain, such as hillerod.dk."))
        if domain in FREE_MAIL:
            raise forms.ValidationError(_("Anybody can have an address here. It says nothing about a workplace."))
        if MailDomain.objects.filter(domain=domain).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This domain is on the list already."))
        return domain


class ConsentTextForm(WagtailAdminModelForm):
    """New words for a consent: always a new version; what was agreed to stays as it was."""

    class Meta:
        model = ConsentText
        fields = ["purpose", "text"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        newest = ConsentText.objects.filter(purpose=ConsentText.Purpose.NEWSLETTER).order_by("-version").first()
        if newest:
            self.fields["text"].initial = newest.text

    def clean(self) -> dict[str, Any]:
        """Number the version; the same words again are no new version."""
        cleaned: dict[str, Any] = super().clean()
        newest = ConsentText.objects.filter(purpose=cleaned.get("purpose", "")).order_by("-version").first()
        if newest and newest.text.strip() == str(cleaned.get("text", "")).strip():
            self.add_error("text", _("These are the words that are asked with today."))
        self.instance.version = newest.version + 1 if newest else 1
        return cleaned
