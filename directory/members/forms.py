"""What a member says about themselves."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.contacts.channels import parse_phone
from directory.contacts.models import Organisation, Subject
from directory.members.actions import Profile
from directory.members.models import MailDomain, Membership, Profession
from directory.members.workplaces import grouped, workplaces
from portal import cpr
from portal.models import ConsentText

_WORKPLACE_MISSING = gettext_lazy("Choose where you work, or write it below.")


class ProfileForm(forms.Form):
    """Name, profession, workplace and subjects; the newsletter only when `newsletter` holds the words to say yes to.

    The workplace is a plain select: the suggestion of the mail domain is chosen beforehand, and "another workplace" is
    a field below it.
    """

    first_name = forms.CharField(
        max_length=150, error_messages={"required": gettext_lazy("Write your first name.")}, validators=[cpr.refuse]
    )
    last_name = forms.CharField(
        max_length=150, error_messages={"required": gettext_lazy("Write your last name.")}, validators=[cpr.refuse]
    )
    profession = forms.ModelChoiceField(
        Profession.objects.all(),
        empty_label=gettext_lazy("Choose from the list"),
        error_messages={
            "required": gettext_lazy("Choose your profession. Choose the last one when none fits."),
            "invalid_choice": gettext_lazy("Choose a profession from the list."),
        },
    )
    organisation = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("Choose a workplace from the list, or write it below.")},
    )
    other_organisation = forms.CharField(max_length=120, required=False, validators=[cpr.refuse])
    title = forms.CharField(max_length=80, required=False, validators=[cpr.refuse])
    phone = forms.CharField(max_length=32, required=False, validators=[cpr.refuse])
    subjects = forms.ModelMultipleChoiceField(
        Subject.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose subjects from the list.")},
    )
    newsletter = forms.BooleanField(required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        membership: Membership,
        domain: MailDomain | None,
        newsletter: ConsentText | None,
        today: date,
    ) -> None:
        self.domain = domain
        self.newsletter_text = newsletter
        self.places = workplaces(today)
        super().__init__(data, initial=self._known(membership))
        if membership.organisation is not None:  # it may have left the network since: the choice is kept
            self.places[membership.organisation.pk] = membership.organisation
        choice = self.fields["organisation"]
        choice.choices = [("", _("Choose from the list")), *grouped(self.places, today)]  # type: ignore[attr-defined]
        if newsletter is None:
            del self.fields["newsletter"]

    def _known(self, membership: Membership) -> dict[str, Any]:
        """What the fields say when the form is opened; the mail domain's organisation when nothing is known yet."""
        known: dict[str, Any] = {
            "first_name": membership.user.first_name,
            "last_name": membership.user.last_name,
            "profession": membership.profession_id,
            "organisation": membership.organisation_id,
            "other_organisation": membership.other_organisation,
            "title": membership.title,
            "phone": membership.phone,
            "subjects": list(membership.subjects.values_list("pk", flat=True)) if membership.pk else [],
        }
        if self.domain is not None and not membership.workplace:
            known["organisation"] = self.domain.organisation_id
        return known

    @property
    def is_suggested(self) -> bool:
        """Whether the workplace shown was suggested by the mail domain."""
        return (
            self.domain is not None
            and not self.is_bound
            and self.initial["organisation"] == self.domain.organisation_id
            and not self.initial["other_organisation"]
        )

    def clean_phone(self) -> str:
        """The number in its one spelling."""
        text = str(self.cleaned_data["phone"])
        if not text:
            return ""
        try:
            number, extension = parse_phone(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return f"{number};ext={extension}" if extension else number

    def clean(self) -> dict[str, Any]:
        """One workplace: from the list, or in words."""
        data: dict[str, Any] = super().clean() or {}
        if "organisation" not in self.errors and "other_organisation" not in self.errors:
            if not data.get("organisation") and not data.get("other_organisation"):
                self.add_error("organisation", str(_WORKPLACE_MISSING))
            if data.get("organisation") and data.get("other_organisation"):
                self.add_error(
                    "other_organisation", _("You have chosen a workplace and written another one. Keep one of them.")
                )
        return data

    def profile(self) -> Profile:
        """What a valid form says."""
        data = self.cleaned_data
        organisation: Organisation | None = self.places[data["organisation"]] if data["organisation"] else None
        return Profile(
            first_name=data["first_name"],
            last_name=data["last_name"],
            profession=data["profession"],
            organisation=organisation,
            other_organisation=data["other_organisation"],
            title=data["title"],
            phone=data["phone"],
            subjects=list(data["subjects"]),
        )

    def wants_newsletter(self) -> bool:
        """Whether the box was ticked."""
        return bool(self.cleaned_data.get("newsletter"))
