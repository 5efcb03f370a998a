"""What our lists and delete pages do beyond Wagtail's: search folds Danish letters, and exports are safe to open."""

from collections.abc import Sequence
from typing import Any

from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from directory.contacts.models import Service
from portal.danish import fold
from portal.spreadsheets import neutral


def folded_search(queryset: QuerySet[Any], fields: Sequence[str], text: str) -> QuerySet[Any]:
    """The rows in which every typed word begins or stands inside one of the fields, whatever its Danish letters."""
    asked = fold(text).split()
    rows = queryset.values_list("pk", *fields)
    found = [pk for pk, *texts in rows if all(word in fold(" ".join(map(str, texts))) for word in asked)]
    return queryset.filter(pk__in=found)


class FoldedIndexView(generic.IndexView):
    """A list that finds "ørsted", "Orsted" and "Ørsted" alike. The tables are small enough to fold in Python."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Wagtail answers `?export=csv` for every list; here only for those that say what to export."""
        super().setup(request, *args, **kwargs)
        if not self.list_export:
            self.is_export = False

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in which every typed word begins or stands inside a searched field."""
        if not self.is_searching:
            return queryset
        return folded_search(queryset, self.search_fields, self.search_query)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """The cell as it is written: a text that a spreadsheet would run as a formula gets an apostrophe first."""
        value = super().preprocess_field_value(field, value, export_format)
        return neutral(value) if export_format == self.FORMAT_CSV else value


class ServiceIndexView(FoldedIndexView):
    """The services with what their rows show, in one query."""

    def get_base_queryset(self) -> QuerySet[Service]:
        """Services with organisation and function."""
        return super().get_base_queryset().select_related("organisation", "function")


class CardEditView(generic.EditView):
    """An edit page with a way to what readers see."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's buttons, and the card on the site."""
        card = Button(_("See it on the site"), url=self.object.get_absolute_url(), icon_name="view", priority=5)
        return [*super().header_more_buttons, card]


class ProtectedDeleteView(generic.DeleteView):
    """A delete page that says what stands in the way."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete it, or say which things still use it."""
        try:
            return super().form_valid(form)
        except ProtectedError as error:
            names = ", ".join(sorted(str(thing) for thing in error.protected_objects)[:5])
            messages.error(
                self.request, _("It cannot be deleted while something uses it: %(names)s.") % {"names": names}
            )
            return HttpResponseRedirect(reverse(self.edit_url_name, args=[self.object.pk]))
