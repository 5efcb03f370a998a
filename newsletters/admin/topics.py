"""The topics that a subscriber can say no to, one at a time."""

from itertools import count

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from directory.contacts.admin.views import FoldedIndexView, ProtectedDeleteView
from newsletters.models import Topic
from portal.danish import fold


class TopicForm(WagtailAdminModelForm):
    """A topic. Its short name is made from its name, once, and nobody sees it."""

    def save(self, commit: bool = True) -> Topic:
        """The topic."""
        if not self.instance.slug:
            self.instance.slug = _free(slugify(fold(self.instance.name)) or "emne")
        topic: Topic = super().save(commit)
        return topic


def _free(slug: str) -> str:
    """The slug, with a number when a topic has it already."""
    taken = set(Topic.objects.values_list("slug", flat=True))
    return next(
        found for number in count(1) if (found := f"{slug[:44]}-{number}" if number > 1 else slug[:48]) not in taken
    )


class TopicViewSet(ModelViewSet):
    """The topics, in the order in which subscribers see them. One that an issue is about cannot be deleted."""

    model = Topic
    name = "newsletter-topics"
    url_prefix = "nyhedsbreve/emner"
    menu_label = _("Topics")
    icon = "tag"
    index_view_class = FoldedIndexView
    delete_view_class = ProtectedDeleteView
    copy_view_enabled = False
    list_per_page = 50
    list_display = ["name", "description", "rank"]
    search_backend_name = None
    search_fields = ["name", "description"]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("description"), FieldPanel("rank")], base_form_class=TopicForm
    )
