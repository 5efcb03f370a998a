"""What the coordinator types: addresses may stay empty, and the text's date is kept."""

from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from directory.contacts.actions import free_slug
from directory.contacts.models import Organisation, Service


class OrganisationForm(WagtailAdminModelForm):
    """An organisation; its web address is made of the name people say when it is left empty."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """Fill in the web address."""
        cleaned: dict[str, Any] = super().clean()
        name = cleaned.get("short_name") or cleaned.get("name")
        if name and not cleaned.get("slug"):
            others = Organisation.objects.exclude(pk=self.instance.pk)
            cleaned["slug"] = self.instance.slug = free_slug(name, others)
        return cleaned


class ServiceForm(WagtailAdminModelForm):
    """A service; its web address is made of the local name, and new text is dated today."""

    class Meta:
        localized_fields = ("age_min", "age_max")  # 17,5 rather than 17.5

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """Fill in the web address, and date the text when it was written."""
        cleaned: dict[str, Any] = super().clean()
        name, organisation = cleaned.get("name"), cleaned.get("organisation")
        if name and organisation and not cleaned.get("slug"):
            others = Service.objects.filter(organisation=organisation).exclude(pk=self.instance.pk)
            cleaned["slug"] = self.instance.slug = free_slug(name, others, max_length=120)
        if "content" in self.changed_data:
            self.instance.content_updated_on = timezone.localdate()
        return cleaned


class KeyedForm(WagtailAdminModelForm):
    """Something with a key that imports and addresses go by: it is chosen once and never changed."""

    key_field = "key"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields[self.key_field].disabled = True


class SubjectForm(KeyedForm):
    """A subject, known by its slug."""

    key_field = "slug"
