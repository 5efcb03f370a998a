"""A person's own calendar: what they take part in, behind an address that nobody can guess and they can change."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.asking import user_of
from portal.calendars import calendar_response, feed, webcal
from portal.contributions import PersonalData, contributed
from portal.models import CalendarLink, NetworkSettings, User

_BYTES = 32


@require_safe
def my_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What the owner of the address takes part in. Calendar programs come without cookies: the address is the key."""
    link = get_object_or_404(CalendarLink.objects.select_related("user"), token=token, user__is_active=True)
    now = timezone.now()
    content = feed(
        [entry for source in contributed("CALENDAR_SOURCES") for entry in source(link.user, now)],
        key=f"person-{link.user_id}",
        name=_("My days in %(network)s") % {"network": NetworkSettings.load().name},
        url=settings.SITE_URL + reverse("my_page"),  # no source: whoever is sent the file would have the key
    )
    return calendar_response(request, content, filename="mine-dage.ics", is_secret=True)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """How one's own calendar is followed; a button makes a new address, or takes it away."""
    user = user_of(request)
    if request.method == "POST":
        if request.POST.get("what") == "stop":
            CalendarLink.objects.filter(user=user).delete()
        else:
            new_link(user, timezone.now())
        return redirect("my_calendar")
    link = CalendarLink.objects.filter(user=user).first()
    address = settings.SITE_URL + reverse("my_feed", args=[link.token]) if link else ""
    context = {"link": link, "address": address, "webcal": webcal(address) if link else ""}
    return render(request, "portal/my_calendar.html", context)


def new_link(user: User, now: datetime) -> CalendarLink:
    """An address for the person's calendar; the one before stops at once."""
    values = {"token": secrets.token_urlsafe(_BYTES), "made_at": now}
    return CalendarLink.objects.update_or_create(user=user, defaults=values)[0]


def personal_data(user: User) -> Iterable[PersonalData]:
    """That there is an address, and since when; the address itself is a key, and stands on its own page only."""
    rows = [{_("Made"): link.made_at} for link in CalendarLink.objects.filter(user=user)]
    return [PersonalData("calendar_link", _("The address of your calendar"), rows)]


def erase(user: User, now: datetime) -> None:
    """Shut the address."""
    CalendarLink.objects.filter(user=user).delete()
