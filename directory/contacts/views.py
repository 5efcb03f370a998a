"""The pages of the directory: municipalities, contacts, people, guides, and what is taken away on paper or a phone."""

from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.contacts.card_maker import make_card
from directory.contacts.cards import Card
from directory.contacts.chain import municipality_chain
from directory.contacts.documents import documents
from directory.contacts.models import Channel, Organisation, Service, ServicePerson, StandardText
from directory.contacts.qr import qr_svg
from directory.contacts.vcards import vcard
from portal.caching import kept_briefly
from portal.danish import sort_key
from portal.moment import moment_text, requested_moment
from portal.permissions import Tier, request_tiers

PAPER_HOLDS = timedelta(days=30)  # a printed sheet says until when it may hang on the wall
MOST_TOWNS = 12


@require_safe
@kept_briefly
def municipalities(request: HttpRequest) -> HttpResponse:
    """All municipalities of the country in Danish order, and which of them are in the network."""
    rows = sorted(Organisation.objects.municipalities(), key=lambda row: sort_key(row.display_name))
    members = set(Organisation.objects.participating(timezone.localdate()).values_list("pk", flat=True))
    return render(
        request,
        "directory/municipalities.html",
        {
            "members": [row for row in rows if row.pk in members],
            "others": [row for row in rows if row.pk not in members],
        },
    )


@require_safe
@kept_briefly
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One municipality or organisation and everybody one can call there, those for danger first."""
    row = get_object_or_404(Organisation, slug=slug)
    at, is_chosen = requested_moment(request)
    tiers = request_tiers(request)
    cards = _cards(_services_of(row, at), at, tiers)
    has_none = not cards and row.kind == Organisation.Kind.MUNICIPALITY
    return render(
        request,
        "directory/organisation.html",
        {
            "organisation": row,
            "is_member": _is_member(row, at),
            "towns": _towns(row),
            **_groups(cards, row),
            "confirmed": _confirmed(cards),
            "chain": municipality_chain(row, at, tiers) if has_none else (),
            "now_banner": at if is_chosen else None,
        },
    )


@require_safe
@kept_briefly
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The municipality on one sheet of paper: weekly hours, the day it was printed, and the way to the newest."""
    row = get_object_or_404(Organisation, slug=slug)
    at, is_chosen = requested_moment(request)
    cards = _cards(_services_of(row, at), at, request_tiers(request))
    address = request.build_absolute_uri(reverse("contacts:organisation", args=[row.slug]))
    return render(
        request,
        "directory/sheet.html",
        {
            "organisation": row,
            **_groups(cards, row),
            "qr": qr_svg(address),
            "now_banner": at if is_chosen else None,
            **_paper(at, address),
        },
    )


@require_safe
@kept_briefly
def service(request: HttpRequest, slug: str, service_slug: str) -> HttpResponse:
    """One contact: the number that answers now, and all that is to know before the call."""
    row = _service_or_404(slug, service_slug)
    at, is_chosen = requested_moment(request)
    cards = _cards(_services_of(row.organisation, at, also=row.pk), at, request_tiers(request))
    card = next(card for card in cards if card.id == row.pk)
    return render(
        request,
        "directory/service.html",
        {
            "card": card,
            "service": row,
            "others": _nearest([other for other in cards if other.id != row.pk], card),
            "now_banner": at if is_chosen else None,
            **_paper(at, request.build_absolute_uri(row.get_absolute_url())),
        },
    )


@require_safe
@kept_briefly
def service_vcard(request: HttpRequest, slug: str, service_slug: str) -> HttpResponse:
    """The contact as a vCard for a phone's address book."""
    row = _service_or_404(slug, service_slug)
    (card,) = _cards(Service.objects.filter(pk=row.pk), timezone.now(), request_tiers(request))
    response = HttpResponse(vcard(card, request.build_absolute_uri(card.url)), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.organisation.slug}-{row.slug}.vcf"'
    return response


