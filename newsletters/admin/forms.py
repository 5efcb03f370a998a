"""What the coordinator types before an issue is sent."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletters.actions.sending import UNDO

_HOURS = [
    ("1", gettext_lazy("after an hour")),
    ("4", gettext_lazy("after 4 hours")),
    ("24", gettext_lazy("after a day")),
    ("72", gettext_lazy("after three days")),
]
_BETWEEN_DIGITS = str.maketrans("", "", ". \u00a0\u202f")
_FURTHEST = timedelta(days=365)


class ConfirmForm(forms.Form):
    """When it goes, and how many get it, typed by hand. Its key is made with the form, so that sending twice sends
    once."""

    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[("now", gettext_lazy("In five minutes")), ("later", gettext_lazy("At another time:"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label=gettext_lazy("Date and time"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    lateness = forms.ChoiceField(
        label=gettext_lazy("If it is delayed, hold it back"),
        choices=_HOURS,
        initial="4",
        help_text=gettext_lazy("An issue about Tuesday must not arrive on Thursday: it waits for you instead."),
    )
    number = forms.CharField(
        label=gettext_lazy("Type the number of recipients"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now

    def clean_number(self) -> int:
        """The number, also as "1.812"."""
        digits = str(self.cleaned_data["number"]).translate(_BETWEEN_DIGITS)
        if not (digits.isascii() and digits.isdecimal()):
            raise forms.ValidationError(_("Write a number, such as 1.812."))
        return int(digits)

    def clean(self) -> dict[str, Any]:
        """A time when one was asked for, within a year."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        at = cleaned.get("at")
        if cleaned.get("when") == "later" and "at" not in self.errors:
            if at is None:
                self.add_error("at", _("Choose a date and a time."))
            elif at > self.now + _FURTHEST:
                self.add_error("at", _("Choose a time within a year."))
        return cleaned

    @property
    def times(self) -> tuple[datetime, datetime]:
        """When a valid form sends, and when that is too late."""
        data = self.cleaned_data
        send_at: datetime = data["at"] if data["when"] == "later" else self.now + UNDO
        return send_at, send_at + timedelta(hours=int(data["lateness"]))

    @property
    def sending_key(self) -> UUID:
        """The key of a valid form."""
        key: UUID = self.cleaned_data["key"]
        return key
