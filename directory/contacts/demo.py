"""The demo network's contacts: Livsmod with ten municipalities, hospitals and a voluntary organisation.

The text lies in `demo.toml`; here is what it means. Every member has the same eight functions under its own names. A
few contacts are as contacts are in real life, so that every state of a card can be seen:

- Hillerød's intake is closed on Wednesdays and between Christmas and New Year; its deputy answers every weekday.
- Gribskov's intake was last confirmed 200 days ago, Hillerød's SSP 120 days ago.
- Furesø's mild offer is paused.
- Hørsholm's intake has nobody who stands in for it.
- Frederikssund's unit for the young has lost its contact person: she is on no card any more.
- Egedal is outside the network: only its switchboard is known.
"""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify

from directory.contacts import search_rows
from directory.contacts.facts import region_periods
from directory.contacts.models import (
    Channel,
    FallbackStep,
    Function,
    HoursException,
    Organisation,
    OrganisationParent,
    Participation,
    Person,
    Service,
    ServicePerson,
    StandardText,
    Subject,
)
from portal.permissions import Tier

CONFIRMED_DAYS_AGO = 18
CONFIRMED_LONG_AGO = {("gribskov", "modtagelse"): 200, ("hillerod", "ssp"): 120, ("frederikssund", "unge18"): 104}
PAUSED = {("fureso", "lettilgaengelig"): "Vi venter på en ny psykolog. Ring til PPR imens."}
NO_DEPUTY = {"horsholm"}
MEMBERS_SINCE = date(2018, 1, 1)
_TEXTS = (
    "for_whom", "not_for", "phone_note", "hours", "description", "application_process", "fees", "expect",
    "have_ready", "secure_note", "also_called",
)  # fmt: skip
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


@transaction.atomic
def seed(today: date) -> None:
    """Add the demo's contacts as they stand on `today`. What is there already stays as it is."""
    plan = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    members = [_seed_member(entry, plan, today) for entry in plan["municipality"]]
    for entry in plan["outside"]:
        _seed_switchboard(Organisation.objects.get(slug=entry["slug"]), f"00 {entry['pair']} {plan['switchboard']}")
    for entry in plan["organisation"]:
        _seed_organisation(entry, members, today)
    search_rows.refresh(Service.objects.all())
    search_rows.refresh_vocabulary()


def slug_of(name: str) -> str:
    """The address of a local name: "Modtagelsen for børn og unge" -> "modtagelsen-for-born-og-unge"."""
    return slugify(name.lower().translate(_LETTERS))


def _seed_member(entry: dict[str, Any], plan: dict[str, Any], today: date) -> Organisation:
    municipality: Organisation = Organisation.objects.get(slug=entry["slug"], kind=Organisation.Kind.MUNICIPALITY)
    if not municipality.participations.exists():
        Participation.objects.create(organisation=municipality, starts=MEMBERS_SINCE)
    _seed_switchboard(municipality, f"00 {entry['pair']} {plan['switchboard']}")
    names = entry["names"] | {"municipality": municipality.name}
    for key, common in plan["function"].items():
        facts = common | {"name": names[key], "number": f"00 {entry['pair']} {common['digits']}"}
        facts["hours"] = entry.get("hours", {}).get(key, common["hours"])
        facts |= {text: facts[text].format(**names, name=names[key]) for text in _TEXTS if text in facts}
        service = _seed_service(municipality, key, facts, today)
        if service is not None and key == "modtagelse":
            _seed_intake(service, entry, today)
        if service is not None and (entry["slug"], key) == ("frederikssund", "unge18"):
            Person.objects.create(organisation=municipality, name="Kirsten Holm", title="rådgiver")
    return municipality


def _seed_switchboard(organisation: Organisation, number: str) -> None:
    if not organisation.channels.exists():
        _add_channel(number, organisation=organisation)


