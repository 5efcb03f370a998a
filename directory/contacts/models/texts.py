"""Texts and numbers kept in one place and shown on many cards."""

from datetime import date, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from directory.contacts.fields import PhoneField
from directory.contacts.models.places import Organisation
from directory.contacts.models.services import WORDS_HELP


class StandardText(models.Model):
    """A text shared by many cards, with its own review date: law, the steps before a discharge, the placed child."""

    class Placement(models.TextChoices):
        GUIDE = "guide", _("a page of its own")
        DISCHARGE = "discharge", _("the list before the discharge, on every card")
        SECURE = "secure", _("how to write securely, on every card")
        PLACED_CHILD = "placed_child", _("the line about a placed child, on every card for children")
        CORRECTION = "correction", _("how to report an error")

    key = models.SlugField(_("web address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    placement = models.CharField(_("shown as"), max_length=12, choices=Placement, default=Placement.GUIDE)
    words = models.TextField(_("words that find it"), blank=True, help_text=WORDS_HELP)
    summary = models.CharField(_("in one sentence"), max_length=240)
    steps = models.TextField(_("steps"), blank=True, help_text=_("One line each; shown as a list to tick off."))
    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "italic", "link", "ul", "ol"])
    source = models.CharField(
        _("source"), max_length=160, blank=True, help_text=_("The law and paragraph it builds on.")
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    review_every_months = models.PositiveSmallIntegerField(_("review every … months"), default=12)

    class Meta:
        verbose_name = _("standard text")
        verbose_name_plural = _("standard texts")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The text's own page."""
        return reverse("contacts:guide", args=[self.key])

    def review_due(self, today: date) -> bool:
        """Whether the review date has passed."""
        return self.reviewed_on is None or today > self.reviewed_on + timedelta(days=30 * self.review_every_months)


class UrgentNumber(models.Model):
    """A number for when it cannot wait, kept once for everybody."""

    label = models.CharField(_("label"), max_length=120)
    short_label = models.CharField(_("label on a phone"), max_length=24, blank=True)
    number = PhoneField(_("phone"))
    words = models.TextField(_("words that find it"), blank=True, help_text=WORDS_HELP)
    note = models.CharField(_("note"), max_length=160, blank=True)
    region = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="urgent_numbers",
        limit_choices_to={"kind": "region"},
        verbose_name=_("only in this region"),
    )
    in_strip = models.BooleanField(_("in the strip at the top of every page"), default=False)
    in_chain = models.BooleanField(
        _("last in every chain"), default=False, help_text=_("The way on when nobody in the municipality answers.")
    )
    rank = models.PositiveSmallIntegerField(_("order"), default=1)
    verified_on = models.DateField(_("confirmed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("urgent number")
        verbose_name_plural = _("urgent numbers")
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.label
