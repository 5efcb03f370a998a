"""Choosing a contact for an issue."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

service_chooser = ChooserViewSet(
    "newsletter_service_chooser",
    model="contacts.Service",
    icon="mail",
    choose_one_text=_("Choose a contact"),
    choose_another_text=_("Choose another contact"),
    url_prefix="nyhedsbreve/kontakt",
)
ServiceChooserBlock = service_chooser.get_block_class(name="ServiceChooserBlock", module_path="newsletters.choosers")
