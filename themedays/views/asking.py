"""What every view about a day asks first: which day, who asks, and what is known about them."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from directory.members.domains import mail_domain_of
from portal.asking import user_of
from portal.models import User
from themedays.actions import Workplace
from themedays.forms import Missing
from themedays.models import Registration, SeatPool, ThemeDayPage


def published_day(slug: str) -> ThemeDayPage:
    """The day with this address, when everybody can see it. Otherwise 404."""
    page: ThemeDayPage = get_object_or_404(ThemeDayPage.objects.live().select_related("venue"), slug=slug)
    return page


def pool_of_day(page: ThemeDayPage) -> SeatPool:
    """Its seats; 404 for a day without."""
    pool = SeatPool.objects.filter(page=page).first()
    if pool is None:
        raise Http404
    pool.page = page
    return pool


def own_place(request: HttpRequest, page: ThemeDayPage) -> Registration:
    """The person's own registration in force; 404 for whoever has none."""
    mine = Registration.objects.active().filter(pool__page=page, user=user_of(request))
    return get_object_or_404(mine.select_related("user", "pool__page__venue"))


def known_of(user: User) -> dict[str, Any]:
    """What the form says when it is opened: the workplace of the last time, or the one of the mail domain."""
    known: dict[str, Any] = {"first_name": user.first_name, "last_name": user.last_name}
    last = user.registrations.exclude(workplace="").select_related("organisation").order_by("-created_at").first()
    if last is not None and last.organisation is not None:
        return known | {"organisation": last.organisation.pk}
    if last is not None:
        return known | {"other_organisation": last.workplace}
    domain = mail_domain_of(user)
    return known | ({"organisation": domain.organisation_id} if domain else {})


def missing_of(pool: SeatPool, place: Workplace) -> Missing:
    """What must be asked before the person who works there can have a seat."""
    return Missing(
        name=not (place.user.first_name and place.user.last_name),
        workplace=not place.words,
        payer=pool.page.price > 0 and not place.is_free and bool(place.words),
    )
