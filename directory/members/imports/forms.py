"""The form that takes the list."""

from typing import Any

from django.utils.translation import gettext as _

from directory.contacts.imports import forms


class UploadForm(forms.UploadForm):
    """One list of members, of at most 10 MB."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = _("CSV or XLSX, one row per person, at most 5,000 rows.")
