"""What is true of every Danish network from the first day: places, functions, subjects, texts, urgent numbers.

The tables lie beside this file, one line or one block per fact, so that whoever knows the field can correct them.
`fill` puts them into an empty database. It adds what is missing and never changes a row that is there already, so
what a coordinator has edited stays as it is when a later migration brings further facts.

Sources: municipality codes from the national address register, postal codes from its list of 2026, the regions from
the act of 20 June 2025 that makes Region Hovedstaden and Region Sjælland one region on 1 January 2027.
"""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.db.models import Model

FOLDER = Path(__file__).parent
REGIONS = {
    "region-hovedstaden": "Region Hovedstaden",
    "region-sjaelland": "Region Sjælland",
    "region-syddanmark": "Region Syddanmark",
    "region-midtjylland": "Region Midtjylland",
    "region-nordjylland": "Region Nordjylland",
    "region-ostdanmark": "Region Østdanmark",
}
MERGED_REGIONS = frozenset({"region-hovedstaden", "region-sjaelland"})
MERGED_INTO = "region-ostdanmark"
LAST_DAY_BEFORE_THE_MERGER = date(2026, 12, 31)
FIRST_DAY_AFTER_THE_MERGER = date(2027, 1, 1)


class Models(Protocol):
    """What hands out models: Django's registry, or the historical one of a migration."""

    def get_model(self, app_label: str, model_name: str) -> type[Any]:
        """The model of that name."""


def rows(name: str) -> list[dict[str, str]]:
    """The lines of one CSV table, such as "municipalities"."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def blocks(name: str, table: str) -> list[dict[str, Any]]:
    """The blocks of one TOML file, such as ("functions", "function")."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)[table]
    return found


def region_periods(region: str) -> Iterator[tuple[str, date | None, date | None]]:
    """Which region a municipality or hospital belongs to, and from when to when: (slug, starts, ends)."""
    if region not in MERGED_REGIONS:
        yield region, None, None
        return
    yield region, None, LAST_DAY_BEFORE_THE_MERGER
    yield MERGED_INTO, FIRST_DAY_AFTER_THE_MERGER, None


def fill(models: Models) -> None:
    """Add every fact that is not in the database yet."""
    organisations = _fill_organisations(models)
    _fill_postal_codes(models, organisations)
    _fill_aliases(models, organisations)
    functions = _fill_functions(models)
    _fill_subjects(models, functions)
    _fill_standard_texts(models)
    _fill_urgent_numbers(models)


def _lines(words: list[str]) -> str:
    return "\n".join(words)


def _fill_organisations(models: Models) -> dict[str, Any]:
    """The regions and municipalities; returns the municipalities by their code."""
    organisation = models.get_model("contacts", "Organisation")
    parent = models.get_model("contacts", "OrganisationParent")
    regions = {
        slug: organisation.objects.get_or_create(slug=slug, defaults={"name": name, "kind": "region"})[0]
        for slug, name in REGIONS.items()
    }
    municipalities = {}
    for row in rows("municipalities"):
        municipality, is_new = organisation.objects.get_or_create(
            municipality_code=row["code"],
            kind="municipality",
            defaults={name: row[name] for name in ("name", "short_name", "slug")},
        )
        municipalities[row["code"]] = municipality
        if is_new:
            parent.objects.bulk_create(
                parent(organisation=municipality, parent=regions[slug], starts=starts, ends=ends)
                for slug, starts, ends in region_periods(row["region"])
            )
    return municipalities


def _fill_postal_codes(models: Models, municipalities: dict[str, Any]) -> None:
    postal_code = models.get_model("contacts", "PostalCode")
    postal_code.objects.bulk_create(
        (
            postal_code(
                postal_code=row["postal_code"],
                town=row["town"],
                municipality=municipalities[row["municipality_code"]],
                is_main=row["is_main"] == "yes",
            )
            for row in rows("postal_codes")
        ),
        ignore_conflicts=True,
    )


def _fill_aliases(models: Models, municipalities: dict[str, Any]) -> None:
    alias = models.get_model("contacts", "Alias")
    by_slug = {row["slug"]: municipalities[row["code"]] for row in rows("municipalities")}
    alias.objects.bulk_create(
        (
            alias(term=row["term"], organisation=by_slug[slug], kind=row["kind"], note=row["note"])
            for row in rows("aliases")
            for slug in row["municipalities"].split()
        ),
        ignore_conflicts=True,
    )


def _fill_functions(models: Models) -> dict[str, Any]:
    """The functions by their key."""
    function = models.get_model("contacts", "Function")
    flags = ("is_danger", "is_front_door", "is_mild", "is_out_of_hours", "is_acute_unit")
    functions = {}
    for block in blocks("functions", "function"):
        ages = [*block["ages"], None, None]
        functions[block["key"]], _is_new = function.objects.get_or_create(
            key=block["key"],
            defaults={
                "name": block["name"],
                "words": _lines(block["words"]),
                "level": block["level"],
                "rank": block["rank"],
                "age_min": ages[0],
                "age_max": ages[1],
                "holidays": block.get("holidays", "closed"),
                **{flag: block.get(flag, False) for flag in flags},
            },
        )
    return functions


def _fill_subjects(models: Models, functions: dict[str, Any]) -> None:
    subject = models.get_model("contacts", "Subject")
    for block in blocks("subjects", "subject"):
        row, is_new = subject.objects.get_or_create(
            slug=block["slug"],
            defaults={
                "name": block["name"],
                "words": _lines(block["words"]),
                "is_urgent": block.get("urgent", False),
            },
        )
        if is_new:
            for key in block["functions"]:  # one by one: the order of the rows is the order in which they are offered
                row.functions.add(functions[key])


def _fill_standard_texts(models: Models) -> None:
    text = models.get_model("contacts", "StandardText")
    for block in blocks("standard_texts", "text"):
        text.objects.get_or_create(
            key=block["key"],
            defaults={
                "title": block["title"],
                "placement": block["placement"],
                "words": _lines(block["words"]),
                "summary": block["summary"],
                "steps": block.get("steps", "").strip(),
                "body": " ".join(block["body"].split()),
                "source": block.get("source", ""),
                "reviewed_on": block["reviewed_on"],
            },
        )


def _fill_urgent_numbers(models: Models) -> None:
    number = models.get_model("contacts", "UrgentNumber")
    regions: dict[str, Model] = {
        region.slug: region for region in models.get_model("contacts", "Organisation").objects.filter(kind="region")
    }
    for block in blocks("urgent_numbers", "number"):
        number.objects.get_or_create(
            number=block["number"],
            region=regions.get(block.get("region", "")),
            defaults={
                "label": block["label"],
                "short_label": block["short_label"],
                "words": _lines(block["words"]),
                "note": block["note"],
                "in_strip": block.get("in_strip", False),
                "in_chain": block.get("in_chain", False),
                "rank": block["rank"],
                "verified_on": block["verified_on"],
            },
        )
