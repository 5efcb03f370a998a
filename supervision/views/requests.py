"""Who asks for a seat, and the supervisor's yes or no."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.asking import user_of
from supervision import actions
from supervision.actions import NotNow
from supervision.courses import notices_with
from supervision.forms import DeclineForm
from supervision.models import Group, Seat
from supervision.standing import Counts, counts_of
from supervision.views.asking import for_leaders, seat_of


@dataclass(frozen=True)
class Asking:
    """One request, and what saying yes would mean for the members' hours."""

    seat: Seat
    notices: list[str]


def _page(
    request: HttpRequest, group: Group, *, form: DeclineForm | None = None, declined: int = 0, status: int = 200
) -> HttpResponse:
    seats = Seat.objects.filter(group=group).exclude(user=None).select_related("user", "share")
    counts = counts_of([group]).get(group.pk, Counts())
    context = {
        "group": group,
        "asking": [Asking(seat, notices_with(group, seat)) for seat in seats.requested()],
        "is_full": counts.members >= group.size_max or counts.waiting > 0,
        "form": form or DeclineForm(),
        "declined": declined,
    }
    return render(request, "supervision/rediger/requests.html", context, status=status)


@require_safe
@for_leaders
def requests(request: HttpRequest, group: Group) -> HttpResponse:
    """Everybody who waits for an answer."""
    return _page(request, group)


@require_POST
@for_leaders
def accept(request: HttpRequest, group: Group, seat_pk: int) -> HttpResponse:
    """Say yes."""
    now: datetime = timezone.now()
    try:
        seat = actions.accept(seat_of(group, seat_pk), by=user_of(request), now=now)
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        words = (
            _("%(name)s is in the group.") if seat.state == Seat.State.ACTIVE else _("%(name)s is on the waiting list.")
        )
        messages.success(request, words % {"name": seat})
    return redirect("supervising:requests", group.pk)


@require_POST
@for_leaders
def decline(request: HttpRequest, group: Group, seat_pk: int) -> HttpResponse:
    """Say no, with a sentence."""
    seat = seat_of(group, seat_pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form=form, declined=seat.pk, status=422)
    try:
        actions.decline(seat, sentence=form.cleaned_data["sentence"], by=user_of(request), now=timezone.now())
    except NotNow as refused:
        messages.warning(request, str(refused))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Declined. %(name)s gets your sentence in a mail.") % {"name": seat})
    return redirect("supervising:requests", group.pk)
