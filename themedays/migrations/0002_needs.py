"""What the house and the kitchen can do. The list is the network's own: it is changed in the admin."""

from django.db import migrations

DIET = [
    ("vegetar", "Vegetar"),
    ("vegansk", "Vegansk"),
    ("uden-gluten", "Uden gluten"),
    ("uden-maelk", "Uden mælk"),
    ("uden-aeg", "Uden æg"),
    ("uden-noedder", "Uden nødder"),
    ("uden-fisk", "Uden fisk og skaldyr"),
    ("uden-svinekoed", "Uden svinekød"),
    ("halal", "Halal"),
]
ACCESS = [
    ("koerestol", "Adgang med kørestol"),
    ("teleslynge", "Teleslynge"),
    ("tegnsprogstolk", "Tegnsprogstolk"),
    ("skrivetolk", "Skrivetolk"),
    ("ledsager", "Plads til en ledsager"),
    ("parkering", "Parkering tæt ved indgangen"),
]


def add_needs(apps, schema_editor):
    Need = apps.get_model("themedays", "Need")
    for kind, rows in (("diet", DIET), ("access", ACCESS)):
        for rank, (key, name) in enumerate(rows, start=1):
            Need.objects.get_or_create(key=key, defaults={"kind": kind, "name": name, "rank": rank * 10})


class Migration(migrations.Migration):

    dependencies = [("themedays", "0001_initial")]
    operations = [migrations.RunPython(add_needs, migrations.RunPython.noop)]
