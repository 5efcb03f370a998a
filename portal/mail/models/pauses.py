"""When sending has stopped."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class PauseQuerySet(models.QuerySet["Pause"]):
    """Verbs about pauses."""

    def now(self, *, bulk: bool = True) -> Self:
        """Those that last, and concern this kind of mail."""
        lasting = self.filter(ended_at=None)
        return lasting if bulk else lasting.filter(bulk_only=False)


class Pause(models.Model):
    """Sending has stopped, by itself or by a person, until a person starts it again. None that lasts: it runs."""

    since = models.DateTimeField(_("since"))
    reason = models.CharField(_("why"), max_length=250)
    bulk_only = models.BooleanField(_("newsletters and the like only"), default=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.reason
