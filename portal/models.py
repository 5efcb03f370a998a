"""Users, pages and the network's own settings."""

from typing import Any, ClassVar, Self
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from portal.blocks import BODY_BLOCKS
from portal.caching import kept_briefly
from portal.previews import framed_by_editor
from portal.teasers import Teaser


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password the account cannot log in by password."""
        user = self.model(email=email.lower(), **fields)  # as the log-in asks for it
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator, as `manage.py createsuperuser` does."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def known_or_new(self, email: str, **fields: Any) -> "User":
        """The user with the address; made with `fields` and without a password, so that they log in by a code.

        Two at once make one, and whoever is known keeps what stands there.
        """
        new = fields | {"email": email.lower(), "password": make_password(None)}
        return self.get_or_create(email__iexact=email, defaults=new)[0]

    def get_by_natural_key(self, email: str | None) -> "User":
        """Find by e-mail, whatever the case."""
        return self.get(email__iexact=email)


class User(AbstractUser):
    """One human, one row: everybody the portal knows, also those who never log in."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("There is already a user with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class ConsentText(models.Model):
    """The words that somebody says yes to. A change of words is a new version; what was agreed to stays as it was."""

    class Purpose(models.TextChoices):
        NEWSLETTER = "newsletter", _("newsletter")

    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("from"), default=timezone.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_once")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.version}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Verbs about consents."""

    def in_force(self) -> Self:
        """Those that have not been withdrawn."""
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """What one person has said yes to, in which words, when and how: the proof of GDPR art. 7(1).

    Rows are added and withdrawn, never changed. Somebody who says yes again gets a new row.
    """

    class Source(models.TextChoices):
        PROFILE = "profile", _("by the person, logged in")
        IMPORT = "import", _("from an imported list")
        COORDINATOR = "coordinator", _("by the coordinator")
        CONFIRMED = "confirmed", _("by the person, with the link in a mail")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents", verbose_name=_("user"))
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+", verbose_name=_("text"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentText.Purpose)
    source = models.CharField(_("how"), max_length=12, choices=Source)
    basis = models.CharField(_("basis"), max_length=200, blank=True, help_text=_("Where an imported yes comes from."))
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=Q(withdrawn_at=None), name="consent_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class CalendarLink(models.Model):
    """The secret address of one person's own calendar. A new one makes the old one stop at once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_link", verbose_name=_("user"))
    token = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")

    def __str__(self) -> str:
        return str(self.user)  # never the token: log entries carry this


class SitePage(Page):
    """What every page of the site shares."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, which everybody may keep for a minute."""
        return kept_briefly(super().serve)(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as it would be, in a frame of the editor."""
        response: HttpResponse = framed_by_editor(super().serve_preview)(request, mode_name)
        return response

    def teaser(self) -> Teaser:
        """What the page says about itself where another one mentions it."""
        return Teaser(title=self.title, url=self.url or "", full_url=self.whole_url, text=getattr(self, "lead", ""))

    @property
    def whole_url(self) -> str:
        """The address as it holds outside the site; "" before the page has one.

        By SITE_URL, as everywhere else: Wagtail's own `full_url` goes by the host in its table of sites.
        """
        return urljoin(settings.SITE_URL, self.url) if self.url else ""


class HomePage(SitePage):
    """The front page: the look-up first, then what the network is."""

    heading = models.CharField(_("heading"), max_length=80, default="Hvem skal du ringe til?")
    lead = models.CharField(_("lead"), max_length=160, blank=True)
    about_heading = models.CharField(_("heading about the network"), max_length=80, blank=True)
    about = RichTextField(_("about the network"), blank=True, features=["bold", "italic", "link", "ul"])

    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("lead"),
        FieldPanel("about_heading"),
        FieldPanel("about"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    template = "portal/home_page.html"

    class Meta:
        verbose_name = _("front page")


class ContentPage(SitePage):
    """A page of text: about the network, privacy, accessibility."""

    lead = models.CharField(_("lead"), max_length=240, blank=True)
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["portal.HomePage", "portal.ContentPage"]
    template = "portal/content_page.html"

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")


@register_setting(icon="group")
class NetworkSettings(BaseGenericSetting):
    """The network's name and words. Everything that differs between two networks stands here or in the directory."""

    name = models.CharField(_("name of the network"), max_length=60, default="Brobygger")
    description = models.CharField(_("what the network is, in one line"), max_length=200, blank=True)
    owners = models.CharField(_("who runs it, in one line"), max_length=200, blank=True)
    coordinator_name = models.CharField(_("coordinator"), max_length=80, blank=True)
    coordinator_email = models.EmailField(_("the coordinator's e-mail"), blank=True)
    coordinator_phone = models.CharField(_("the coordinator's phone"), max_length=30, blank=True)
    steering_group = models.TextField(
        _("the steering group's e-mail addresses"),
        blank=True,
        help_text=_("One on each line. They can get a newsletter as a test before it is sent."),
    )
    verified_by = models.CharField(
        _("who confirms the contacts"),
        max_length=80,
        blank=True,
        help_text=_("Shown after the date: Confirmed 3 November 2026 by …"),
    )
    search_example = models.CharField(
        _("example of a search"), max_length=60, blank=True, default="hillerød selvmordsforsøg 15 år"
    )
    accessibility_statement = models.URLField(
        _("accessibility statement"),
        blank=True,
        help_text=_("The address that the government's tool gave. /was leads to it."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("owners"),
        FieldPanel("coordinator_name"),
        FieldPanel("coordinator_email"),
        FieldPanel("coordinator_phone"),
        FieldPanel("steering_group"),
        FieldPanel("verified_by"),
        FieldPanel("search_example"),
        FieldPanel("accessibility_statement"),
    ]

    class Meta:
        verbose_name = _("the network")
