"""What the kitchen and the house must know: numbers. Names only for labels, on a page that is noted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from portal.asking import user_of
from themedays.admin.frame import NEEDS, page, pool_of, the_day
from themedays.admin.people import by_name
from themedays.models import Need, Registration, RegistrationNeed, SeatPool


@dataclass(frozen=True)
class Counted:
    """How many of those with a seat have asked for something."""

    need: Need
    count: int


@dataclass(frozen=True)
class Label:
    """One person's label: the name and what it is for."""

    name: str
    needs: str


@permission_required(NEEDS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def needs(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers. POST shows the names as well, and writes into the day's history who has seen them."""
    day = the_day(pk)
    pool = pool_of(day)
    labels: list[Label] = []
    if request.method == "POST":
        log(day, "themedays.needs_shown", user=user_of(request))
        labels = labels_of(pool)
    context: dict[str, object] = {
        "diets": counted(pool, Need.Kind.DIET),
        "access": counted(pool, Need.Kind.ACCESS),
        "labels": labels,
        "is_named": request.method == "POST",
    }
    return page(request, "needs", _("Food and access"), day, context)


def counted(pool: SeatPool, kind: str) -> list[Counted]:
    """What is needed and by how many of those with a seat, in the order of the list. Two queries."""
    asked = _asked(pool).order_by().values_list("need").annotate(Count("pk"))
    numbers = dict(asked)
    return [Counted(need, numbers[need.pk]) for need in Need.objects.filter(kind=kind) if need.pk in numbers]


def labels_of(pool: SeatPool) -> list[Label]:
    """Who needs what on the plate or in the room, in the Danish alphabet. One query."""
    found: dict[Registration, list[str]] = {}
    for row in _asked(pool).select_related("registration__user", "need").order_by("need__kind", "need__rank", "pk"):
        found.setdefault(row.registration, []).append(row.need.name)
    return [Label(str(registration), ", ".join(found[registration])) for registration in _sorted(found)]


def _asked(pool: SeatPool) -> QuerySet[RegistrationNeed]:
    if pool.pk is None:
        return RegistrationNeed.objects.none()
    return RegistrationNeed.objects.filter(registration__in=Registration.objects.confirmed().filter(pool=pool))


def _sorted(registrations: Iterable[Registration]) -> list[Registration]:
    return by_name(list(registrations))
