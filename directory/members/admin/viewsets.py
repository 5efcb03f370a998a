"""The list of members, the professions, the mail domains and the words of a consent."""

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from directory.contacts.admin.views import FoldedIndexView, ProtectedDeleteView
from directory.members.admin.forms import ConsentTextForm, MailDomainForm, MemberForm, NewMemberForm
from directory.members.admin.selection import SEARCHED, MemberFilterSet, everybody
from directory.members.admin.writing import add_member, correct
from directory.members.models import MailDomain, Membership, Profession
from portal.models import ConsentText


class NeverDeleted(ModelPermissionPolicy):
    """Members leave; nobody deletes them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As the user's permissions say, except that nobody deletes."""
        return action != "delete" and super().user_has_permission(user, action)


class OnlyAdded(ModelPermissionPolicy):
    """What somebody has said yes to is never changed: new words are a new version."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As the user's permissions say, except that nobody changes or deletes."""
        return action not in {"change", "delete"} and super().user_has_permission(user, action)


def state_text(membership: Membership) -> str:
    """The state in words: somebody who waits may still owe the profile."""
    if membership.state == Membership.State.PENDING and membership.applied_at is None:
        return _("has not filled in the profile")
    return str(membership.get_state_display())


class MemberIndexView(FoldedIndexView):
    """Everybody who has not left, those who wait first."""

    def get_base_queryset(self) -> QuerySet[Membership]:
        """With what the rows show, in one query."""
        return everybody()

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """What one does with the list, with the filters that are chosen."""
        query = self.request.GET.urlencode()
        return [
            *super().header_more_buttons,
            Button(_("Who waits"), url=reverse("members_waiting"), icon_name="time", priority=10),
            Button(
                _("Addresses for a mail"),
                url=f"{reverse('members_take_out')}?{query}",
                icon_name="mail",
                priority=20,
            ),
            Button(_("Download the list"), url=f"{reverse('members_take_out')}?{query}", icon_name="download"),
            Button(_("Import from a spreadsheet"), url=reverse("members_import"), icon_name="upload"),
        ]


class MemberAddView(generic.CreateView):
    """Add one member by hand."""

    success_message = gettext_lazy("%(object)s is a member now, and gets a mail about it.")
    submit_button_label = gettext_lazy("Add the member")

    def save_instance(self) -> Membership:
        """Add them."""
        form = self.form
        return add_member(form.cleaned_data["email"], form.profile(), by=self.request.user, now=timezone.now())


class MemberEditView(generic.EditView):
    """Correct a member's profile; the state has buttons of its own."""

    def get_queryset(self) -> QuerySet[Membership]:
        """Those who have not left."""
        return everybody()

    def get_object(self, queryset: QuerySet[Membership] | None = None) -> Membership:
        """As Wagtail does, among those who have not left."""
        return super().get_object(queryset if queryset is not None else self.get_queryset())

    def save_instance(self) -> Membership:
        """Write the profile."""
        return correct(self.object, self.form.profile(), by=self.request.user)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's buttons, and the page that decides."""
        decide = Button(
            _("Address, state and decision"),
            url=reverse("members_decide", args=[self.object.pk]),
            icon_name="user",
            priority=5,
        )
        return [*super().header_more_buttons, decide]


class MembershipViewSet(ModelViewSet):
    """The list of members. Wagtail's own export is off: what leaves the portal goes through `exports`."""

    model = Membership
    name = "memberships"
    url_prefix = "medlemmer"
    menu_label = gettext_lazy("List of members")
    icon = "group"
    index_view_class = MemberIndexView
    add_view_class = MemberAddView
    edit_view_class = MemberEditView
    copy_view_enabled = False
    list_per_page = 50
    list_display = [
        "__str__",
        Column("email", label=gettext_lazy("E-mail"), accessor="user.email", sort_key="user__email"),
        Column("profession", label=gettext_lazy("Profession"), sort_key="profession__name"),
        Column("workplace", label=gettext_lazy("Workplace"), sort_key="organisation__name"),
        Column("state", label=gettext_lazy("State"), accessor=state_text, sort_key="state"),
        BooleanColumn("has_newsletter", label=gettext_lazy("Newsletter")),
        DateColumn("created_at", label=gettext_lazy("Registered"), sort_key="created_at"),
    ]
    filterset_class = MemberFilterSet
    search_backend_name = None
    search_fields = list(SEARCHED)

    def get_form_class(self, for_update: bool = False) -> type[MemberForm]:
        """A new member has an address; later it is the member's own to change."""
        return MemberForm if for_update else NewMemberForm


class ProfessionIndexView(FoldedIndexView):
    """The professions, and how many have each."""

    def get_base_queryset(self) -> QuerySet[Profession]:
        """With the count, in one query."""
        return super().get_base_queryset().annotate(members=Count("memberships"))


class ProfessionViewSet(ModelViewSet):
    """The professions that members choose from."""

    model = Profession
    name = "professions"
    url_prefix = "fag"
    menu_label = gettext_lazy("Professions")
    icon = "tag"
    index_view_class = ProfessionIndexView
    delete_view_class = ProtectedDeleteView
    copy_view_enabled = False
    list_per_page = 50
    list_display = ["name", "words", "rank", Column("members", label=gettext_lazy("Members"))]
    search_backend_name = None
    search_fields = ["name", "words"]
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("words"), FieldPanel("rank")])


class MailDomainViewSet(ModelViewSet):
    """Which mail domain belongs to which organisation."""

    model = MailDomain
    name = "mail-domains"
    url_prefix = "maildomaener"
    menu_label = gettext_lazy("Mail domains")
    icon = "globe"
    index_view_class = FoldedIndexView
    copy_view_enabled = False
    list_per_page = 50
    list_display = [
        "domain",
        Column("organisation", label=gettext_lazy("Organisation"), sort_key="organisation__name"),
        BooleanColumn("is_trusted", label=gettext_lazy("Approved at once"), sort_key="is_trusted"),
    ]
    search_backend_name = None
    search_fields = ["domain", "organisation__name"]
    edit_handler = ObjectList(
        [FieldPanel("domain"), FieldPanel("organisation"), FieldPanel("is_trusted")], base_form_class=MailDomainForm
    )


class ConsentTextViewSet(ModelViewSet):
    """The words that people say yes to, with every earlier version."""

    model = ConsentText
    name = "consent-texts"
    url_prefix = "samtykketekster"
    menu_label = gettext_lazy("Consent texts")
    icon = "clipboard-list"
    index_view_class = FoldedIndexView
    inspect_view_enabled = True
    inspect_view_fields = ["purpose", "version", "text", "created_at"]
    copy_view_enabled = False
    list_display = ["__str__", "text", DateColumn("created_at", label=gettext_lazy("From"))]
    search_fields: list[str] = []

    def get_form_class(self, for_update: bool = False) -> type[ConsentTextForm]:
        """The one form: new words."""
        return ConsentTextForm
