"""One plain, JSON-able document per service with all that a card needs, so that an answer costs no further query.

A document is not yet judged: which number answers now, and who may see it, is decided when it is read
(`chain`, `card_maker`). What is empty is left out. Made in a constant number of queries, however many services.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from directory.contacts.hours import policy_for, schedule
from directory.contacts.material import Fallback, Material, Reach, gather
from directory.contacts.models import Channel, HoursException, Organisation, Service
from portal.clock import Schedule

Document = dict[str, Any]
FLAGS = ("is_danger", "is_front_door", "is_mild", "is_out_of_hours", "is_acute_unit")


def _compact(data: Document) -> Document:
    """Without what is empty: 30,000 documents are stored."""
    return {key: value for key, value in data.items() if value not in ("", None, [], {}, (), False)}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def channel_data(channels: Iterable[Reach]) -> list[Document]:
    """Numbers and addresses with who may see them; "public" goes without saying."""
    return [
        _compact(
            {
                "kind": channel.kind,
                "value": channel.value,
                "extension": channel.extension,
                "label": channel.label,
                "visibility": "" if channel.visibility == "public" else channel.visibility,
            }
        )
        for channel in channels
    ]


def _numbers(channels: Iterable[Reach]) -> list[Document]:
    """The phones in order, down to the first that everybody may see."""
    numbers = []
    for channel in channels:
        if channel.kind == Channel.Kind.PHONE:
            numbers.append(channel)
            if channel.visibility == "public":
                break
    return channel_data(numbers)


def _stored_number(stored: str) -> list[Document]:
    """A `PhoneField`'s value as the one number of a step."""
    number, _separator, extension = stored.partition(";ext=")
    return [_compact({"value": number, "extension": extension})]


def _step(
    kind: str, label: str, numbers: list[Document], *, reason: str = "", hours: Schedule | None = None
) -> Document:
    data = {"kind": kind, "label": label, "numbers": numbers, "reason": reason}
    return _compact(data | {"schedule": hours.to_dict() if hours else {}})


