"""What the coordinator writes about a group: its size and state, who leads it, what is kept, a new member."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from directory.members.models import Membership
from directory.members.roles import Role, has_role
from portal import cpr
from portal.models import User
from supervision.models import Group, GroupSupervisor

LARGEST_GROUP = 50
_FIRST_YEAR, _LAST_YEAR = 1950, 2099


def _user_of(email: str) -> User:
    """The member with the address.

    Raises:
        ValidationError: there is none.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None or not Membership.objects.approved().filter(user=user).exists():
        raise forms.ValidationError(_("No member has this address. Look it up under Members."))
    return user


def _bound(field: forms.Field, least: int, most: int) -> None:
    """Refuse numbers that nobody means, before the database does."""
    field.validators += [MinValueValidator(least), MaxValueValidator(most)]
    field.widget.attrs |= {"min": least, "max": most}


class GroupForm(WagtailAdminModelForm):
    """Size and state. Whoever uses it writes through `change_group`."""

    class Meta:
        model = Group
        fields = ["state", "mode", "size_min", "size_max"]
        widgets = {"state": forms.RadioSelect, "mode": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("size_min", "size_max"):
            _bound(self.fields[name], 1, LARGEST_GROUP)


class KeptForm(forms.Form):
    """How many seats are kept for one organisation."""

    kept = forms.IntegerField(min_value=0, max_value=LARGEST_GROUP, required=False)

    def __init__(self, *args: Any, name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kept"].widget.attrs["aria-label"] = _("Seats kept for %(organisation)s") % {"organisation": name}


class SupervisorForm(WagtailAdminModelForm):
    """Who leads a group."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail that the person logs in with"),
        required=False,
        help_text=gettext_lazy("Empty: the person does not log in, and somebody else keeps the roster."),
    )
    field_order = ["name", "title", "email"]

    class Meta:
        model = GroupSupervisor
        fields = [
            "name",
            "title",
            "is_psychologist",
            "is_academic",
            "graduated_year",
            "authorised_year",
            "is_external",
            "starts_on",
            "ends_on",
        ]
        widgets = {
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "ends_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.user is not None:
            self.fields["email"].initial = self.instance.user.email
        for name in ("name", "title"):
            self.fields[name].validators.append(cpr.refuse)
        for name in ("graduated_year", "authorised_year"):
            _bound(self.fields[name], _FIRST_YEAR, _LAST_YEAR)

    def clean_email(self) -> User | None:
        """The member with the address, who has the role."""
        email = self.cleaned_data["email"]
        if not email:
            return None
        user = _user_of(email)
        if not has_role(user, Role.SUPERVISOR):
            raise forms.ValidationError(
                _("The person is not a group supervisor. Give them the role first, under Roles.")
            )
        taken = GroupSupervisor.objects.filter(group=self.instance.group, user=user, ends_on=None)
        if taken.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("The person leads the group already."))
        return user


class AddForm(forms.Form):
    """Somebody who is to be in the group without having asked."""

    email = forms.EmailField(label=gettext_lazy("E-mail of the member"))

    def clean_email(self) -> User:
        """The member with the address."""
        return _user_of(self.cleaned_data["email"])
