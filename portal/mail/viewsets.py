"""The coordinator's log of the mail: what waits, what was sent, what went wrong. Nobody writes a mail here."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from portal import cpr
from portal.mail import actions
from portal.mail.models import Delivery
from portal.mail.standing import standing
from portal.models import User

Status = Delivery.Status


class WrittenByThePortal(ModelPermissionPolicy):
    """Mails are written by the portal: a person reads them, and may send one again or call it back."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As the user's permissions say, for looking alone."""
        return action == "view" and super().user_has_permission(user, action)


def _purposes() -> list[tuple[str, str]]:
    found = Delivery.objects.order_by("purpose").values_list("purpose", flat=True).distinct()
    return [(purpose, purpose) for purpose in found]


class DeliveryFilterSet(WagtailFilterSet):
    """Which state, which purpose."""

    status = ChoiceFilter(label=gettext_lazy("State"), choices=Status.choices)
    purpose = ChoiceFilter(label=gettext_lazy("Purpose"), choices=_purposes)

    class Meta:
        model = Delivery
        fields: list[str] = []


class DeliveryIndexView(generic.IndexView):
    """The list, under how the post stands."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Wagtail answers `?export=csv` for every list; this one is nobody's to take along."""
        super().setup(request, *args, **kwargs)
        self.is_export = False

    def get_base_queryset(self) -> QuerySet[Delivery]:
        """The rows without their texts."""
        return super().get_base_queryset().defer("text", "html", "calendar", "headers")

    def search_queryset(self, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """By address, or a part of one."""
        return queryset.filter(email__icontains=self.search_query.strip()) if self.is_searching else queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With how the post stands, and the form that stops it."""
        context = super().get_context_data(*args, **kwargs)
        return context | {"standing": standing(timezone.now()), "stop_form": StopForm(), "may_act": _may(self.request)}


class DeliveryInspectView(generic.InspectView):
    """One mail, with what can be done about it."""

    page_title = gettext_lazy("Mail")

    def get_text_display_value(self) -> str:
        """What it says; of a mailing, without the links that are its reader's own."""
        mailing = self.object.mailing
        return mailing.message("…").text if mailing else self.object.text

    def get_calendar_display_value(self) -> str:
        """What kind of calendar part it has, without its text."""
        return self.object.calendar_method

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the buttons that make sense now."""
        context = super().get_context_data(**kwargs)
        may, this = _may(self.request), Delivery.objects.filter(pk=self.object.pk)
        return context | {
            "can_go_again": may and actions.can_go_again(this).exists(),
            "can_be_called_back": may and self.object.status in (Status.QUEUED, Status.CLAIMED),
        }


class StopForm(forms.Form):
    """Why sending is stopped, and whether all of it is."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=250, validators=[cpr.refuse])
    bulk_only = forms.BooleanField(label=gettext_lazy("Newsletters and the like only"), required=False)


def _may(request: HttpRequest) -> bool:
    return request.user.has_perm("mail.change_delivery")


type View = Callable[..., HttpResponse]


def _for_who_may(view: View) -> View:
    """A button: POST only, for who may act on the mail."""

    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User) or not _may(request):
            raise PermissionDenied
        return view(request, request.user, **kwargs)

    return require_POST(checked)


def _back(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("mails:index")


@_for_who_may
def send_again(request: HttpRequest, by: User, pk: int) -> HttpResponse:
    """Send one again."""
    row = get_object_or_404(Delivery, pk=pk)
    count = actions.send_again(Delivery.objects.filter(pk=row.pk), by=by)
    return _back(request, _("The mail goes again.") if count else _("The mail cannot go again."))


@_for_who_may
def send_refused_again(request: HttpRequest, by: User) -> HttpResponse:
    """Send everything again that was refused and whose text is still there."""
    count = actions.send_again(Delivery.objects.filter(status=Status.FAILED), by=by)
    return _back(request, ngettext("%(count)s mail goes again.", "%(count)s mails go again.", count) % {"count": count})


@_for_who_may
def call_back(request: HttpRequest, by: User, pk: int) -> HttpResponse:
    """Keep one from leaving."""
    row = get_object_or_404(Delivery, pk=pk)
    was_in_time = actions.call_back(row, by=by)
    return _back(request, _("The mail is called back.") if was_in_time else _("Too late: the mail has left."))


@_for_who_may
def stop(request: HttpRequest, by: User) -> HttpResponse:
    """Stop sending, with a reason."""
    form = StopForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("mails:index")
    actions.stop(**form.cleaned_data, by=by, now=timezone.now())
    return _back(request, _("Sending has stopped. What is posted waits until you start it again."))


@_for_who_may
def start(request: HttpRequest, by: User) -> HttpResponse:
    """Start sending again."""
    actions.start_again(by=by, now=timezone.now())
    return _back(request, _("Sending goes on."))


class DeliveryViewSet(ModelViewSet):
    """The log of the mail, the newest first."""

    model = Delivery
    name = "mails"
    url_prefix = "post"
    menu_label = gettext_lazy("Outgoing mail")
    menu_order = 70
    icon = "mail"
    add_to_admin_menu = True
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    index_template_name = "portal/admin/mails.html"
    inspect_template_name = "portal/admin/mail.html"
    inspect_view_fields = [
        "email", "subject", "status", "response", "attempts", "purpose", "created_at", "next_at", "sent_at", "text",
        "calendar",
    ]  # fmt: skip
    form_fields = ["status"]  # asked for by Wagtail; nobody may edit
    list_per_page = 50
    ordering = "-pk"
    list_display = [
        "email",
        Column("subject", label=gettext_lazy("Subject line")),
        Column("purpose", label=gettext_lazy("Purpose")),
        DateColumn("created_at", label=gettext_lazy("Posted")),
        StatusTagColumn(
            "get_status_display",
            label=gettext_lazy("State"),
            primary=lambda row: row.status in (Status.FAILED, Status.UNKNOWN),
        ),
    ]
    filterset_class = DeliveryFilterSet
    search_backend_name = None
    search_fields = ["email"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's for the list, and the buttons."""
        return [
            *super().get_urlpatterns(),
            path("igen/", send_refused_again, name="send_refused_again"),
            path("<int:pk>/igen/", send_again, name="send_again"),
            path("<int:pk>/tilbage/", call_back, name="call_back"),
            path("stop/", stop, name="stop"),
            path("start/", start, name="start"),
        ]


def index_of(status: str) -> str:
    """Where the mails in a state are listed."""
    return f"{reverse('mails:index')}?status={status}"
