"""The coordinator's screen for corrections."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from directory.contacts.admin.views import FoldedIndexView
from directory.upkeep.models import Correction


class ReportedByReaders(ModelPermissionPolicy):
    """Corrections come from the site: nobody writes one in the admin."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As the user's permissions say, except that nobody adds."""
        return action != "add" and super().user_has_permission(user, action)


class CorrectionIndexView(FoldedIndexView):
    """The corrections with what their rows show, in one query."""

    def get_base_queryset(self) -> QuerySet[Correction]:
        """Corrections with organisation and service."""
        return super().get_base_queryset().select_related("organisation", "service")


class CorrectionEditView(generic.EditView):
    """Answer a correction."""

    def save_instance(self) -> Model:
        """Note when it was answered, the first time it is."""
        correction = self.form.instance
        if correction.state == Correction.State.ANSWERED and correction.answered_at is None:
            correction.answered_at = timezone.now()
        return super().save_instance()


class CorrectionViewSet(ModelViewSet):
    """“Something wrong?”: what readers reported, newest first."""

    model = Correction
    name = "corrections"
    url_prefix = "rettelser"
    menu_label = _("Something wrong?")
    icon = "comment"
    index_view_class = CorrectionIndexView
    edit_view_class = CorrectionEditView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    ordering = "-reported_at"
    list_display = [
        "__str__",
        Column("service", label=_("Service")),
        Column("text", label=_("What should it say")),
        "reported_at",
        StatusTagColumn(
            "get_state_display",
            label=_("State"),
            primary=lambda correction: correction.state == "new",
            sort_key="state",
        ),
    ]
    list_filter = ["state", "kind"]
    search_backend_name = None
    search_fields = ["organisation__name", "text", "answer"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("organisation", read_only=True),
                    FieldPanel("service", read_only=True),
                    FieldPanel("kind", read_only=True),
                    FieldPanel("text", read_only=True),
                    FieldPanel("reporter_email", read_only=True),
                    FieldPanel("reported_at", read_only=True),
                ],
                heading=_("What the reader wrote"),
            ),
            FieldPanel("state"),
            FieldPanel("answer"),
            FieldPanel("answered_at", read_only=True),
        ]
    )