class _Maker:
    """Makes documents out of what has been gathered, as it stands on a day."""

    def __init__(self, material: Material, today: date) -> None:
        self.material = material
        self.today = today
        self._lineages: dict[int, list[Organisation]] = {}
        self._switchboards: dict[int, list[Document]] = {}
        self._emergencies: dict[frozenset[str], list[Document]] = {}

    @cached_property
    def address(self) -> str:
        """The address of every service, resolved once: what `Service.get_absolute_url` says of each."""
        return reverse("contacts:service", args=["organisation", "service"]).replace(
            "/organisation/service/", "/%(organisation)s/%(service)s/"
        )

    def lineage(self, organisation_id: int) -> list[Organisation]:
        """The organisation and those above it that it belongs to now, up to its municipality; never a region."""
        if organisation_id not in self._lineages:
            self._lineages[organisation_id] = self._lineage(organisation_id)
        return self._lineages[organisation_id]

    def _lineage(self, organisation_id: int) -> list[Organisation]:
        found: list[Organisation] = []
        for ancestor in self.material.ancestors(organisation_id):
            organisation = self.material.organisations[ancestor.organisation_id]
            is_own = organisation.pk == organisation_id
            if ancestor.holds_on(self.today) and (is_own or organisation.kind != Organisation.Kind.REGION):
                found.append(organisation)
                if organisation.kind == Organisation.Kind.MUNICIPALITY:
                    break
        return found

    def codes(self, service: Service) -> list[str]:
        """The municipalities it covers, its own first."""
        covered = [*self.lineage(service.organisation_id), *self.material.areas[service.pk]]
        return list(dict.fromkeys(place.municipality_code for place in covered if place.kind == "municipality"))

    def regions(self, organisation_ids: Iterable[int]) -> list[list[str]]:
        """The regions above these organisations: slug, first and last day ("" when open). Regions merge."""
        regions = []
        for organisation_id in organisation_ids:
            for ancestor in self.material.ancestors(organisation_id):
                organisation = self.material.organisations[ancestor.organisation_id]
                region = [organisation.slug, _iso(ancestor.starts), _iso(ancestor.ends)]
                if organisation.kind == Organisation.Kind.REGION and region not in regions:
                    regions.append(region)
        return regions

    def schedule(self, organisation_id: int, hours: str, policy: str, own: Iterable[HoursException] = ()) -> Schedule:
        """Hours with the closed days and changes of the organisation and its municipality."""
        return schedule(
            hours,
            policy_for(hours, policy),
            closed_days=self.material.organisations[organisation_id].closed_days,
            own=own,
            organisation=[
                change
                for organisation in self.lineage(organisation_id)
                for change in self.material.organisation_changes[organisation.pk]
            ],
            # A night that began before midnight still runs, so yesterday's changes are kept a little.
            today=self.today - timedelta(days=2),
        )

    def service_schedule(self, service: Service) -> Schedule:
        """The service's phone hours. Its own policy for holidays comes before its function's."""
        policy = service.holidays or service.function.holidays
        return self.schedule(service.organisation_id, service.hours, policy, self.material.service_changes[service.pk])

    def switchboard(self, organisation_id: int) -> list[Document]:
        """The main number of the organisation, or of the one it belongs to when it has none for everybody."""
        if organisation_id not in self._switchboards:
            self._switchboards[organisation_id] = self._switchboard(organisation_id)
        return self._switchboards[organisation_id]

    def _switchboard(self, organisation_id: int) -> list[Document]:
        steps = []
        for organisation in self.lineage(organisation_id):
            numbers = _numbers(self.material.organisation_channels[organisation.pk])
            if not numbers:
                continue
            label = "" if organisation.kind == Organisation.Kind.MUNICIPALITY else organisation.name
            step = _step("switchboard", numbers[0].pop("label", ""), numbers)
            steps.append(_compact(step | {"owner": label}))
            if "visibility" not in numbers[-1]:
                break
        return steps

    @cached_property
    def duties_of(self) -> dict[str, list[tuple[int, Document]]]:
        """The services that take over when the others have closed, by municipality: id and step."""
        found: dict[str, list[tuple[int, Document]]] = defaultdict(list)
        for duty in self.material.duties:
            if numbers := _numbers(self.material.service_channels[duty.pk]):
                hours = self.service_schedule(duty)
                step = _step("duty", duty.name, numbers, reason=duty.phone_note, hours=hours)
                for code in self.codes(duty):
                    found[code].append((duty.pk, step))
        return found

    def duties(self, codes: list[str], service_id: int | None) -> list[Document]:
        """The duties of these municipalities, that of the first one first; with `codes` when there are several."""
        steps: dict[int, Document] = {}
        covered: dict[int, list[str]] = defaultdict(list)
        for code in codes:
            for duty_id, step in self.duties_of.get(code, ()):
                if duty_id != service_id:
                    steps[duty_id] = step
                    covered[duty_id].append(code)
        return [step | ({"codes": covered[duty_id]} if len(codes) > 1 else {}) for duty_id, step in steps.items()]

    def emergencies(self, regions: list[list[str]]) -> list[Document]:
        """The numbers that end every chain, with the region that one of them is limited to."""
        slugs = frozenset(region[0] for region in regions)
        if slugs not in self._emergencies:
            self._emergencies[slugs] = self._emergency_steps(slugs)
        return self._emergencies[slugs]

    def _emergency_steps(self, slugs: frozenset[str]) -> list[Document]:
        return [
            _step("emergency", urgent.label, _stored_number(urgent.number), reason=urgent.note)
            | ({"region": urgent.region.slug} if urgent.region else {})
            for urgent in self.material.urgent_numbers
            if urgent.region is None or urgent.region.slug in slugs
        ]

    def fallback(self, service: Service, row: Fallback) -> Document:
        """One step of the service's own chain."""
        hours = self.schedule(service.organisation_id, row.hours, "")
        return _step("fallback", row.label, _stored_number(row.number), reason=row.note, hours=hours)

    def people(self, service: Service) -> list[Document]:
        """Contact persons, then deputies."""
        return [
            _compact(
                {
                    "name": person.name,
                    "title": person.title,
                    "role": person.role,
                    "channels": channel_data(self.material.person_channels[person.pk]),
                }
            )
            for person in self.material.people[service.pk]
        ]

    def texts(self, service: Service) -> Document:
        """What the card says in words."""
        fields = (
            "status_note", "also_called", "for_whom", "not_for", "description", "phone_note", "application_process",
            "fees", "expect", "have_ready", "secure_note",
        )  # fmt: skip
        legal = service.legal_basis
        return {field: getattr(service, field) for field in fields} | {
            "legal_basis": [legal.title, legal.get_absolute_url()] if legal else []
        }

    def document(self, service: Service) -> Document:
        """The whole document of a service."""
        codes = self.codes(service)
        regions = self.regions([service.organisation_id, *(area.pk for area in self.material.areas[service.pk])])
        organisation, function = self.material.organisations[service.organisation_id], service.function
        has_ages = service.age_min is not None or service.age_max is not None
        ages = service if has_ages else function
        return _compact(
            {
                "key": f"service-{service.pk}",
                "id": service.pk,
                "url": self.address % {"organisation": organisation.slug, "service": service.slug},
                "name": service.name,
                "status": service.status,
                "organisation": organisation_data(organisation, self.lineage(organisation.pk)),
                "function": _compact(
                    {"key": function.key, "name": function.name, "level": function.level, "rank": function.rank}
                    | {flag: getattr(function, flag) for flag in FLAGS}
                ),
                "codes": codes,
                "regions": regions,
                "subjects": [
                    {"slug": subject.slug, "name": subject.name} for subject in self.material.subjects[service.pk]
                ],
                "age": [float(age) if age is not None else None for age in (ages.age_min, ages.age_max)],
                "channels": channel_data(self.material.service_channels[service.pk]),
                "people": self.people(service),
                "schedule": self.service_schedule(service).to_dict(),
                "steps": [
                    *(self.fallback(service, row) for row in self.material.fallback_steps[service.pk]),
                    *self.switchboard(organisation.pk),
                    *self.duties(codes, service.pk),
                    *self.emergencies(regions),
                ],
                "verified_on": _iso(service.verified_on),
                "verified_by": service.verified_by or self.material.verified_by,
                "content_updated_on": _iso(service.content_updated_on),
                "has_content": bool(service.content),
            }
            | self.texts(service)
        )

    def municipality(self, organisation: Organisation) -> Document:
        """The document of a municipality that has no service: only its chain."""
        codes, regions = [organisation.municipality_code], self.regions([organisation.pk])
        return {
            "organisation": organisation_data(organisation, [organisation]),
            "codes": codes,
            "regions": regions,
            "steps": [
                *self.switchboard(organisation.pk),
                *self.duties(codes, None),
                *self.emergencies(regions),
            ],
        }


