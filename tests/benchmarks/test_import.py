"""An import of 5,000 services: how long it takes, and how long others wait for the write lock."""

import pytest

from directory.contacts.models import Organisation
from tests.directory.contacts.sheets import csv_file, run_bytes

ROWS = 5000
KEYS = "modtagelse doegnvagt ppr lettilgaengelig sundhedspleje unge18 ssp rusmiddel familie sorg kontaktperson".split()


def full_rows(count: int, edition: int = 0) -> bytes:
    """Services in all municipalities with every column filled; another edition differs in every row."""
    codes = list(
        Organisation.objects.municipalities().order_by("municipality_code").values_list("municipality_code", flat=True)
    )
    return csv_file(
        *(
            {
                "organisation": f"Kommune {codes[n % len(codes)]}",
                "kind": "municipality",
                "function": KEYS[n // len(codes) % len(KEYS)],
                "service": f"Tilbud {n}",
                "municipality_code": codes[n % len(codes)],
                "member": "ja",
                "person": f"Anne Nr. {n % 3000}",
                "deputy": f"Bo Nr. {n % 2000} udgave {edition}",
                "phone": f"00 {(n + edition) % 1_000_000:06}",
                "hours": f"man-tir 10:{n % 6}0-14:00; tor 10:00-17:{edition % 6}0",
                "email": f"tilbud{n}.{edition}@example.dk",
                "secure_mail": f"sikker{n}.{edition}@example.dk",
                "age_min": n % 5,
                "age_max": "17,5",
                "subjects": f"Selvmordsforsøg|Emne {n % 40}",
                "not_for": f"Voksne, udgave {edition}",
                "fallback_phone": f"00 48 {n % 10000:04}",
                "fallback_label": "Vagten",
                "verified_on": f"{1 + edition}.11.2026",
                "also_called": f"Sted {n}|Hus {n}",
                "description": f"Hvad tilbuddet kan, og hvem det er for, udgave {edition}. " * 4,
            }
            for n in range(count)
        )
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_how_long_an_import_of_5000_services_takes_and_holds_the_lock() -> None:
    new, changed = full_rows(ROWS), full_rows(ROWS, edition=1)

    reports = {"new": run_bytes(new), "again": run_bytes(new), "all changed": run_bytes(changed)}

    for name, report in reports.items():
        print(f"\nimport of {report.rows} rows, {name}: {report.seconds:.1f} s, lock {report.seconds_locked:.1f} s")
    assert [report.created for report in reports.values()] == [ROWS, 0, 0]
