"""What the coordinator types: addresses may stay empty, and the text's date is kept."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from directory.contacts.actions import free_slug
from directory.contacts.models import Organisation, Service
from portal.addresses import AddressError, normalise
from portal.models import User


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


class PersonForm(WagtailAdminModelForm):
    """A person; the member behind the name is found by the mail address that the member logs in with."""

    member_email = forms.CharField(
        label=gettext_lazy("The person's log-in, if it is a member"),
        help_text=gettext_lazy("The mail address that the member logs in with. It is not shown on any card."),
        required=False,
        max_length=254,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.user is not None:
            self.initial["member_email"] = self.instance.user.email

    def clean_member_email(self) -> str:
        """The address of somebody we know."""
        text = str(self.cleaned_data["member_email"])
        if not text:
            self.instance.user = None
            return ""
        try:
            email = normalise(text)
        except AddressError as error:
            raise forms.ValidationError(str(error)) from error
        self.instance.user = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.instance.user is None:
            raise forms.ValidationError(_("Nobody logs in with this address. Leave the field empty, or check it."))
        return email


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
