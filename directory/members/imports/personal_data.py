"""What the imports know about a person, and how it is forgotten."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from directory.members.imports.standing import COLUMNS
from directory.members.models import ImportedChange, Membership
from portal.contributions import PersonalData
from portal.models import User


def personal_data(user: User) -> Iterable[PersonalData]:
    """The lists that the person stood on, and which of the fields they filled."""
    changes = ImportedChange.objects.filter(user=user).select_related("member_import")
    rows = [
        {
            _("File"): change.member_import.file_name,
            _("Imported"): change.member_import.imported_at,
            _("Columns"): ", ".join(COLUMNS[name] for name in change.fields),
        }
        for change in changes
    ]
    return [PersonalData("imports", _("Lists you have stood on"), rows)]


def erase(user: User, now: datetime) -> None:
    """Forget what the lists said."""
    ImportedChange.objects.filter(user=user).delete()
    Membership.objects.filter(user=user).update(imported={})
