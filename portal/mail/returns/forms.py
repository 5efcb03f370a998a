"""What the coordinator types about addresses that get no mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal import cpr
from portal.addresses import AddressError, normalise


class LookUpForm(forms.Form):
    """An address, in any spelling; cleaned, in its one."""

    address = forms.CharField(label=_("Mail address"), max_length=254)

    def clean_address(self) -> str:
        """The address as it is known by its key."""
        try:
            return normalise(self.cleaned_data["address"])
        except AddressError as error:
            raise forms.ValidationError(str(error)) from error


class BlockForm(LookUpForm):
    """An address, and why it gets nothing more."""

    why = forms.CharField(label=_("Why"), max_length=200, validators=[cpr.refuse])


class LetGoForm(forms.Form):
    """Why an address gets mail again."""

    why = forms.CharField(label=_("Why"), max_length=200, validators=[cpr.refuse])


def errors_of(form: Any) -> str:
    """All that is wrong with a form, in one line."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
