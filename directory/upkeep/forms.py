"""“Something wrong?”: the report form. It needs no log-in, no cookie and no script."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.upkeep.models import Correction
from portal import cpr

SALT = "directory.upkeep.correction"
SHORTEST = timedelta(seconds=2)  # nobody reads and answers the form faster; programs do
LONGEST = timedelta(hours=2)


def form_stamp(now: datetime) -> str:
    """A signed note of when the form was shown."""
    return signing.Signer(salt=SALT).sign(str(int(now.timestamp())))


def _shown_at(stamp: str) -> datetime | None:
    """When the form was shown; None when the stamp is not ours."""
    try:
        return datetime.fromtimestamp(int(signing.Signer(salt=SALT).unsign(stamp)), UTC)
    except (signing.BadSignature, ValueError):
        return None


class CorrectionForm(forms.Form):
    """What is wrong, what it should say, and perhaps where to answer.

    `website` is a trap that only programs fill in. A form sent too fast or too late is shown again with all that was
    typed and a fresh stamp, so a person loses nothing.
    """

    kind = forms.ChoiceField(
        choices=Correction.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    text = forms.CharField(required=False, max_length=1000)
    reporter_email = forms.EmailField(
        required=False,
        error_messages={"invalid": gettext_lazy("Write an e-mail address, such as navn@example.dk.")},
    )
    website = forms.CharField(required=False)
    stamp = forms.CharField(required=False)

    def __init__(self, data: QueryDict | None = None, *, now: datetime) -> None:
        super().__init__(data)
        self.now = now

    def clean_text(self) -> str:
        """The text, refused when it holds what looks like a CPR number."""
        text = str(self.cleaned_data["text"])
        if cpr.strip(text)[1]:
            raise forms.ValidationError(
                _("This looks like a CPR number. Take it out; we need nothing about the citizen. Nothing was stored.")
            )
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse what a program sent."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("website"):
            raise forms.ValidationError(_("Leave the field “Website” empty, and send again."))
        shown_at = _shown_at(data.get("stamp", ""))
        if shown_at is None or self.now - shown_at > LONGEST:
            raise forms.ValidationError(
                _("The page has been open for a long time. What you wrote is here. Send again.")
            )
        if self.now - shown_at < SHORTEST:
            raise forms.ValidationError(
                _("It went very fast. What you wrote is here. Wait two seconds, and send again.")
            )
        return data
