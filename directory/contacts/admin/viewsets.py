"""One viewset per table that the coordinator keeps."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, UpdatedAtColumn
from wagtail.admin.viewsets.model import ModelViewSet

from directory.contacts.admin import panels
from directory.contacts.admin.views import CardEditView, FoldedIndexView, ProtectedDeleteView, ServiceIndexView
from directory.contacts.freshness import FRESH_DAYS, STALE_DAYS, unconfirmed_since
from directory.contacts.models import (
    Function,
    Organisation,
    Person,
    PostalCode,
    Service,
    StandardText,
    Subject,
    UrgentNumber,
)


def confirmed_text(service: Service) -> str:
    """When the service was last confirmed: "3.11.2026", "5.5.2026: confirm it", "never"."""
    if service.verified_on is None:
        return gettext("never")
    day = date_format(service.verified_on, "j.n.Y")
    if service.verified_on < timezone.localdate() - timedelta(days=FRESH_DAYS):
        return gettext("%(date)s: confirm it") % {"date": day}
    return day


class ServiceFilterSet(WagtailFilterSet):
    """Filters for the list of services."""

    municipality = ModelChoiceFilter(
        label=_("Organisation"),
        field_name="organisation",
        queryset=Organisation.objects.filter(services__gt=0).distinct(),
    )
    function = ModelChoiceFilter(label=_("Function"), queryset=Function.objects.all())
    status = ChoiceFilter(label=_("Status"), choices=Service.Status.choices)
    confirmed = ChoiceFilter(
        label=_("Confirmed"),
        method="filter_confirmed",
        choices=[
            (str(FRESH_DAYS), _("not in the last 90 days")),
            (str(STALE_DAYS), _("not in the last 180 days")),
            ("never", _("never")),
        ],
    )

    class Meta:
        model = Service
        fields: list[str] = []

    def filter_confirmed(self, queryset: QuerySet[Service], name: str, value: str) -> QuerySet[Service]:
        """Services that have gone unconfirmed for as long as asked."""
        if value == "never":
            return queryset.filter(verified_on=None)
        return queryset.filter(unconfirmed_since(timezone.localdate(), int(value)))


class ContactsViewSet(ModelViewSet):
    """What the directory's viewsets share: Danish search, history, usage, safe exports."""

    index_view_class = FoldedIndexView
    delete_view_class = ProtectedDeleteView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    search_backend_name = None


class ServiceViewSet(ContactsViewSet):
    """Services: whom to call."""

    model = Service
    name = "services"
    url_prefix = "kontakter"
    menu_label = _("Services")
    icon = "mail"
    index_view_class = ServiceIndexView
    edit_view_class = CardEditView
    edit_handler = panels.SERVICE
    list_display = [
        "name",
        Column("organisation", label=_("Organisation"), sort_key="organisation__name"),
        Column("function", label=_("Function"), sort_key="function__rank"),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        Column("verified_on", label=_("Confirmed"), accessor=confirmed_text, sort_key="verified_on"),
    ]
    filterset_class = ServiceFilterSet
    search_fields = ["name", "also_called", "organisation__name", "function__name"]
    list_export = [
        "organisation.name",
        "function.name",
        "name",
        "get_status_display",
        "hours",
        "verified_on",
        "verified_by",
    ]
    export_headings = {
        "organisation.name": _("Organisation"),
        "function.name": _("Function"),
        "name": _("Local name"),
        "get_status_display": _("Status"),
        "hours": _("Phone hours"),
        "verified_on": _("Confirmed"),
        "verified_by": _("Confirmed by"),
    }
    export_filename = "kontakter"


class OrganisationViewSet(ContactsViewSet):
    """Organisations: where the services belong."""

    model = Organisation
    name = "organisations"
    url_prefix = "organisationer"
    menu_label = _("Organisations")
    icon = "site"
    edit_handler = panels.ORGANISATION
    list_display = ["name", "kind", "municipality_code", UpdatedAtColumn()]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "municipality_code"]
    list_export = ["name", "kind", "municipality_code", "cvr", "sor", "ean"]
    export_filename = "organisationer"


class PersonViewSet(ContactsViewSet):
    """People: the names on the cards. Not exported: their numbers are not all for everybody."""

    model = Person
    name = "people"
    url_prefix = "personer"
    menu_label = _("People")
    icon = "user"
    edit_handler = panels.PERSON
    list_display = ["name", "title", Column("organisation", label=_("Organisation"), sort_key="organisation__name")]
    search_fields = ["name", "title", "organisation__name"]


class SubjectViewSet(ContactsViewSet):
    """Subjects: what it is about, and the words for it."""

    model = Subject
    name = "subjects"
    url_prefix = "emner"
    menu_label = _("Subjects")
    icon = "tag"
    edit_handler = panels.SUBJECT
    list_display = ["name", BooleanColumn("is_urgent", label=_("Urgent")), UpdatedAtColumn()]
    search_fields = ["name", "words"]


class FunctionViewSet(ContactsViewSet):
    """Functions: what kind of service."""

    model = Function
    name = "functions"
    url_prefix = "funktioner"
    menu_label = _("Functions")
    icon = "list-ul"
    edit_handler = panels.FUNCTION
    list_display = ["name", "key", "level", "rank"]
    list_filter = ["level"]
    search_fields = ["name", "key", "words"]


class StandardTextViewSet(ContactsViewSet):
    """Standard texts: kept once, shown on many cards."""

    model = StandardText
    name = "standard-texts"
    url_prefix = "standardtekster"
    menu_label = _("Standard texts")
    icon = "doc-full"
    edit_view_class = CardEditView
    edit_handler = panels.STANDARD_TEXT
    list_display = ["title", "placement", "reviewed_on"]
    list_filter = ["placement"]
    search_fields = ["title", "summary", "words"]


class UrgentNumberViewSet(ContactsViewSet):
    """Urgent numbers: for when it cannot wait."""

    model = UrgentNumber
    name = "urgent-numbers"
    url_prefix = "akutnumre"
    menu_label = _("Urgent numbers")
    icon = "warning"
    edit_handler = panels.URGENT_NUMBER
    list_display = [
        "label",
        "number",
        BooleanColumn("in_strip", label=_("On every page")),
        BooleanColumn("in_chain", label=_("In every chain")),
        "verified_on",
    ]
    search_fields = ["label", "number", "words"]


class PostalCodeViewSet(ContactsViewSet):
    """Postal codes: which municipality a place lies in."""

    model = PostalCode
    name = "postal-codes"
    url_prefix = "postnumre"
    menu_label = _("Postal codes")
    icon = "globe"
    edit_handler = panels.POSTAL_CODE
    list_display = [
        "postal_code",
        "town",
        Column("municipality", label=_("Municipality"), sort_key="municipality__name"),
        BooleanColumn("is_main", label=_("Main municipality")),
    ]
    search_fields = ["postal_code", "town", "municipality__name"]
    list_export = ["postal_code", "town", "municipality", "is_main"]
    export_filename = "postnumre"
