"""The coordinator's two lists: what came back, and which addresses get no more mail for many."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from portal.addresses import AddressError, address_key, normalise
from portal.admin_screens import frame
from portal.asking import user_of
from portal.mail.models import MailReturn, Suppression
from portal.mail.returns import actions
from portal.mail.returns.forms import BlockForm, LetGoForm, LookUpForm, errors_of
from portal.models import User

VIEW = ("wagtailadmin.access_admin", "mail.view_suppression")
CHANGE = ("wagtailadmin.access_admin", "mail.change_suppression")
_ON_A_PAGE = 50


class SaidByServers(ModelPermissionPolicy):
    """What came back is said by servers: a person reads it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As the user's permissions say, for looking alone."""
        return action == "view" and super().user_has_permission(user, action)


class ReturnFilterSet(WagtailFilterSet):
    """What kind."""

    kind = ChoiceFilter(label=gettext_lazy("What"), choices=MailReturn.Kind.choices)

    class Meta:
        model = MailReturn
        fields: list[str] = []


class ReturnIndexView(generic.IndexView):
    """The list, with the way to the suppressed addresses."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Wagtail answers `?export=csv` for every list; this one is nobody's to take along."""
        super().setup(request, *args, **kwargs)
        self.is_export = False

    def get_base_queryset(self) -> QuerySet[MailReturn]:
        """With the mails that came back, without their texts."""
        mail = ("email", "subject", "purpose")
        wanted = ["kind", "code", "words", "at", "key", *(f"delivery__{name}" for name in mail)]
        return super().get_base_queryset().select_related("delivery").only(*wanted)

    def search_queryset(self, queryset: QuerySet[MailReturn]) -> QuerySet[MailReturn]:
        """By address, or a part of one."""
        return queryset.filter(delivery__email__icontains=self.search_query.strip()) if self.is_searching else queryset

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Beside the heading."""
        return [HeaderButton(_("Suppressed addresses"), url=reverse("mail_suppressed"), icon_name="no-view")]


class MailReturnViewSet(ModelViewSet):
    """What came back, the newest first."""

    model = MailReturn
    name = "mail-returns"
    url_prefix = "returneret-post"
    menu_label = gettext_lazy("Returned mail")
    menu_order = 71
    icon = "resubmit"
    add_to_admin_menu = True
    index_view_class = ReturnIndexView
    copy_view_enabled = False
    form_fields = ["code"]  # asked for by Wagtail; nobody may edit
    list_per_page = _ON_A_PAGE
    list_display = [
        Column("to", label=gettext_lazy("To"), accessor="delivery.email"),
        Column("kind", label=gettext_lazy("What"), accessor="get_kind_display"),
        Column("words", label=gettext_lazy("The server's words"), accessor="words"),
        Column("code", label=gettext_lazy("Code"), accessor="code"),
        Column("subject", label=gettext_lazy("Subject line"), accessor="delivery.subject"),
        DateColumn("at", label=gettext_lazy("When")),
    ]
    filterset_class = ReturnFilterSet
    search_backend_name = None
    search_fields = ["delivery__email"]


@permission_required(VIEW, raise_exception=True)
@require_safe
def suppressed(request: HttpRequest) -> HttpResponse:
    """The addresses that get no mail for many, as far as we still know them; one is found by typing it.

    Only a key is kept of each (HMAC). Addresses of people who are still here are told by their own key.
    """
    form = LookUpForm(request.GET if "address" in request.GET else None)
    rows = Suppression.objects.all()
    if form.is_valid():
        rows = rows.of_addresses([form.cleaned_data["address"]])
    page = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page": page,
        "rows": _with_addresses(page),
        "sought": form.cleaned_data["address"] if form.is_valid() else "",
        "block_form": BlockForm(auto_id="block_%s"),
        "may_change": request.user.has_perm("mail.change_suppression"),
    }
    around = frame(_("Suppressed addresses"), under=(_("Returned mail"), "mail-returns:index"), icon="no-view")
    return render(request, "portal/admin/mail_suppressed.html", around | context)


def _with_addresses(page: Page[Suppression]) -> list[tuple[Suppression, str]]:
    rows = list(page)
    known = _by_key(User.objects.exclude(email="").values_list("email", flat=True)) if rows else {}
    return [(row, known.get(row.address_key, "")) for row in rows]


def _by_key(addresses: Iterable[str]) -> dict[str, str]:
    keys = {}
    for address in addresses:
        try:
            keys[address_key(normalise(address))] = address
        except AddressError:  # older than the rules about addresses
            continue
    return keys


@permission_required(CHANGE, raise_exception=True)
@require_POST
def block(request: HttpRequest) -> HttpResponse:
    """Stop mail for many to an address, because somebody asked for it."""
    form = BlockForm(request.POST)
    if not form.is_valid():
        messages.error(request, errors_of(form))
    elif actions.block(
        form.cleaned_data["address"], why=form.cleaned_data["why"], by=user_of(request), now=timezone.now()
    ):
        messages.success(request, _("The address gets no more newsletters."))
    else:
        messages.warning(request, _("The address was suppressed already."))
    return redirect("mail_suppressed")


@permission_required(CHANGE, raise_exception=True)
@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an address get mail for many again, with a reason."""
    row, form = get_object_or_404(Suppression, pk=pk), LetGoForm(request.POST)
    if form.is_valid():
        actions.let_go(row, why=form.cleaned_data["why"], by=user_of(request))
        messages.success(request, _("The address gets newsletters again, if its owner has said yes to them."))
    else:
        messages.error(request, errors_of(form))
    return redirect("mail_suppressed")


urlpatterns = [
    path("spaerrede-adresser/", suppressed, name="mail_suppressed"),
    path("spaerrede-adresser/spaer/", block, name="mail_block"),
    path("spaerrede-adresser/<int:pk>/frigiv/", let_go, name="mail_let_go"),
]
