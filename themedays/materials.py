"""Who may have which material of a theme day. Every answer starts from the person asking."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q

from portal.clock import COPENHAGEN
from portal.models import User
from themedays.models import Material, Registration, ThemeDayPage

Visibility = Material.Visibility


@dataclass(frozen=True)
class Shown:
    """A material in the list of a day, and whether this reader may open it."""

    material: Material
    is_open: bool


def may_enter(page: ThemeDayPage, user: User) -> bool:
    """Whether the person has a seat on the day."""
    return Registration.objects.confirmed().filter(pool__page=page.pk, user=user).exists()


def allowed(user: User | None, now: datetime) -> Q:
    """The materials that the person may have: of published days, from their date on."""
    today = now.astimezone(COPENHAGEN).date()
    visibility = Q(visibility=Visibility.ALL)
    if user is not None:
        seats = Registration.objects.confirmed().filter(user=user)
        visibility |= Q(visibility=Visibility.LOGGED_IN)
        visibility |= Q(visibility=Visibility.PARTICIPANTS, page__in=seats.values("pool__page"))
        there = seats.filter(attendance__isnull=False)
        visibility |= Q(visibility=Visibility.ATTENDED, page__in=there.values("pool__page"))
    return visibility & Q(page__live=True) & (Q(published_on=None) | Q(published_on__lte=today))


def materials_of(page: ThemeDayPage, user: User | None, now: datetime) -> list[Shown]:
    """The materials of a day whose date has come, in the coordinator's order. One query."""
    # By the key: the preview of a day that has not been saved yet has none, and no materials.
    today = now.astimezone(COPENHAGEN).date()
    rows = Material.objects.filter(Q(published_on=None) | Q(published_on__lte=today), page=page.pk)
    rows = rows.annotate(is_open=ExpressionWrapper(allowed(user, now), output_field=BooleanField()))
    return [Shown(row, row.is_open) for row in rows.select_related("document").order_by("sort_order", "pk")]


def may_have_document(document_id: int, user: User | None, now: datetime) -> bool:
    """Whether a document can be fetched: it is no material of any day, or the person may have one that it is."""
    of_days = Material.objects.filter(document_id=document_id)
    return not of_days.exists() or of_days.filter(allowed(user, now)).exists()
