"""The coordinator's screen for roles: give one, confirm that it is still needed, take it back."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import BooleanFilter, ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from directory.contacts.admin.views import FoldedIndexView
from directory.members.models import RoleGrant
from directory.members.role_forms import RoleGrantForm
from directory.members.roles import RoleError, due_for_review, grant, grantable, grantable_roles, review, revoke


class RoleFilterSet(WagtailFilterSet):
    """Which role, and which ones wait to be confirmed."""

    role = ChoiceFilter(label=gettext_lazy("Role"), choices=RoleGrant.Role.choices)
    due = BooleanFilter(label=gettext_lazy("Not confirmed for half a year"), method="filter_due")

    class Meta:
        model = RoleGrant
        fields: list[str] = []

    def filter_due(self, queryset: QuerySet[RoleGrant], _name: str, value: bool) -> QuerySet[RoleGrant]:
        """Those that wait to be confirmed, or the others."""
        due = due_for_review(timezone.now()).values("pk")
        return queryset.filter(pk__in=due) if value else queryset.exclude(pk__in=due)


class RoleIndexView(FoldedIndexView):
    """The roles that somebody has now."""

    def get_base_queryset(self) -> QuerySet[RoleGrant]:
        """Grants in force with what their rows show, in one query."""
        grants = RoleGrant.objects.in_force()
        return grants.select_related("user", "organisation", "granted_by", "reviewed_by")

    def get_edit_url(self, instance: RoleGrant) -> str | None:
        """The way to the role, for those who may decide about it."""
        return super().get_edit_url(instance) if instance.role in grantable_roles(self.request.user) else None

    def get_delete_url(self, instance: RoleGrant) -> str | None:
        """As for the way to the role."""
        return super().get_delete_url(instance) if instance.role in grantable_roles(self.request.user) else None


@method_decorator(reauthentication_required, name="dispatch")
class GrantView(generic.CreateView):
    """Give somebody a role. Whoever does shows once more who they are: the screen may have been left open."""

    success_message = gettext_lazy("%(object)s has the role now.")
    submit_button_label = gettext_lazy("Give the role")

    def save_instance(self) -> RoleGrant:
        """Grant it."""
        data = self.form.cleaned_data
        return grant(data["email"], data["role"], data["organisation"], by=self.request.user, now=timezone.now())

    def form_valid(self, form: Any) -> HttpResponse:
        """Grant it, or say why not."""
        try:
            return super().form_valid(form)
        except RoleError as error:
            form.add_error(None, str(error))
            self.produced_error_message = _("The role was not given.")
            return self.form_invalid(form)


class ReviewView(generic.EditView):
    """One role. Its one button confirms that the person still needs it."""

    page_title = gettext_lazy("Role")
    delete_item_label = gettext_lazy("Take the role back")
    success_message = gettext_lazy("%(object)s is confirmed for another half year.")
    submit_button_label = gettext_lazy("The role is still needed")
    submit_button_active_label = gettext_lazy("Confirming…")

    def get_queryset(self) -> QuerySet[RoleGrant]:
        """What the person asking may decide about."""
        return grantable(self.request.user)

    def save_instance(self) -> RoleGrant:
        """Confirm it."""
        return review(self.object, by=self.request.user, now=timezone.now())

    def form_valid(self, form: Any) -> HttpResponse:
        """Confirm it, or say why not."""
        try:
            return super().form_valid(form)
        except RoleError as error:
            form.add_error(None, str(error))
            self.produced_error_message = _("The role was not confirmed.")
            return self.form_invalid(form)


@method_decorator(reauthentication_required, name="dispatch")
class RevokeView(generic.DeleteView):
    """Take a role back, after the same question. The row is kept: it says who had the role, and when."""

    page_title = gettext_lazy("Take the role back")
    success_message = gettext_lazy("%(object)s: the role is taken back.")

    def get_queryset(self) -> QuerySet[RoleGrant]:
        """What the person asking may decide about."""
        return grantable(self.request.user)

    @property
    def confirmation_message(self) -> str:
        """What will happen."""
        return _("The role ends at once, also where the person is logged in now. The membership stays as it is.")

    def delete_action(self) -> None:
        """Take it back."""
        revoke(self.object, by=self.request.user, now=timezone.now())

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it back, or say why not."""
        try:
            return super().form_valid(form)
        except RoleError as error:
            messages.error(self.request, str(error))
            return HttpResponseRedirect(self.get_success_url())


class RoleGrantViewSet(ModelViewSet):
    """Roles: who may do what beyond being a member."""

    model = RoleGrant
    name = "roles"
    url_prefix = "roller"
    menu_label = gettext_lazy("Roles")
    icon = "key"
    index_view_class = RoleIndexView
    add_view_class = GrantView
    edit_view_class = ReviewView
    delete_view_class = RevokeView
    delete_template_name = "members/admin/take_role_back.html"
    copy_view_enabled = False
    list_per_page = 50
    ordering = "reviewed_at"
    list_display = [
        "__str__",
        Column("organisation", label=gettext_lazy("Organisation"), sort_key="organisation__name"),
        Column("granted_by", label=gettext_lazy("Granted by")),
        DateColumn("granted_at", label=gettext_lazy("Granted"), sort_key="granted_at"),
        DateColumn("reviewed_at", label=gettext_lazy("Confirmed"), sort_key="reviewed_at"),
    ]
    filterset_class = RoleFilterSet
    search_backend_name = None
    search_fields = ["user__first_name", "user__last_name", "user__email", "organisation__name"]
    edit_handler = ObjectList(
        [
            FieldPanel("user", read_only=True),
            FieldPanel("role", read_only=True),
            FieldPanel("organisation", read_only=True),
            FieldPanel("granted_by", read_only=True),
            FieldPanel("granted_at", read_only=True),
            FieldPanel("reviewed_by", read_only=True),
            FieldPanel("reviewed_at", read_only=True),
        ]
    )

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """A new role has a form of its own."""
        return super().get_add_view_kwargs(**{"panel": None, "form_class": RoleGrantForm} | kwargs)
