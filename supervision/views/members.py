"""The group's own page: the next session, who is in it, the dates, one's own hours."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.asking import user_of
from portal.calendars import webcal
from portal.danish import sort_key
from supervision import actions
from supervision.actions import NotNow
from supervision.courses import own_statements
from supervision.hours.words import time_text
from supervision.links import feed_url
from supervision.lists import composition, next_session, sessions_of
from supervision.models import Seat, SessionAnswer
from supervision.rights import joined_by, led_by, seen_by
from supervision.views.asking import own_seat, session_of

Answer = SessionAnswer.Answer


@dataclass(frozen=True)
class OwnHours:
    """A member's hours in the group, in words."""

    had: str
    counted: str


@require_safe
@never_cache
@login_required
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """The page for those in the group, and for whoever leads it."""
    user, now = user_of(request), timezone.now()
    today = timezone.localdate(now)
    found = get_object_or_404(seen_by(user, today), pk=pk)
    seat = Seat.objects.active().filter(group=found, user=user).select_related("group__page", "user").first()
    if seat is not None and not joined_by(user).filter(pk=pk).exists():
        seat = None
    members = list(Seat.objects.filter(group=found).active().select_related("user", "share"))
    context = {
        "group": found,
        "page": found.page,
        "seat": seat,
        "members": sorted(members, key=lambda one: sort_key(str(one))),
        "composition": composition(members, found),
        "supervisors": list(found.supervisors.leading(today)),
        "next": next_session(found, seat, now),
        "sessions": sessions_of(found, now, seat),
        "own_hours": _own_hours(seat, now) if seat else None,
        "feed": feed_url(seat) if seat else "",
        "webcal": webcal(feed_url(seat)) if seat else "",
        "leads": led_by(user, today).filter(pk=found.pk).exists(),
    }
    return render(request, "supervision/members.html", context)


def _own_hours(seat: Seat, now: datetime) -> OwnHours | None:
    tallies = [statement.tally for statement in own_statements(seat, now)]
    minutes = sum(tally.minutes for tally in tallies)
    if not minutes:
        return None
    return OwnHours(time_text(minutes), time_text(sum(tally.converted for tally in tallies)))


@require_POST
@never_cache
@login_required
def answer(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    """A member says whether they come."""
    seat = own_seat(request, pk)
    session = session_of(seat.group, session_pk)
    says = request.POST.get("answer", "")
    if says in (Answer.COMES, Answer.ABSENT):
        try:
            actions.answer(session, seat, Answer(says), now=timezone.now())
        except NotNow as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Thank you. We have noted it."))
    return redirect("supervision:group", pk)
