"""What the coordinator types about a day's seats, people, mails and cancellation."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from directory.contacts.models import Organisation
from portal import cpr
from portal.addresses import AddressError, normalise
from themedays.models import DayMail, SeatPool

# Longer than any day.
MOST_MINUTES = 24 * 60
DATES = ("opens_at", "closes_at", "cancel_until", "release_at")


class LocalDateTimeInput(forms.DateTimeInput):
    """A moment in local time, by the browser's own picker: no script is needed."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SeatsForm(WagtailAdminModelForm):
    """How many may come, and from when to when one can sign up. Whoever uses it writes through `change_seats`."""

    class Meta:
        model = SeatPool
        fields = ["capacity", "mode", "opens_at", "closes_at", "cancel_until", "release_at"]
        widgets = {
            "mode": forms.RadioSelect,
            **dict.fromkeys(DATES, LocalDateTimeInput),
        }

    def __init__(self, *args: Any, starts_at: datetime | None, active: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.starts_at = starts_at
        self.active = active

    def clean_capacity(self) -> int | None:
        """A number, as long as somebody is signed up."""
        capacity: int | None = self.cleaned_data["capacity"]
        if capacity is None and self.active:
            raise forms.ValidationError(_("Somebody is signed up. Write a number, or cancel the day."))
        return capacity

    def clean(self) -> dict[str, Any]:
        """No date after the day has begun: it would never come true."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in DATES:
            at = cleaned.get(name)
            if at and self.starts_at and at > self.starts_at:
                self.add_error(name, _("This is after the day has begun. Choose an earlier time, or leave it empty."))
        return cleaned


class AllocationForm(forms.Form):
    """What one organisation has of the seats."""

    reserved = forms.IntegerField(min_value=0, max_value=9999, required=False)
    maximum = forms.IntegerField(min_value=0, max_value=9999, required=False)

    def __init__(self, *args: Any, name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        reserved, maximum = _("Reserved for %(name)s"), _("At most for %(name)s")
        self.fields["reserved"].widget.attrs["aria-label"] = reserved % {"name": name}
        self.fields["maximum"].widget.attrs["aria-label"] = maximum % {"name": name}

    def clean(self) -> dict[str, Any]:
        """Nobody gets fewer than are kept for them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["reserved"] = cleaned.get("reserved") or 0
        maximum = cleaned.get("maximum")
        if maximum is not None and maximum < cleaned["reserved"]:
            self.add_error("maximum", _("An organisation cannot have fewer seats than are kept for it."))
        return cleaned


class NewParticipantForm(forms.Form):
    """Somebody the coordinator signs up by name and address."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254)
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Workplace"), queryset=Organisation.objects.all(), required=False
    )
    workplace = forms.CharField(
        label=gettext_lazy("Or the workplace in words"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only when it is not in the list."),
    )

    def clean_email(self) -> str:
        """The address in its one spelling."""
        try:
            address = normalise(self.cleaned_data["email"])
        except AddressError as error:
            raise forms.ValidationError(str(error)) from error
        return address

    def clean(self) -> dict[str, Any]:
        """No citizens' numbers."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _refuse_numbers(self, self.fields)
        return cleaned


class DayMailForm(forms.Form):
    """A mail to the people of a day. Its key is made with the form, so that sending twice sends once."""

    audience = forms.ChoiceField(label=gettext_lazy("To"), choices=DayMail.Audience.choices, widget=forms.RadioSelect)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=120)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 14}))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        """No citizens' numbers."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _refuse_numbers(self, ("subject", "text"))
        return cleaned

    @property
    def sending_key(self) -> UUID:
        """The key of a valid form."""
        key: UUID = self.cleaned_data["key"]
        return key


class CancelDayForm(forms.Form):
    """Why a day is cancelled, and that it is meant."""

    note = forms.CharField(
        label=gettext_lazy("Why, in one sentence"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("It stands in the mail and on the page."),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Yes, cancel the day. It cannot be undone."),
        error_messages={"required": gettext_lazy("Tick the box first: it cannot be undone.")},
    )

    def clean_note(self) -> str:
        """One line without citizens' numbers."""
        note = " ".join(str(self.cleaned_data["note"]).split())
        cpr.refuse(note)
        return note


def _refuse_numbers(form: forms.Form, names: Any) -> None:
    for name in names:
        try:
            cpr.refuse(str(form.cleaned_data.get(name) or ""))
        except forms.ValidationError as error:
            form.add_error(name, error)
