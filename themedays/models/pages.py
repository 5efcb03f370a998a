"""What the coordinator writes about a theme day. Nothing here counts seats: a draft writes every field back."""

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet

from directory.contacts.models import Subject
from portal.blocks import BODY_BLOCKS
from portal.models import SitePage
from portal.moment import period_text
from portal.teasers import Teaser
from themedays.blocks import PROGRAMME_BLOCKS


class Venue(models.Model):
    """A place where theme days are held, described once."""

    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200, help_text=_("Street, postal code and town."))
    map_url = models.URLField(_("link to a map"), blank=True)
    access = models.TextField(
        _("how to get in"), blank=True, help_text=_("Parking, bus, entrance, lift, hearing loop.")
    )

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def one_line(self) -> str:
        """Name and address as a calendar shows them."""
        return f"{self.name}, {self.address}"


class ThemeDayIndexPage(SitePage):
    """The list of theme days: those to come, and the archive."""

    lead = models.CharField(_("lead"), max_length=240, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["themedays.ThemeDayPage"]
    max_count = 1
    template = "themedays/index.html"

    class Meta:
        verbose_name = _("list of theme days")


class ThemeDayQuerySet(PageQuerySet):
    """Verbs about theme days."""

    def upcoming(self, at: datetime) -> Self:
        """The days that have not ended at that instant, the next one first."""
        return self.filter(ends_at__gte=at).order_by("starts_at", "pk")

    def held(self, at: datetime) -> Self:
        """The days that have ended at that instant, the latest first."""
        return self.filter(ends_at__lt=at).order_by("-starts_at", "-pk")


class ThemeDayForm(WagtailAdminPageForm):
    """The editor's form: a draft may lack the date, a published day may not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            if name in self.fields:
                self.fields[name].required = True


class ThemeDayPage(SitePage):
    """One theme day, as it is described to everybody."""

    lead = models.CharField(_("lead"), max_length=240)
    # Empty on a copy, which must not go out with last year's date; the editor asks for both before it publishes.
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("venue")
    )
    online_link = models.URLField(
        _("link to the meeting"), blank=True, help_text=_("Only people with a seat see it. Not part of any calendar.")
    )
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    subjects = ParentalManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("subjects"))
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)
    programme = StreamField(PROGRAMME_BLOCKS, verbose_name=_("programme"), blank=True)
    price = models.PositiveIntegerField(
        _("price in kroner for those outside the network"), default=0, help_text=_("0: free for everybody.")
    )
    price_text = models.CharField(
        _("about the price"), max_length=200, blank=True, help_text=_("As: Free for the member municipalities.")
    )
    vat_text = models.CharField(
        _("about VAT"), max_length=120, blank=True, help_text=_("As: Exempt from VAT. Ask the host's finance office.")
    )
    contact_name = models.CharField(_("contact"), max_length=80, blank=True)
    contact_email = models.EmailField(_("the contact's e-mail"), blank=True)
    contact_phone = models.CharField(_("the contact's phone"), max_length=30, blank=True)

    objects: ClassVar[PageManager] = PageManager.from_queryset(ThemeDayQuerySet)()

    content_panels = [
        *Page.content_panels,
        HelpPanel(template="themedays/admin/in_editor.html", heading=_("Seats and participants")),
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("When")),
        MultiFieldPanel([FieldPanel("venue"), FieldPanel("online_link")], heading=_("Where")),
        FieldPanel("audience"),
        FieldPanel("subjects"),
        FieldPanel("body"),
        FieldPanel("programme"),
        InlinePanel("speakers", heading=_("Speakers"), label=_("speaker")),
        MultiFieldPanel([FieldPanel("price"), FieldPanel("price_text"), FieldPanel("vat_text")], heading=_("Price")),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_email"), FieldPanel("contact_phone")],
            heading=_("Contact"),
        ),
        InlinePanel("materials", heading=_("Materials"), label=_("file or link")),
    ]
    parent_page_types = ["themedays.ThemeDayIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    # A new day has a new date, and last year's slides are not this year's.
    exclude_fields_in_copy = ["starts_at", "ends_at", "online_link", "materials"]
    base_form_class = ThemeDayForm
    template = "themedays/day.html"

    class Meta:
        verbose_name = _("theme day")
        verbose_name_plural = _("theme days")

    def clean(self) -> None:
        """Refuse a day that ends before it begins."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The day must end after it begins. Check both times.")})

    def teaser(self) -> Teaser:
        """What a newsletter says about the day: when and where it is. The link to a meeting is told in mails alone."""
        starts, ends = self.starts_at, self.ends_at
        place = self.venue.one_line if self.venue else gettext("Online") if self.online_link else ""
        when = period_text(starts, ends) if starts and ends else ""
        return replace(super().teaser(), when=when, place=place)


class Speaker(Orderable):
    """Somebody who speaks on a theme day."""

    page = ParentalKey(ThemeDayPage, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=80)
    title = models.CharField(_("title and workplace"), max_length=160, blank=True)
    about = models.TextField(_("about"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")

    def __str__(self) -> str:
        return self.name


class Material(Orderable):
    """A file or a link from a theme day, and who may have it."""

    class Visibility(models.TextChoices):
        ALL = "all", _("everybody")
        LOGGED_IN = "logged_in", _("everybody who is logged in")
        PARTICIPANTS = "participants", _("people with a seat")
        ATTENDED = "attended", _("people who were there")

    page = ParentalKey(ThemeDayPage, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=120)
    document = models.ForeignKey(
        get_document_model_string(),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file"),
    )
    url = models.URLField(_("or a link"), blank=True)
    visibility = models.CharField(
        _("who may have it"), max_length=12, choices=Visibility, default=Visibility.PARTICIPANTS
    )
    published_on = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: at once."))

    panels = [
        FieldPanel("title"),
        FieldPanel("document"),
        FieldPanel("url"),
        FieldPanel("visibility"),
        FieldPanel("published_on"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("material")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) ^ ~Q(url=""),
                name="material_file_or_link",
                violation_error_message=_("Choose a file or write a link, one of the two."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a file or a link."""
        super().clean(*args, **kwargs)
        if bool(self.document_id) == bool(self.url):
            raise ValidationError(_("Choose a file or write a link, one of the two."))
