"""What a professional is asked when they sign up: only what is missing, and every refusal says what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import ean
from stdnum.dk import cvr
from stdnum.exceptions import ValidationError as NumberError

from directory.contacts.models import Organisation
from directory.members.workplaces import grouped, workplaces
from portal import cpr
from themedays.actions import PayerData
from themedays.models import Need, Payer

Kind = Payer.Kind
MOST_COLLEAGUES = 10


@dataclass(frozen=True)
class Missing:
    """What must be known before the person can have a seat, and is not."""

    name: bool = False
    workplace: bool = False
    payer: bool = False

    def __bool__(self) -> bool:
        return self.name or self.workplace or self.payer


def _line(length: int, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=length, validators=[cpr.refuse], **options)


class SignUpForm(forms.Form):
    """Name, workplace and payer, as far as they are missing."""

    first_name = _line(150, error_messages={"required": gettext_lazy("Write your first name.")})
    last_name = _line(150, error_messages={"required": gettext_lazy("Write your last name.")})
    organisation = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("Choose a workplace from the list, or write it below.")},
    )
    other_organisation = _line(120, required=False)
    kind = forms.ChoiceField(
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who pays for the day."),
            "invalid_choice": gettext_lazy("Choose who pays for the day."),
        },
    )
    # In the order of the screen: the list of faults above the form follows it.
    public_name = _line(120, required=False)
    ean = _line(20, required=False)
    contact = _line(80, required=False)
    reference = _line(60, required=False)
    company_name = _line(120, required=False)
    cvr = _line(20, required=False)
    company_address = _line(200, required=False)
    company_email = forms.EmailField(
        required=False, error_messages={"invalid": gettext_lazy("Write an e-mail address, such as mette@example.dk.")}
    )
    own_name = _line(120, required=False)
    own_address = _line(200, required=False)

    def __init__(self, data: QueryDict | None = None, *, missing: Missing, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.missing = missing
        self.places: dict[int, Organisation] = {}
        if not missing.name:
            del self.fields["first_name"], self.fields["last_name"]
        if missing.workplace:
            self.places = workplaces(today)
            choice = self.fields["organisation"]
            choice.choices = [("", _("Choose from the list")), *grouped(self.places, today)]  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"], self.fields["other_organisation"]
        if not missing.payer:
            for name in _PAYER_FIELDS:
                del self.fields[name]

    def clean_ean(self) -> str:
        """Thirteen digits, of which the last proves the others (GS1)."""
        text = "".join(str(self.cleaned_data["ean"]).split())
        if text and (len(text) != 13 or not ean.is_valid(text)):
            raise ValidationError(_("This is no EAN number. It has 13 digits; check each of them against your own."))
        return text

    def clean_cvr(self) -> str:
        """Eight digits, of which the last proves the others."""
        text = str(self.cleaned_data["cvr"])
        if not text:
            return ""
        try:
            return str(cvr.validate(text))
        except NumberError as error:
            raise ValidationError(_("This is no CVR number. It has 8 digits; check each of them.")) from error

    def clean(self) -> dict[str, Any]:
        """One workplace, and whatever the one who pays needs for an invoice."""
        data: dict[str, Any] = super().clean() or {}
        if self.missing.workplace and not {"organisation", "other_organisation"} & set(self.errors):
            if not data.get("organisation") and not data.get("other_organisation"):
                self.add_error("organisation", _("Choose where you work, or write it below."))
            if data.get("organisation") and data.get("other_organisation"):
                self.add_error(
                    "other_organisation", _("You have chosen a workplace and written another one. Keep one of them.")
                )
        for name, words in _NEEDED.get(data.get("kind", ""), {}).items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        return data

    def organisation_chosen(self) -> Organisation | None:
        """The workplace from the list."""
        key = self.cleaned_data.get("organisation")
        return self.places[key] if key else None

    def payer(self) -> PayerData | None:
        """Who pays, when it was asked."""
        data = self.cleaned_data
        if not self.missing.payer:
            return None
        match data["kind"]:
            case Kind.EAN:
                own = {"name": data["public_name"], "ean": data["ean"]}
                return PayerData(Kind.EAN, **own, reference=data["reference"], contact=data["contact"])
            case Kind.COMPANY:
                own = {"name": data["company_name"], "address": data["company_address"], "cvr": data["cvr"]}
                return PayerData(Kind.COMPANY, **own, email=data["company_email"])
        return PayerData(Kind.OWN, name=data["own_name"], address=data["own_address"])


_PAYER_FIELDS = (
    *("kind", "ean", "reference", "contact", "public_name"),
    *("cvr", "company_name", "company_address", "company_email", "own_name", "own_address"),
)
_NEEDED: dict[str, dict[str, Any]] = {
    Kind.EAN: {
        "public_name": gettext_lazy("Write the name of the workplace that pays."),
        "ean": gettext_lazy("Write the EAN number of the workplace. It has 13 digits."),
        "contact": gettext_lazy("Write whom the invoice is for the attention of."),
    },
    Kind.COMPANY: {
        "company_name": gettext_lazy("Write the name of the workplace that pays."),
        "cvr": gettext_lazy("Write the CVR number of the workplace. It has 8 digits."),
        "company_address": gettext_lazy("Write the address that the invoice goes to."),
    },
    Kind.OWN: {
        "own_name": gettext_lazy("Write the name that the invoice is made out to."),
        "own_address": gettext_lazy("Write the address that the invoice goes to."),
    },
}


class NeedsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The ticks; what is no key of a row is no need, however long it is."""

    def clean(self, value: Any) -> Any:
        """Refuse a key that no database can hold."""
        if any(len(str(key)) > 18 for key in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class NeedsForm(forms.Form):
    """Food and access: ticks on a closed list, and the yes that keeping them takes (GDPR art. 9(2)(a))."""

    needs = NeedsField(
        Need.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list.")},
    )
    agrees = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Nothing is kept without the yes."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("needs") and not data.get("agrees"):
            self.add_error("agrees", _("Tick that we may keep it until 14 days after the day. Or take your ticks off."))
        return data

    def groups(self) -> Iterable[tuple[str, list[Any]]]:
        """The boxes under food and access."""
        kinds = dict(Need.objects.values_list("pk", "kind"))
        boxes = list(self["needs"])
        for kind in Need.Kind:
            yield str(kind.label), [box for box in boxes if kinds.get(int(str(box.data["value"]))) == kind]


class ColleagueForm(forms.Form):
    """One colleague: name and address at work."""

    name = _line(150, error_messages={"required": gettext_lazy("Write your colleague's name.")})
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write your colleague's e-mail at work."),
            "invalid": gettext_lazy("Write an e-mail address, such as mette@example.dk."),
        },
    )


class ColleagueRows(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Rows for colleagues, each of which may be emptied again, also one that was filled in when it was shown."""

    rows = 4

    def initial_form_count(self) -> int:
        """None: Django would insist on a row that it has shown filled in."""
        return 0

    def total_form_count(self) -> int:
        """What was sent; otherwise the rows asked for, and one more than are filled in."""
        if self.is_bound:
            return super().total_form_count()
        return min(MOST_COLLEAGUES, max(self.rows, len(self.initial or []) + 1))

    def typed(self) -> list[dict[str, str]]:
        """What stands in the rows that were sent, as it was typed, without the empty ones."""
        rows = [{name: str(form[name].value() or "") for name in ("name", "email")} for form in self.forms]
        return [row for row in rows if any(row.values())]


ColleaguesFormSet: type[ColleagueRows] = forms.formset_factory(  # type: ignore[assignment]  # of its own formset
    ColleagueForm, formset=ColleagueRows, max_num=MOST_COLLEAGUES, validate_max=True, absolute_max=MOST_COLLEAGUES
)
