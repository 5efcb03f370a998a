"""What the coordinator writes about a group, for everybody. Nothing here counts seats or knows who is in it."""

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.blocks import BODY_BLOCKS
from portal.models import SitePage
from portal.teasers import Teaser


class SupervisionGroupIndexPage(SitePage):
    """The list of supervision groups."""

    lead = models.CharField(_("lead"), max_length=240, blank=True)
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["supervision.SupervisionGroupPage"]
    max_count = 1
    template = "supervision/index.html"

    class Meta:
        verbose_name = _("list of supervision groups")


class SupervisionGroupPage(SitePage):
    """One supervision group, as it is described to everybody."""

    lead = models.CharField(_("purpose"), max_length=240)
    audience = models.CharField(_("for whom"), max_length=240, blank=True)
    rhythm = models.CharField(
        _("how often"), max_length=160, blank=True, help_text=_("As: Every fourth Thursday 13-16, eight times a year.")
    )
    place = models.CharField(
        _("where"), max_length=160, blank=True, help_text=_("As: In turn at the members' workplaces.")
    )
    how_to_join = models.TextField(_("how to join"), blank=True)
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)

    content_panels = [
        *Page.content_panels,
        HelpPanel(template="supervision/admin/in_editor.html", heading=_("Seats and members")),
        FieldPanel("lead"),
        FieldPanel("audience"),
        MultiFieldPanel([FieldPanel("rhythm"), FieldPanel("place")], heading=_("When and where")),
        FieldPanel("how_to_join"),
        FieldPanel("body"),
    ]
    parent_page_types = ["supervision.SupervisionGroupIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "supervision/group.html"

    class Meta:
        verbose_name = _("supervision group")
        verbose_name_plural = _("supervision groups")

    def teaser(self) -> Teaser:
        """What a newsletter says about the group: how often it meets, and where."""
        return replace(super().teaser(), when=self.rhythm, place=self.place)
