"""The places where theme days are held."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from directory.contacts.admin.views import FoldedIndexView
from themedays.models import Venue


class VenueViewSet(ModelViewSet):
    """Places, described once. Where one is described otherwise, all days to come there show it."""

    model = Venue
    name = "venues"
    url_prefix = "steder"
    menu_label = _("Venues")
    icon = "site"
    index_view_class = FoldedIndexView
    copy_view_enabled = False
    list_per_page = 50
    list_display = ["name", "address"]
    search_backend_name = None
    search_fields = ["name", "address"]
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("address"), FieldPanel("map_url"), FieldPanel("access")])
