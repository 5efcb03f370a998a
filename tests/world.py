"""An invented country: services in all 98 municipalities and a region's units, so that nothing rests on the demo."""

import csv
import io
import random
from collections.abc import Iterator

from directory.contacts.models import Organisation

_LOCAL_NAMES = {
    "modtagelse": [
        "Modtageteamet",
        "Familieafdelingens front",
        "Visitationen, børn og familie",
        "Børn og unge, vagten",
    ],
    "doegnvagt": ["Social døgnvagt", "Bagvagten", "Vagttelefonen efter lukketid"],
    "ppr": ["PPR", "Pædagogisk psykologisk rådgivning", "Psykologerne i skole og dagtilbud"],
    "lettilgaengelig": ["Åben psykologhjælp", "STIME", "Lettere behandling"],
    "sundhedspleje": ["Sundhedsplejen", "Børnesundhed"],
    "unge18": ["Ungeenheden", "Team unge voksne", "Voksenrådgivningen"],
    "ssp": ["SSP", "Forebyggelsesteamet"],
    "rusmiddel": ["Rusmiddelcentret, unge", "Misbrugsteamet"],
    "familie": ["Familiehuset", "Familiebehandlingen"],
}
_AGES = {
    "modtagelse": (0, 17), "doegnvagt": (0, 17), "ppr": (0, 17), "lettilgaengelig": (6, 17), "sundhedspleje": (0, 17),
    "unge18": (18, 29), "ssp": (10, 17), "rusmiddel": (12, 24), "familie": (0, 17),
}  # fmt: skip
_HOURS = ["man-fre 08:00-15:00", "man-tir 10:00-14:00; tor 10:00-17:00; fre 10:00-12:00", "man-tor 09:00-15:00", ""]
_FIRST = ["Anette", "Bodil", "Carsten", "Ditte", "Erling", "Frida", "Gorm", "Helle", "Ivan", "Jytte", "Karsten", "Lone"]
_LAST = ["Abelskov", "Bakkedal", "Dalstrøm", "Engvang", "Fjordby", "Grønlykke", "Havnsø", "Klitgren", "Mosevang"]
_REGIONAL = [
    ("Fjordhospitalet", "boerneafd", "Børneafdelingen", 0, 17, "døgn"),
    ("Fjordhospitalet", "buc-akut", "Akut børne- og ungdomspsykiatri", 0, 17, "døgn"),
    ("Fjordhospitalet", "buc-amb", "Børnepsykiatrisk ambulatorium", 0, 17, "man-fre 08:00-15:00"),
    ("Fjordhospitalet", "selvmordsklinik", "Forebyggelsesklinikken", 0, 17, "man-fre 09:00-14:00"),
    ("Fjordhospitalet", "tut", "Tværfagligt udgående team", 0, 17, "man-fre 08:00-15:00"),
    ("Voksenpsykiatrien", "pam-voksen", "Psykiatrisk akutmodtagelse", 18, None, "døgn"),
]  # fmt: skip
COLUMNS = (
    "organisation kind function service municipality_code member person deputy phone hours age_min age_max subjects "
    "not_for fallback_phone fallback_label verified_on"
).split()


def rows(how_many: int, seed: int = 1, *, nonmembers: frozenset[str] = frozenset()) -> Iterator[dict[str, object]]:
    """Rows of the import's columns: `how_many` services, spread over the municipalities, and the regional units."""
    chance = random.Random(seed)
    municipalities = list(Organisation.objects.municipalities().order_by("municipality_code"))
    functions = list(_LOCAL_NAMES)
    for index in range(how_many):
        municipality = municipalities[index % len(municipalities)]
        turn = index // len(municipalities)
        function = functions[turn % len(functions)]
        name = chance.choice(_LOCAL_NAMES[function])
        if turn >= len(functions):
            name = f"{name}, team {turn // len(functions) + 1}"
        low, high = _AGES[function]
        yield {
            "organisation": municipality.name,
            "kind": "municipality",
            "function": function,
            "service": name,
            "municipality_code": municipality.municipality_code,
            "member": "nej" if municipality.municipality_code in nonmembers else "ja",
            "person": f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
            "deputy": f"{chance.choice(_FIRST)} {chance.choice(_LAST)}" if chance.random() < 0.8 else "",
            "phone": f"00{index % 1_000_000:06}",
            "hours": "man-fre 15:00-08:00; lør-søn 00:00-24:00" if function == "doegnvagt" else chance.choice(_HOURS),
            "age_min": low,
            "age_max": high,
            "subjects": "angst|depression" if function == "lettilgaengelig" else "",
            "not_for": "selvmordstanker og selvmordsforsøg" if function == "lettilgaengelig" else "",
            "fallback_phone": f"0099{int(municipality.municipality_code):04}",
            "fallback_label": "Kommunens hovednummer",
            "verified_on": "2026-11-03",
        }
    for organisation, function, name, low, high, hours in _REGIONAL:
        yield {
            "organisation": organisation, "kind": "hospital", "function": function, "service": name,
            "phone": "00777777", "hours": hours, "age_min": low, "age_max": "" if high is None else high,
            "verified_on": "2026-11-03",
        }  # fmt: skip


def as_csv(source: Iterator[dict[str, object]]) -> str:
    """The rows as the text of a file for `manage.py import_directory`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", delimiter=";")
    writer.writeheader()
    writer.writerows(source)
    return text.getvalue()
