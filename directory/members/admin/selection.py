"""Some of the members: by filters and words, the same for the list, the exports and the addresses for a mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from directory.contacts.admin.views import folded_search
from directory.contacts.models import Organisation, Subject
from directory.members.models import Membership, Profession, RoleGrant
from directory.members.roles import below
from portal.models import Consent, ConsentText
from portal.typed import typed

SEARCHED = (
    "user__first_name",
    "user__last_name",
    "user__email",
    "organisation__name",
    "organisation__short_name",
    "other_organisation",
    "title",
)
_STATES = [choice for choice in Membership.State.choices if choice[0] != Membership.State.LEFT]
_SILENT = [("365", gettext_lazy("for a year")), ("548", gettext_lazy("for eighteen months"))]


def everybody() -> QuerySet[Membership]:
    """All who have not left, those who wait first, with what a row of the list shows."""
    waits = When(state=Membership.State.PENDING, applied_at__isnull=False, then=Value(0))
    return (
        Membership.objects.exclude(state=Membership.State.LEFT)
        .select_related("user", "profession", "organisation")
        .annotate(
            place_in_line=Case(waits, default=Value(1), output_field=IntegerField()),
            has_newsletter=Exists(_newsletter()),
        )
        .order_by("place_in_line", "user__first_name", "user__last_name", "pk")
    )


def _newsletter() -> QuerySet[Consent]:
    yes = Consent.objects.in_force().filter(purpose=ConsentText.Purpose.NEWSLETTER)
    return yes.filter(user=OuterRef("user"))


class MemberFilterSet(WagtailFilterSet):
    """Filters for the list of members."""

    state = ChoiceFilter(label=gettext_lazy("State"), choices=_STATES)
    workplace = ModelChoiceFilter(
        label=gettext_lazy("Workplace, with what belongs to it"),
        queryset=Organisation.objects.exclude(kind=Organisation.Kind.UNIT),
        method="filter_workplace",
    )
    profession = ModelChoiceFilter(label=gettext_lazy("Profession"), queryset=Profession.objects.all())
    subjects = ModelChoiceFilter(label=gettext_lazy("Subject of interest"), queryset=Subject.objects.all())
    newsletter = ChoiceFilter(
        label=gettext_lazy("Newsletter"),
        choices=[("yes", gettext_lazy("has said yes")), ("no", gettext_lazy("has not said yes"))],
        method="filter_newsletter",
    )
    role = ChoiceFilter(label=gettext_lazy("Role"), choices=RoleGrant.Role.choices, method="filter_role")
    silent = ChoiceFilter(label=gettext_lazy("No sign of life"), choices=_SILENT, method="filter_silent")

    class Meta:
        model = Membership
        fields: list[str] = []

    def filter_workplace(self, queryset: QuerySet[Membership], _name: str, value: Organisation) -> QuerySet[Membership]:
        """Those who work there, or in what belongs to it today."""
        return queryset.filter(organisation__in={value.pk, *below({value.pk}, timezone.localdate())})

    def filter_newsletter(self, queryset: QuerySet[Membership], _name: str, value: str) -> QuerySet[Membership]:
        """Those who have said yes, or the others."""
        yes = Exists(_newsletter())
        return queryset.filter(yes if value == "yes" else ~yes)

    def filter_role(self, queryset: QuerySet[Membership], _name: str, value: str) -> QuerySet[Membership]:
        """Those who have the role now."""
        return queryset.filter(user__in=RoleGrant.objects.in_force().filter(role=value).values("user"))

    def filter_silent(self, queryset: QuerySet[Membership], _name: str, value: str) -> QuerySet[Membership]:
        """Those of whom nobody has heard for so many days."""
        return queryset.filter(silent_since(timezone.now() - timedelta(days=int(value))))


def silent_since(moment: datetime) -> Q:
    """No log-in and no answer since then."""
    return Q(active_at__lt=moment) & (Q(user__last_login=None) | Q(user__last_login__lt=moment))


@dataclass(frozen=True)
class Selection:
    """Some of the members, and how they were selected, in words."""

    members: QuerySet[Membership]
    words: str
    query: str  # the same as the end of an address


def select(request: HttpRequest, query: QueryDict) -> Selection:
    """What the list shows for this query."""
    filters = MemberFilterSet(query, queryset=everybody(), request=request)
    # A filter that makes no sense selects nobody, rather than everybody.
    members = filters.qs if filters.is_valid() else everybody().none()
    said = [f"{filters.form.fields[name].label}: {_label(filters, name)}" for name in filters.form.changed_data]
    if text := typed(query, "q").strip():
        members = folded_search(members, SEARCHED, text)
        said.append(_("Search: %(text)s") % {"text": text})
    return Selection(members, "; ".join(said) or _("all members"), query.urlencode())


def _label(filters: MemberFilterSet, name: str) -> Any:
    value = filters.form.cleaned_data.get(name)
    choices = dict(getattr(filters.form.fields[name], "choices", [])) if isinstance(value, str) else {}
    return choices.get(value, value)
