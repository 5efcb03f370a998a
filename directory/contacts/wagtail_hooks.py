"""What the contacts hang up in Wagtail: the import, and search rows that follow whatever is written there.

The menu is the roof's (portal/wagtail_hooks.py).
"""

from django.http import HttpRequest
from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem

from directory.contacts.admin.writing import Create, Delete, Edit
from directory.contacts.imports import admin_urls
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


@hooks.register("register_actions")
def write_search_rows(registry: ActionRegistry) -> None:
    """Use our actions for the directory's models."""
    for model in (Service, Organisation, Person, Function, Subject, StandardText, UrgentNumber, PostalCode):
        for action in (Create, Edit, Delete):
            registry.register(model, action)


@hooks.register("register_admin_urls")
def import_addresses() -> list[URLPattern]:
    """The import's pages."""
    return admin_urls.urlpatterns


class ImportMenuItem(MenuItem):
    """The way to the import, for those who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the reader may add contacts."""
        return request.user.has_perm("contacts.add_service")


@hooks.register("register_contacts_menu_item")
def import_menu_item() -> MenuItem:
    """The import, in the menu of the contacts."""
    return ImportMenuItem(_("Import from a spreadsheet"), reverse_lazy("contacts_import"), icon_name="upload", order=90)
