"""Model fields that keep one spelling of what the coordinator types."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.contacts.channels import parse_phone
from portal.clock import HoursError, canonical_hours


class HoursField(models.CharField):
    """Weekly hours as text: "man-tir 10:00-14:00; tor 10:00-17:00", "døgn", or empty when nobody knows."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 240)
        options.setdefault(
            "help_text", _("As: man-tir 10:00-14:00; tor 10:00-17:00. Or: døgn. Empty means that nobody has told us.")
        )
        super().__init__(*args, **options)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        """The hours in their one spelling, or a Danish sentence about what to write instead."""
        try:
            return super().clean(canonical_hours(str(value or "")), model_instance)
        except HoursError as error:
            raise ValidationError(str(error)) from error


class PhoneField(models.CharField):
    """One telephone number in E.164 or a short number, with the extension behind `;ext=` (RFC 3966)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 32)
        super().__init__(*args, **options)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        """The number in its one spelling, or a Danish sentence about what to write instead."""
        try:
            number, extension = parse_phone(str(value or ""))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return super().clean(f"{number};ext={extension}" if extension else number, model_instance)