def organisation_data(organisation: Organisation, lineage: list[Organisation]) -> Document:
    """Who runs it, and which municipality that is ("" for regional and national organisations)."""
    municipality = next((place for place in lineage if place.kind == Organisation.Kind.MUNICIPALITY), None)
    return _compact(
        {
            "id": organisation.pk,
            "name": organisation.name,
            "short": organisation.display_name,
            "slug": organisation.slug,
            "kind": organisation.kind,
            "code": municipality.municipality_code if municipality else "",
            "municipality": municipality.name if municipality and municipality != organisation else "",
            "closed_days": organisation.closed_days,
        }
    )


def documents(services: QuerySet[Service], *, today: date | None = None) -> dict[int, Document]:
    """The documents of these services, by id, with the tree of organisations as it stands on the day."""
    material = gather(services)
    maker = _Maker(material, today or timezone.localdate())
    return {service.pk: maker.document(service) for service in material.services}


def document(service: Service, *, today: date | None = None) -> Document:
    """The document of one service."""
    return documents(Service.objects.filter(pk=service.pk), today=today)[service.pk]


def municipality_document(municipality: Organisation, *, today: date | None = None) -> Document:
    """What `chain` needs to know of a municipality that has no service at all."""
    material = gather(Service.objects.none(), [municipality.pk])
    return _Maker(material, today or timezone.localdate()).municipality(municipality)
