"""Who gets what: topics that a subscriber chooses, and segments that the coordinator keeps."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import User


class Topic(models.Model):
    """What an issue is about, seen by the subscriber: one can say no to a topic and keep the others."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("short name"), unique=True)
    description = models.CharField(_("what one gets, in one line"), max_length=160)
    rank = models.PositiveSmallIntegerField(_("order in the list"), default=50)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Verbs about subscriptions."""

    def off(self) -> Self:
        """The topics that somebody has said no to."""
        return self.filter(is_on=False)


class Subscription(models.Model):
    """What a person has said about one topic. No row: they get it, as long as they get newsletters at all (Consent)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="subscriptions", verbose_name=_("person"))
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="subscriptions", verbose_name=_("topic"))
    is_on = models.BooleanField(_("gets it"))
    changed_at = models.DateTimeField(_("changed"))

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="subscription_once")]

    def __str__(self) -> str:
        return str(self.topic)


class Segment(models.Model):
    """A selection of people that the coordinator has saved: or within one filter, and between them."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    # {"municipality": ["12", "14"], "profession": ["3"]}: keys and values as the rooms' filters offer them.
    filters = models.JSONField(_("filters"), default=dict, blank=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
