"""Who pays for somebody the coordinator signs up, and those of whom nobody has said who pays."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.contacts.models import Organisation
from themedays.actions import PayerData, participates
from themedays.actions.signing_up import day_of
from themedays.admin.people import registrations
from themedays.forms import Missing, SignUpForm
from themedays.models import Payer, Registration, SeatPool, ThemeDayPage

Kind = Payer.Kind
_LABELS = {
    "public_name": gettext_lazy("The workplace's name"),
    "ean": gettext_lazy("EAN number"),
    "contact": gettext_lazy("For the attention of"),
    "reference": gettext_lazy("Reference or order number"),
    "company_name": gettext_lazy("The workplace's name"),
    "cvr": gettext_lazy("CVR number"),
    "company_address": gettext_lazy("Address"),
    "company_email": gettext_lazy("E-mail for the invoice"),
    "own_name": gettext_lazy("Name on the invoice"),
    "own_address": gettext_lazy("Address"),
}
_GROUPS = {
    Kind.EAN: ("public_name", "ean", "contact", "reference"),
    Kind.COMPANY: ("company_name", "cvr", "company_address", "company_email"),
    Kind.OWN: ("own_name", "own_address"),
}


class PayerForm(SignUpForm):
    """The payer, as people are asked themselves; it may be left open, for whoever calls may not know."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, missing=Missing(payer=True), today=timezone.localdate())
        kind = self.fields["kind"]
        kind.label, kind.required = _("The payer"), False
        kind.choices = [("", _("not known yet")), *self._choices()]  # type: ignore[attr-defined]
        for name, label in _LABELS.items():
            self.fields[name].label = label

    @staticmethod
    def _choices() -> list[tuple[str, str]]:
        words = {Kind.OWN: _("the participant")}
        return [(kind.value, words.get(kind, str(kind.label))) for kind in _GROUPS]

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """What is asked about each kind of payer."""
        for kind, label in self._choices():
            yield label, [self[name] for name in _GROUPS[Kind(kind)]]

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed is lost because no kind was chosen."""
        data = super().clean()
        if "kind" not in self.errors and not data.get("kind") and any(data.get(name) for name in _LABELS):
            self.add_error("kind", _("Choose who pays for the day."))
        return data

    def payer(self) -> PayerData | None:
        """Who pays; None when it was left open."""
        return super().payer() if self.cleaned_data["kind"] else None


def payer_form(day: ThemeDayPage, data: QueryDict | None) -> PayerForm | None:
    """The form; None for a day that is free for everybody."""
    return PayerForm(data) if day.price else None


def without_payer(pool: SeatPool) -> list[Registration]:
    """Those on the day's lists whose workplace is not in the network, and of whom nobody has said who pays.

    Two queries, and one walk up the tree for each workplace that does not say by itself that it is in the network.
    """
    if pool.pk is None or not pool.page.price:
        return []
    day = day_of(pool)
    network = set(Organisation.objects.participating(day).values_list("pk", flat=True))
    unnamed = registrations(pool).active().filter(payer=None).exclude(user=None).order_by("queued_at", "pk")
    rows = [row for row in unnamed if not network & {row.organisation_id, row.share_id}]
    is_free = {organisation: participates(organisation, day) for organisation in {row.organisation for row in rows}}
    return [row for row in rows if not is_free[row.organisation]]
