"""What somebody may do beyond being a member: always granted by a person, looked through each half year."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.contacts.models import Organisation
from portal.models import User


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Verbs about grants."""

    def in_force(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(revoked_at=None)


class RoleGrant(models.Model):
    """A role of one user, from the moment somebody granted it until somebody takes it back. Rows are kept."""

    class Role(models.TextChoices):
        SUPERVISOR = "supervisor", _("group supervisor")
        EDITOR = "editor", _("municipality editor")
        COORDINATOR = "coordinator", _("coordinator")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=13, choices=Role)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="role_grants",
        verbose_name=_("organisation"),
        help_text=_("For a municipality editor: this organisation and everything that belongs to it."),
    )
    granted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted"))
    reviewed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    reviewed_at = models.DateTimeField(_("confirmed"))
    revoked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("taken back by")
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["role", "user__last_name", "user__first_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="editor", organisation__isnull=False) | (~Q(role="editor") & Q(organisation=None)),
                name="role_grant_editor_has_organisation",
                violation_error_message=_("A municipality editor needs an organisation; the other roles have none."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(revoked_at=None, organisation__isnull=False),
                name="role_grant_once_there",
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(revoked_at=None, organisation=None), name="role_grant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
