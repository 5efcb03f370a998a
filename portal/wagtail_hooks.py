"""The menu of the admin: one entry for the contacts, in the order the coordinator needs them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry

from directory.contacts.admin.viewsets import (
    FunctionViewSet,
    OrganisationViewSet,
    PersonViewSet,
    PostalCodeViewSet,
    ServiceViewSet,
    StandardTextViewSet,
    SubjectViewSet,
    UrgentNumberViewSet,
)
from directory.members.admin.viewsets import (
    ConsentTextViewSet,
    MailDomainViewSet,
    MembershipViewSet,
    ProfessionViewSet,
)
from directory.members.role_viewsets import RoleGrantViewSet
from directory.upkeep.viewsets import CorrectionViewSet
from portal.csp import let_choosers_carry_nonce

let_choosers_carry_nonce()


class WordsGroup(ModelViewSetGroup):
    """What questions are understood with, and the texts that many cards share."""

    menu_label = _("Words and texts")
    menu_icon = "form"
    add_to_admin_menu = False
    items = (SubjectViewSet, FunctionViewSet, StandardTextViewSet, UrgentNumberViewSet, PostalCodeViewSet)


class ContactsGroup(ModelViewSetGroup):
    """Everything about who to call."""

    menu_label = _("Contacts")
    menu_icon = "mail"
    menu_order = 50
    submenu_hook = "register_contacts_menu_item"
    items = (ServiceViewSet, OrganisationViewSet, PersonViewSet, CorrectionViewSet, WordsGroup)


class MembersGroup(ModelViewSetGroup):
    """Everything about who belongs to the network."""

    menu_label = _("Members")
    menu_icon = "group"
    menu_order = 60
    submenu_hook = "register_members_menu_item"
    items = (MembershipViewSet, RoleGrantViewSet, ProfessionViewSet, MailDomainViewSet, ConsentTextViewSet)


@hooks.register("register_admin_viewset")
def members() -> MembersGroup:
    """The members' screens."""
    return MembersGroup()


@hooks.register("register_admin_viewset")
def contacts() -> ContactsGroup:
    """The directory's screens."""
    return ContactsGroup()


@hooks.register("construct_main_menu")
def leave_out_help(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out Wagtail's own help: it is in English, about Wagtail, and on other people's servers."""
    items[:] = [item for item in items if item.name != "help"]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What `manage.py reset_second_factor` writes into the history."""
    actions.register_action(
        "portal.reset_second_factor", _("Remove a lost second step"), _("Removed a lost second step and logged out")
    )
