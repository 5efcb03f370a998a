"""The menu of the admin: one entry for the contacts, in the order the coordinator needs them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup

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


@hooks.register("register_admin_viewset")
def contacts() -> ContactsGroup:
    """The directory's screens."""
    return ContactsGroup()


@hooks.register("construct_main_menu")
def leave_out_help(_request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out Wagtail's own help: it is in English, about Wagtail, and on other people's servers."""
    items[:] = [item for item in items if item.name != "help"]
