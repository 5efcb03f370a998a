"""Saved selections of people, with how many they are now: counted while one ticks, and by a button without a script."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from directory.contacts.admin.views import FoldedIndexView
from newsletters.audience import Audience, audience, audience_filters, words_of
from newsletters.models import Segment
from portal import cpr

SAMPLE = 10  # names: enough to see whether it is the right people
MAY = ("wagtailadmin.access_admin", "newsletters.change_segment")


class SegmentForm(WagtailAdminModelForm):
    """A name, and for each question of the rooms the answers that fit: any of them."""

    class Meta:
        model = Segment
        fields = ["name"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].validators.append(cpr.refuse)
        chosen = self.instance.filters
        self.asked = audience_filters(timezone.now())
        for one in self.asked:
            known = one.choices()
            gone = [
                (value, _("something that is gone")) for value in chosen.get(one.key, []) if value not in dict(known)
            ]
            self.fields[one.key] = forms.MultipleChoiceField(
                label=one.label,
                choices=[*known, *gone],
                initial=chosen.get(one.key, []),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def questions(self) -> list[tuple[forms.BoundField, int]]:
        """The filters' fields that have something to choose, each with how many answers are ticked."""
        fields = [self[one.key] for one in self.asked if self.fields[one.key].choices]
        return [(field, len(field.value() or [])) for field in fields]

    def filters(self) -> dict[str, list[str]]:
        """What is ticked: the filters as they are kept. A question that no room asks any more stays: it selects nobody,
        and to drop it in silence would select everybody."""
        cleaned, known = getattr(self, "cleaned_data", {}), {one.key for one in self.asked}
        gone = {key: values for key, values in self.instance.filters.items() if key not in known}
        return {one.key: cleaned[one.key] for one in self.asked if cleaned.get(one.key)} | gone

    def save(self, commit: bool = True) -> Segment:
        """The segment with its filters."""
        self.instance.filters = self.filters()
        segment: Segment = super().save(commit)
        return segment


def counted(filters: dict[str, list[str]]) -> dict[str, object]:
    """What the panel beside the form shows: how many, ten names, and why others are left out."""
    found: Audience = audience(filters, topic=None, issue=None, now=timezone.now())
    return {"audience": found, "sample": found.sample(SAMPLE)}


class _CountsView:
    """The form's page with the count beside it. “count” shows it anew and saves nothing."""

    template_name = "newsletters/admin/segment.html"

    def form_valid(self, form: SegmentForm) -> HttpResponse:
        """Save, or count."""
        answer: HttpResponse = self._counted(form) if self._only_counts else super().form_valid(form)  # type: ignore[misc]
        return answer

    def form_invalid(self, form: SegmentForm) -> HttpResponse:
        """Say what is wrong; or count what makes sense."""
        answer: HttpResponse = self._counted(form) if self._only_counts else super().form_invalid(form)  # type: ignore[misc]
        return answer

    @property
    def _only_counts(self) -> bool:
        return "count" in self.request.POST  # type: ignore[attr-defined]

    def _counted(self, form: SegmentForm) -> HttpResponse:
        shown: HttpResponse = self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the count."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context["form"]
        return context | counted(form.filters() if form.is_bound else dict(form.instance.filters))


class SegmentAddView(_CountsView, generic.CreateView):
    """A new segment."""


class SegmentEditView(_CountsView, generic.EditView):
    """A segment that is there."""


class SegmentIndexView(FoldedIndexView):
    """The segments, each with what it selects."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the filters in words. A few queries for all rows."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        words = words_of(timezone.now())
        for segment in context["object_list"]:
            segment.in_words = words(segment.filters)
        return context


class SegmentViewSet(ModelViewSet):
    """Saved selections."""

    model = Segment
    name = "newsletter-segments"
    url_prefix = "nyhedsbreve/udsnit"
    menu_label = _("Segments")
    icon = "group"
    index_view_class = SegmentIndexView
    add_view_class = SegmentAddView
    edit_view_class = SegmentEditView
    copy_view_enabled = False
    list_per_page = 50
    list_display = ["name", Column("in_words", label=_("Selects"))]
    search_backend_name = None
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[SegmentForm]:
        """The one form."""
        return SegmentForm


@permission_required(MAY, raise_exception=True)
@require_safe
@cache_control(private=True, no_store=True)
def count(request: HttpRequest) -> HttpResponse:
    """The panel for what is ticked, as the query says it: fetched while one ticks."""
    known = {one.key for one in audience_filters(timezone.now())}
    filters = {key: request.GET.getlist(key) for key in request.GET if key in known}
    return render(request, "newsletters/admin/audience.html", counted(filters))