@require_safe
@kept_briefly
def people(request: HttpRequest) -> HttpResponse:
    """The contact people and deputies, by municipality, with the numbers that this reader may see."""
    tiers = [tier.value for tier in request_tiers(request)]
    phones = Channel.objects.filter(kind=Channel.Kind.PHONE, visibility__in=tiers)
    rows = (
        ServicePerson.objects.filter(service__in=Service.objects.shown())
        .select_related("person", "service__organisation", "service__function")
        .prefetch_related(Prefetch("person__channels", queryset=phones, to_attr="phones"))
        .order_by("service__function__rank", "role", "person__name", "pk")
    )
    ordered = sorted(rows, key=lambda row: sort_key(row.service.organisation.display_name))
    hides_numbers = Tier.PROFESSIONAL.value not in tiers
    return render(request, "directory/people.html", {"rows": ordered, "hides_numbers": hides_numbers})


@require_safe
@kept_briefly
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """A text that many cards share, on a page of its own."""
    text = get_object_or_404(StandardText, key=key)
    is_due = text.review_due(timezone.localdate())
    return render(request, "directory/guide.html", {"text": text, "is_due": is_due})


def _service_or_404(slug: str, service_slug: str) -> Service:
    rows = Service.objects.shown().select_related("organisation", "function")
    return get_object_or_404(rows, organisation__slug=slug, slug=service_slug)


def _services_of(row: Organisation, at: datetime, *, also: int | None = None) -> QuerySet[Service]:
    """What a reader meets at an organisation: its own services, those that cover it, and those of its parts."""
    day = timezone.localdate(at)
    parts = Organisation.objects.filter(
        Q(parents__starts=None) | Q(parents__starts__lte=day),
        Q(parents__ends=None) | Q(parents__ends__gte=day),
        parents__parent=row,
    )
    # A region's page lists what the region itself runs; its municipalities and hospitals have pages of their own.
    belongs = Q() if row.kind == Organisation.Kind.REGION else Q(organisation__in=parts)
    where = Q(organisation=row) | Q(areas=row) | belongs | Q(pk=also)
    ids = Service.objects.shown().filter(where).values("pk")
    return Service.objects.filter(pk__in=ids).order_by("function__rank", "name", "pk")


def _cards(services: QuerySet[Service], at: datetime, tiers: frozenset[Tier]) -> list[Card]:
    return [make_card(document, at, tiers) for document in documents(services).values()]


def _groups(cards: list[Card], row: Organisation) -> dict[str, list[Card]]:
    """For danger, for help, and what region, hospital and others offer people of the municipality."""
    is_municipality = row.kind == Organisation.Kind.MUNICIPALITY
    beyond = [card for card in cards if is_municipality and not card.municipality_code]
    own = [card for card in cards if card not in beyond]
    return {
        "danger": [card for card in own if card.is_danger],
        "help": [card for card in own if not card.is_danger],
        "beyond": beyond,
    }


def _confirmed(cards: list[Card]) -> tuple[date, list[str]] | None:
    """Since when the contacts are confirmed, and which are not; None when none is."""
    days = [card.verified_on for card in cards if card.verified_on and card.freshness.level in ("fresh", "older")]
    unconfirmed = [card.title for card in cards if card.freshness.level in ("stale", "never")]
    return (min(days), unconfirmed) if days else None


def _nearest(cards: list[Card], card: Card) -> list[Card]:
    """Three others of the same place, those of the same group first."""
    return sorted(cards, key=lambda other: other.is_danger != card.is_danger)[:3]


def _is_member(row: Organisation, at: datetime) -> bool:
    return Organisation.objects.participating(timezone.localdate(at)).filter(pk=row.pk).exists()


def _towns(row: Organisation) -> list[str]:
    """Towns and former municipalities that lead here, in Danish order; a few, to recognise the place by."""
    names = set(row.aliases.filter(kind__in=["town", "former"]).values_list("term", flat=True))
    names |= set(row.postal_codes.filter(is_main=True).values_list("town", flat=True))
    known = {row.display_name.casefold(), row.name.casefold()}
    return sorted((name for name in names if name.casefold() not in known), key=sort_key)[:MOST_TOWNS]


def _paper(at: datetime, address: str) -> dict[str, object]:
    """What a sheet of paper says about itself: when it was printed, until when it holds, where the newest stands."""
    return {
        "printed": moment_text(at, with_year=True),
        "holds_until": timezone.localdate(at) + PAPER_HOLDS,
        "address": address.split("://", 1)[-1].rstrip("/"),
    }
