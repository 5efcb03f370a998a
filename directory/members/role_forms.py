"""Giving a role: who, which one, and where."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from directory.members.models import RoleGrant
from directory.members.roles import grantable_roles
from portal.models import User


class RoleGrantForm(WagtailAdminModelForm):
    """A new role. The person is found by e-mail: a list of 1,800 names helps nobody."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of the person"), help_text=gettext_lazy("The address that the person logs in with.")
    )
    field_order = ["email", "role", "organisation"]

    class Meta:
        model = RoleGrant
        fields = ["role", "organisation"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        allowed = grantable_roles(self.for_user)
        choices = [(value, label) for value, label in RoleGrant.Role.choices if value in allowed]
        self.fields["role"].choices = choices

    def clean_email(self) -> User:
        """The user with the address."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"].strip()).first()
        if user is None:
            raise forms.ValidationError(
                _("Nobody has registered with this address. Look it up under Members, or ask the person to register.")
            )
        return user
