"""`manage.py copy_database FILE`: the portal's SQLite file into the PostgreSQL database of DATABASE_URL."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from portal.copying import RefusedError, copy, open_source
from portal.demo import LOG_INS
from portal.models import User


class Command(BaseCommand):
    """Copies everything or nothing, and shows that both sides hold the same. It never writes over what is in use."""

    help = "Copy a SQLite database into the empty, migrated PostgreSQL database of DATABASE_URL, and prove it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file; where it goes is said by the settings alone."""
        parser.add_argument("file", type=Path, help="The SQLite file, such as /srv/brobygger/data/db.sqlite3.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Copy, prove, and say what was copied.

        Raises:
            CommandError: nothing was copied, and why.
            SystemCheckError: the server is not one that the portal can stand on.
        """
        if connection.vendor != "postgresql":
            raise CommandError(_("DATABASE_URL is not PostgreSQL. Set it to the database that shall be filled."))
        self.check(tags=[Tags.database], databases=["default"])
        try:
            with open_source(file) as source:
                _refuse_demo(source)
                copy(source, connection, rebuild=_rebuild_index, say=self.stdout.write)
        except RefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Everything was copied, and both databases hold the same."))


def _refuse_demo(source: BaseDatabaseWrapper) -> None:
    demo = [email for email, _role in LOG_INS]
    if settings.DEMO or (
        User._meta.db_table in source.introspection.table_names()
        and User.objects.using(source.alias).filter(email__in=demo).exists()
    ):
        raise RefusedError(_("The file holds the demonstration: invented people and well-known passwords."))


def _rebuild_index() -> None:
    call_command("update_index", verbosity=0)
