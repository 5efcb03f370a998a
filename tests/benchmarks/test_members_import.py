"""A list of 1,900 members with 60 planted faults: how long it takes, and whether the report names each fault."""

import pytest
from django.utils import timezone

from directory.contacts.models import Organisation
from directory.members.models import Departure, Membership, Profession
from portal.addresses import address_key
from tests.directory.contacts.sheets import csv_file
from tests.directory.members.lists import NOW, run_bytes

ROWS = 1900
EACH = 5
# What is wrong, and the column that the report names; "" where the report has a list of its own.
FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "no address": ({"email": "mette.example.dk"}, "email"),
    "empty address": ({"email": ""}, "email"),
    "profession": ({"profession": "Astronaut"}, "profession"),
    "workplace": ({"organisation": "Andeby Kommune"}, "organisation"),
    "subject": ({"subjects": "Ukendt emne"}, "subjects"),
    "phone": ({"phone": "1234"}, "phone"),
    "yes or no": ({"newsletter": "måske"}, "newsletter"),
    "no such day": ({"registered_on": "31.2.2025"}, "registered_on"),
    "CPR number": ({"role": "barn 010190-1234"}, "role"),
    "twice": ({}, "duplicates"),
    "has left": ({}, "staying_out"),
    "no basis": ({"newsletter": "ja", "consent_basis": ""}, "kept"),
}


def rows() -> tuple[list[dict[str, str]], dict[int, str]]:
    """The rows, and by the spreadsheet's row number where the report must name it."""
    places = [one.name for one in Organisation.objects.municipalities().order_by("pk")]
    professions = list(Profession.objects.values_list("name", flat=True))
    made = [
        {
            "email": f"medlem{n}@example.dk",
            "first_name": f"Anne {n}",
            "last_name": "Nielsen",
            "profession": professions[n % len(professions)],
            "organisation": places[n % len(places)],
            "role": "Medarbejder",
            "subjects": "Selvmordsforsøg|Sorg",
            "phone": f"00 {n:06}",
            "newsletter": "ja" if n % 2 else "nej",
            "consent_basis": "Tilmeldingsblanket 2025" if n % 2 else "",
            "registered_on": f"{n % 28 + 1}.3.2025",
        }
        for n in range(ROWS)
    ]
    planted: dict[int, str] = {}
    for kind, (name, (cells, where)) in enumerate(FAULTS.items()):
        for copy in range(EACH):
            n = 30 + 31 * (kind * EACH + copy)
            made[n] |= cells
            planted[n + 2] = where
            if name == "twice":
                made[n]["email"] = f" MEDLEM{n - 1}@Example.dk"
            if name == "has left":
                Departure.objects.create(address_key=address_key(made[n]["email"]), left_at=NOW)
    return made, planted


@pytest.mark.slow
@pytest.mark.django_db
def test_how_long_a_list_of_1900_members_with_60_faults_takes() -> None:
    made, planted = rows()
    data = csv_file(*made, delimiter=";", encoding="cp1252")

    first = run_bytes(data)
    again = run_bytes(data, now=timezone.now())

    for name, report in {"new": first, "again": again}.items():
        print(f"\nlist of {report.rows} members, {name}: {report.seconds:.1f} s, lock {report.seconds_locked:.1f} s")
    named = {cell.row: cell.column for cell in first.bad}
    named |= {note.row: "duplicates" for note in first.duplicates}
    named |= {note.row: "staying_out" for note in first.staying_out}
    named |= {note.row: "kept" for note in first.kept}
    print(f"faults named: {sum(named.get(row) == where for row, where in planted.items())} of {len(planted)}")
    assert named == planted
    assert (first.created, again.changes) == (ROWS - len(planted) + EACH, [])
    assert Membership.objects.count() == first.created
