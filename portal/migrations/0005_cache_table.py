"""The table of the shared cache, so that nobody has to remember `createcachetable`."""

from django.apps.registry import Apps
from django.core.management.commands.createcachetable import Command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "portal_cache"


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table unless it is there, also where CACHE_URL names another cache: it costs nothing to have."""
    command = Command()
    command.verbosity = 0
    command.create_table(schema_editor.connection.alias, TABLE, dry_run=False)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the table."""
    schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_consent")]
    operations = [migrations.RunPython(create, drop)]
