"""Typed makers of valid rows: every one cleans what it is given as the forms do, then saves it.

The migrations bring regions, municipalities, functions, subjects and texts. The makers of those take the row that is
there already and change what they are told.
"""

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import slugify

from directory.contacts.models import (
    Alias,
    Channel,
    FallbackStep,
    Function,
    HoursException,
    Organisation,
    OrganisationParent,
    Participation,
    Person,
    PostalCode,
    Service,
    ServicePerson,
    StandardText,
    Subject,
    UrgentNumber,
)
from directory.members.models import MailDomain, Membership, Profession, RoleGrant
from portal.models import User

_serial = itertools.count(1)


def saved[Row: models.Model](row: Row) -> Row:
    """The row, cleaned and saved."""
    row.full_clean()
    row.save()
    return row


def _taken_or_new[Row: models.Model](known: Row | None, new: Row, fields: Iterable[str]) -> Row:
    """The row that is there, with these fields of the new one; the new one when there is none."""
    if known is None:
        return saved(new)
    for field in fields:
        setattr(known, field, getattr(new, field))
    return saved(known)


def invented_number() -> str:
    """A Danish number that nobody has: they begin with 00."""
    return f"00 {next(_serial) % 1_000_000:06}"


def slug_of(name: str) -> str:
    """A slug in ASCII: "Hillerød" -> "hilleroed"."""
    spelled = name.lower().translate(str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"}))
    return slugify(spelled) or f"nr-{next(_serial)}"


def make_user(email: str = "", **fields: Any) -> User:
    user = User(email=email or f"user{next(_serial)}@example.dk", **fields)
    user.set_unusable_password()
    return saved(user)


def make_organisation(
    name: str = "Familieafdelingen", kind: str = "unit", *, parent: Organisation | None = None, **fields: Any
) -> Organisation:
    """An organisation; `parent` makes it belong to another without dates."""
    serial = next(_serial)
    organisation = saved(Organisation(**{"name": name, "kind": kind, "slug": f"{slug_of(name)}-{serial}"} | fields))
    if parent is not None:
        make_parent(organisation, parent)
    return organisation


def make_parent(
    organisation: Organisation, parent: Organisation, starts: date | None = None, ends: date | None = None
) -> OrganisationParent:
    return saved(OrganisationParent(organisation=organisation, parent=parent, starts=starts, ends=ends))


def make_region(name: str = "Region Hovedstaden", **fields: Any) -> Organisation:
    known = Organisation.objects.filter(kind="region", name=name).first()
    return _taken_or_new(
        known, Organisation(**{"name": name, "kind": "region", "slug": slug_of(name)} | fields), fields
    )


def make_municipality(
    short_name: str = "Hillerød", code: str = "", *, region: Organisation | None = None, phone: str = "", **fields: Any
) -> Organisation:
    """A municipality; `phone` becomes its main number, `region` the one region that it belongs to."""
    known = Organisation.objects.municipalities().filter(short_name=short_name).first()
    values = {
        "name": f"{short_name} Kommune",
        "kind": "municipality",
        "short_name": short_name,
        "slug": slug_of(short_name),
        "municipality_code": code or f"{9000 + next(_serial) % 1000}",
    } | fields
    municipality = _taken_or_new(known, Organisation(**values), [*fields, *(["municipality_code"] if code else [])])
    if region is not None:
        OrganisationParent.objects.filter(organisation=municipality).delete()
        make_parent(municipality, region)
    if phone:
        make_channel(municipality, phone, label="Kommunens hovednummer")
    return municipality


def make_participation(
    organisation: Organisation, starts: date | None = None, ends: date | None = None
) -> Participation:
    return saved(Participation(organisation=organisation, starts=starts, ends=ends))


def make_alias(organisation: Organisation, term: str, kind: str = "town", note: str = "") -> Alias:
    return saved(Alias(organisation=organisation, term=term, kind=kind, note=note))


def make_postal_code(
    municipality: Organisation, postal_code: str = "3400", town: str = "Hillerød", *, is_main: bool = False
) -> PostalCode:
    return saved(PostalCode(municipality=municipality, postal_code=postal_code, town=town, is_main=is_main))


def make_function(key: str = "modtagelse", name: str = "Modtagelsen for børn og unge", **fields: Any) -> Function:
    known = Function.objects.filter(key=key).first()
    return _taken_or_new(known, Function(key=key, name=name, **fields), fields)


def make_subject(
    name: str = "Selvmordsforsøg", words: str = "", functions: Iterable[Function] | None = None, **fields: Any
) -> Subject:
    known = Subject.objects.filter(name=name).first()
    new = Subject(**{"name": name, "slug": slug_of(name), "words": words} | fields)
    subject = _taken_or_new(known, new, [*fields, *(["words"] if words else [])])
    if functions is not None:
        subject.functions.set(functions)
    return subject


def make_service(
    organisation: Organisation | None = None,
    function: Function | None = None,
    *,
    phone: str = "",
    subjects: Iterable[Subject] = (),
    areas: Iterable[Organisation] = (),
    ages: tuple[float | None, float | None] = (None, None),
    **fields: Any,
) -> Service:
    """A service, active and with no hours unless told; `phone` becomes its public number."""
    age_min, age_max = (None if age is None else Decimal(str(age)) for age in ages)
    name = fields.pop("name", "Modtagelsen")
    service = saved(
        Service(
            **{
                "organisation": organisation or make_municipality(f"Kommune {next(_serial)}"),
                "function": function or make_function(),
                "name": name,
                "slug": f"{slug_of(name)}-{next(_serial)}",
                "age_min": age_min,
                "age_max": age_max,
            }
            | fields
        )
    )
    service.subjects.set(subjects)
    service.areas.set(areas)
    service.save()  # the cluster writes its many-to-many rows only now
    if phone:
        make_channel(service, phone)
    return service


def make_person(name: str = "Bo Hansen", organisation: Organisation | None = None, title: str = "") -> Person:
    return saved(Person(name=name, organisation=organisation or make_organisation(), title=title))


def make_service_person(service: Service, person: Person | None = None, role: str = "deputy") -> ServicePerson:
    return saved(
        ServicePerson(service=service, person=person or make_person(organisation=service.organisation), role=role)
    )


def make_channel(
    owner: Organisation | Service | Person,
    value: str = "",
    kind: str = "phone",
    visibility: str = "public",
    **fields: Any,
) -> Channel:
    """A number or address of an organisation, a service or a person."""
    return saved(
        Channel(
            **{type(owner).__name__.lower(): owner},
            value=value or invented_number(),
            kind=kind,
            visibility=visibility,
            **fields,
        )
    )


def make_hours_exception(
    owner: Organisation | Service, starts: date, ends: date | None = None, hours: str = "", reason: str = ""
) -> HoursException:
    return saved(
        HoursException(**{type(owner).__name__.lower(): owner}, starts=starts, ends=ends, hours=hours, reason=reason)
    )


def make_fallback_step(
    service: Service,
    label: str = "Familieafdelingen",
    number: str = "",
    *,
    hours: str = "",
    note: str = "",
    rank: int = 1,
) -> FallbackStep:
    return saved(
        FallbackStep(
            service=service, label=label, number=number or invented_number(), hours=hours, note=note, rank=rank
        )
    )


def make_standard_text(key: str = "inden-udskrivning", title: str = "Før udskrivning", **fields: Any) -> StandardText:
    known = StandardText.objects.filter(key=key).first()
    new = StandardText(**{"key": key, "title": title, "summary": f"{title}."} | fields)
    return _taken_or_new(known, new, ["title", *fields])


def make_urgent_number(
    label: str = "Akut livsfare", number: str = "112", *, region: Organisation | None = None, **fields: Any
) -> UrgentNumber:
    return saved(UrgentNumber(label=label, number=number, region=region, **fields))


def make_membership(
    user: User | None = None,
    state: str = "approved",
    *,
    organisation: Organisation | None = None,
    profession: str = "Psykolog",
    at: datetime = datetime(2026, 9, 1, 9, 0, tzinfo=UTC),
    **fields: Any,
) -> Membership:
    """A membership; an approved one of somebody who asked, and was answered, at the same moment."""
    values = {
        "user": user or make_user(first_name="Mette", last_name="Holm"),
        "state": state,
        "organisation": organisation,
        "profession": Profession.objects.get(name=profession),
        "created_at": at,
        "applied_at": at,
        "active_at": at,
        "decided_at": None if state == "pending" else at,
    }
    return saved(Membership(**values | fields))


def make_mail_domain(
    organisation: Organisation, domain: str = "alpha.example.dk", *, is_trusted: bool = True
) -> MailDomain:
    return saved(MailDomain(organisation=organisation, domain=domain, is_trusted=is_trusted))


def make_role_grant(
    user: User,
    role: str = "editor",
    organisation: Organisation | None = None,
    *,
    at: datetime = datetime(2026, 9, 1, 9, 0, tzinfo=UTC),
    **fields: Any,
) -> RoleGrant:
    return saved(RoleGrant(user=user, role=role, organisation=organisation, granted_at=at, reviewed_at=at, **fields))
