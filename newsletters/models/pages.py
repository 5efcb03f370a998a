"""What people write: the archive and its issues."""

from typing import ClassVar, Self

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from newsletters.blocks import ISSUE_BLOCKS
from newsletters.models.audience import Topic
from newsletters.previews import MODES
from portal import cpr
from portal.models import SitePage


class NewsletterIndexPage(SitePage):
    """The archive of newsletters, and the way to subscribe."""

    lead = models.CharField(_("lead"), max_length=240, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["newsletters.IssuePage"]
    max_count = 1
    template = "newsletters/index.html"

    class Meta:
        verbose_name = _("newsletters")


class IssueQuerySet(PageQuerySet):
    """Verbs about issues."""

    def published(self) -> Self:
        """What everybody may read, the latest first."""
        return self.filter(live=True).order_by("-first_published_at", "-pk")


class IssuePage(SitePage):
    """One issue. Published, it stands in the archive; sending it is another decision (Sending)."""

    subject = models.CharField(
        _("subject of the mail"), max_length=90, help_text=_("At most 60 characters are read on a phone.")
    )
    preheader = models.CharField(_("first line in the inbox"), max_length=140, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="issues", verbose_name=_("topic"))
    lead = models.CharField(_("lead"), max_length=300, blank=True)
    body = StreamField(ISSUE_BLOCKS, verbose_name=_("text"))

    objects: ClassVar[PageManager] = PageManager.from_queryset(IssueQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("subject"),
        FieldPanel("preheader"),
        FieldPanel("topic"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    parent_page_types = ["newsletters.NewsletterIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "newsletters/issue.html"

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")

    def clean(self) -> None:
        """Refuse what looks like a CPR number, wherever it was written."""
        super().clean()
        cpr.refuse("\n".join([self.title, self.subject, self.preheader, self.lead, *self.texts()]))

    def texts(self) -> list[str]:
        """Every piece of text that was written in the blocks, without the marks of HTML."""
        found: list[str] = self.body.stream_block.get_searchable_content(self.body)
        return found

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        """As a page, and as the mail that three kinds of readers get."""
        return [
            ("", _("On the web")),
            ("mail-light", _("Mail, light")),
            ("mail-dark", _("Mail, dark")),
            ("mail-text", _("Mail, text only")),
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page, or the mail, shown in a frame of the editor."""
        preview = MODES.get(mode_name)
        return preview(self) if preview else super().serve_preview(request, mode_name)
