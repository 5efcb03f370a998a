"""What happened to the list as a whole: who imported a file, what it changed, and who took the list out."""

from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import User

UNDO_DAYS = 30


class MemberImport(models.Model):
    """One imported list: who, when, how many, and what it changed, for as long as it can be undone."""

    file_name = models.CharField(_("file"), max_length=120, blank=True)
    imported_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("imported by")
    )
    imported_at = models.DateTimeField(_("imported"), db_index=True)
    created = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    undone_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("imported list")
        verbose_name_plural = _("imported lists")
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def can_be_undone(self, now: datetime) -> bool:
        """Whether it is young enough, and has not been undone."""
        return self.undone_at is None and now - self.imported_at <= timedelta(days=UNDO_DAYS)


class ImportedChange(models.Model):
    """What an import did to one member. Goes with the member, or with the import."""

    member_import = models.ForeignKey(MemberImport, on_delete=models.CASCADE, related_name="changes")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_user = models.BooleanField(default=False)
    made_membership = models.BooleanField(default=False)
    gave_consent = models.BooleanField(default=False)
    took_consent = models.BooleanField(default=False)
    approved = models.BooleanField(default=False)
    # field -> [before, after, what an import had written there before this one or None]
    fields = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member_import", "user"], name="imported_change_once")]

    def __str__(self) -> str:
        return f"{self.member_import_id}: {self.user_id}"


class MemberExport(models.Model):
    """Somebody took names and addresses out of the portal: who, when, which, and how many."""

    class Kind(models.TextChoices):
        XLSX = "xlsx", _("spreadsheet (XLSX)")
        CSV = "csv", _("spreadsheet (CSV)")
        MAIL = "mail", _("addresses for a mail")

    exported_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    exported_at = models.DateTimeField(_("when"), db_index=True)
    kind = models.CharField(_("as"), max_length=4, choices=Kind)
    selection = models.CharField(_("which"), max_length=500, blank=True)
    count = models.PositiveIntegerField(_("how many"))

    class Meta:
        verbose_name = _("export of members")
        verbose_name_plural = _("exports of members")
        ordering = ["-exported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.count}"
