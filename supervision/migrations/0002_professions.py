"""Which of the field's professions are psychologists, and which are other academics, until the network says otherwise."""

from django.db import migrations

PSYCHOLOGISTS = ["Psykolog", "PPR-psykolog"]
ACADEMICS = ["Børnelæge", "Børne- og ungdomspsykiater", "Læge", "Praktiserende læge", "Præst"]


def choose(apps, schema_editor):
    Profession = apps.get_model("members", "Profession")
    SupervisionRules = apps.get_model("supervision", "SupervisionRules")
    rules = SupervisionRules.objects.first() or SupervisionRules.objects.create()
    rules.psychologists.set(Profession.objects.filter(name__in=PSYCHOLOGISTS))
    rules.academics.set(Profession.objects.filter(name__in=ACADEMICS))


class Migration(migrations.Migration):

    dependencies = [("supervision", "0001_initial"), ("members", "0002_professions")]
    operations = [migrations.RunPython(choose, migrations.RunPython.noop)]
