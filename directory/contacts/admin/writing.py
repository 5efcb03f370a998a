"""Wagtail's own create, edit and delete, with the search rows written in the same transaction.

Registered for the directory's models (`wagtail_hooks.register_actions`), so that no screen can forget it.
"""

from typing import Any

from django.db import models
from wagtail.actions import CreateAction, DeleteAction, EditAction

from directory.contacts.actions import search_rows_follow


class SearchRowsFollow:
    """Runs the action inside `search_rows_follow`."""

    instance: models.Model

    def execute(self, skip_permission_checks: bool = False) -> Any:
        """Write the thing and the rows that show it, or neither."""
        with search_rows_follow(self.instance):
            return super().execute(skip_permission_checks=skip_permission_checks)  # type: ignore[misc]


class Create(SearchRowsFollow, CreateAction):
    """Create something in the directory."""


class Edit(SearchRowsFollow, EditAction):
    """Change something in the directory."""


class Delete(SearchRowsFollow, DeleteAction):
    """Delete something in the directory."""
