"""The professions of the field, and the first words that somebody says yes to. Both are the network's to change."""

from django.db import migrations

# Name, and other ways of writing it in a list.
PROFESSIONS = [
    ("Sygeplejerske", "spl., sygepl."),
    ("Psykiatrisk sygeplejerske", "psyk.sygeplejerske"),
    ("Socialsygeplejerske", "forløbssygeplejerske"),
    ("Sundhedsplejerske", "sundhedspl."),
    ("Jordemoder", ""),
    ("Børnelæge", "pædiater"),
    ("Børne- og ungdomspsykiater", "psykiater"),
    ("Læge", "afdelingslæge, overlæge, kbu-læge"),
    ("Praktiserende læge", "egen læge, almen praksis"),
    ("Tandplejer", ""),
    ("Psykolog", "aut. psykolog, cand.psych."),
    ("PPR-psykolog", "skolepsykolog"),
    ("Socialrådgiver", "socialrådg."),
    ("Sagsbehandler", "myndighedsrådgiver"),
    ("Familiebehandler", "familiekonsulent"),
    ("Familieterapeut", ""),
    ("Pædagog", "socialpædagog"),
    ("AKT- eller inklusionsvejleder", "akt-vejleder, inklusionsvejleder"),
    ("Tale-hørekonsulent", "logopæd, talepædagog"),
    ("Lærer", "folkeskolelærer"),
    ("Skoleleder", ""),
    ("SSP-konsulent", "ssp"),
    ("Politi", "politibetjent"),
    ("Misbrugsbehandler", "rusmiddelbehandler"),
    ("Ungevejleder", "uu-vejleder, kui-vejleder"),
    ("Støtte-kontaktperson", "skp, kontaktperson"),
    ("Mentor", ""),
    ("Leder", "centerchef, afdelingsleder, teamleder"),
    ("Konsulent", "udviklingskonsulent"),
    ("Præst", ""),
    ("Frivillig", ""),
    ("Andet", "øvrige"),
]
NEWSLETTER = "Ja tak, send mig netværkets nyhedsbrev på mail. Jeg kan altid sige nej igen, på Min side eller i hvert brev."


def add(apps, schema_editor):
    Profession = apps.get_model("members", "Profession")
    ConsentText = apps.get_model("portal", "ConsentText")
    for rank, (name, words) in enumerate(PROFESSIONS, start=1):
        Profession.objects.create(name=name, words=words, rank=rank * 10)
    ConsentText.objects.create(purpose="newsletter", version=1, text=NEWSLETTER)


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("portal", "0004_consent")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