def _seed_service(organisation: Organisation, key: str, facts: dict[str, Any], today: date) -> Service | None:
    """The new service, or None when it is there already."""
    place = (organisation.slug, key)
    if Service.objects.filter(organisation=organisation, function__key=key, name=facts["name"]).exists():
        return None
    ages: list[int] = facts["ages"]
    service = Service(
        organisation=organisation,
        function=Function.objects.get(key=key),
        name=facts["name"],
        slug=slug_of(facts["name"]),
        age_min=ages[0],
        age_max=ages[1] if len(ages) > 1 else None,
        status=Service.Status.PAUSED if place in PAUSED else Service.Status.ACTIVE,
        status_note=PAUSED.get(place, ""),
        legal_basis=StandardText.objects.filter(key=facts.get("legal_basis", "")).first(),
        verified_on=today - timedelta(days=CONFIRMED_LONG_AGO.get(place, CONFIRMED_DAYS_AGO)),
        content=[_block(*block) for block in facts.get("content", [])],
        **{text: facts.get(text, "").strip() for text in _TEXTS},
    )
    if "content_age_days" in facts:
        service.content_updated_on = today - timedelta(days=facts["content_age_days"])
    _save(service)
    service.subjects.set(Subject.objects.filter(slug__in=facts.get("subjects", [])))
    service.save()  # a cluster writes its many-to-many rows when it is saved
    _add_channel(facts["number"], service=service)
    if "email" in facts:
        _add_channel(facts["email"], service=service, kind=Channel.Kind.EMAIL)
    return service


def _block(kind: str, *values: str) -> tuple[str, object]:
    return kind, dict(zip(("text", "source"), values, strict=True)) if kind == "quote" else values[0]


def _seed_intake(service: Service, entry: dict[str, Any], today: date) -> None:
    """What only the front door has: the form, people, somebody who stands in, days off at Christmas."""
    slug, pair = entry["slug"], entry["pair"]
    _add_channel(
        f"https://{slug}.example.dk/underretning",
        service=service,
        kind=Channel.Kind.WEB,
        label="Kommunens skema til underretning",
    )
    _add_channel(f"modtagelsen.{slug}@example.dk", service=service, kind=Channel.Kind.SECURE_EMAIL)
    contact, deputy = entry["people"]
    _add_person(service, contact, f"00 {pair} 26 11", ServicePerson.Role.CONTACT)
    if slug not in NO_DEPUTY:
        _add_person(service, deputy, f"00 {pair} 26 12", ServicePerson.Role.DEPUTY)
        _add_step(service, entry["deputy"], f"00 {pair} 20 32", entry.get("deputy_note", ""))
    if slug == "hillerod":
        year = today.year if today > date(today.year, 1, 1) else today.year - 1
        HoursException.objects.create(
            service=service, starts=date(year, 12, 24), ends=date(year + 1, 1, 1), reason="Juleferie"
        )


def _add_step(service: Service, label: str, number: str, note: str) -> None:
    step = FallbackStep(service=service, label=label, number=number, hours="man-fre 08:00-15:00", note=note)
    _save(step)


def _add_person(service: Service, text: str, number: str, role: ServicePerson.Role) -> None:
    name, title = text.split(", ")
    person = Person.objects.create(organisation=service.organisation, name=name, title=title)
    ServicePerson.objects.create(service=service, person=person, role=role)
    _add_channel(number, person=person, label="Direkte", visibility=Tier.PROFESSIONAL)
    mail = f"{slug_of(name).replace('-', '.')}@example.dk"
    _add_channel(mail, person=person, kind=Channel.Kind.EMAIL, visibility=Tier.PROFESSIONAL)


def _add_channel(value: str, kind: Channel.Kind = Channel.Kind.PHONE, **fields: Any) -> None:
    _save(Channel(kind=kind, value=value, **fields))


def _save(row: Model) -> None:
    """Save in the spelling that the forms keep: numbers in E.164, hours in their one form."""
    row.full_clean(validate_unique=False, validate_constraints=False)  # the database checks these itself
    row.save()


def _seed_organisation(entry: dict[str, Any], members: list[Organisation], today: date) -> None:
    """A hospital or a voluntary organisation; its services cover all the members."""
    organisation, is_new = Organisation.objects.get_or_create(
        slug=entry["slug"],
        defaults={"name": entry["name"], "short_name": entry.get("short_name", ""), "kind": entry["kind"]},
    )
    if is_new and entry["kind"] != Organisation.Kind.VOLUNTARY:
        for slug, starts, ends in region_periods("region-hovedstaden"):
            region = Organisation.objects.get(slug=slug)
            OrganisationParent.objects.create(organisation=organisation, parent=region, starts=starts, ends=ends)
        Participation.objects.create(organisation=organisation, starts=MEMBERS_SINCE)
    _seed_switchboard(organisation, entry["number"])
    for facts in entry["service"]:
        service = _seed_service(organisation, facts["function"], facts, today)
        if service is not None:
            service.areas.set(members)
            service.save()
