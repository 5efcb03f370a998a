"""The places, functions, subjects, texts and urgent numbers that every network begins with."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from directory.contacts import facts


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    facts.fill(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
