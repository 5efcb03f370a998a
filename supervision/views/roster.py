"""“Supervision” below /rediger/: the groups one leads, and who is in each."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.members.roles import may_enter_editing
from portal.asking import user_of
from portal.danish import sort_key
from supervision import actions
from supervision.actions import NotNow
from supervision.courses import group_notices
from supervision.forms import SeatForm
from supervision.lists import composition, next_session
from supervision.models import Group, Seat
from supervision.rights import led_by
from supervision.standing import Counts, GroupState, counts_of, state_of
from supervision.views.asking import for_leaders, seat_of


@dataclass(frozen=True)
class _Led:
    """One group on the supervisor's first screen, with how many things are to be mended in it."""

    group: Group
    counts: Counts
    notices: int

    @property
    def state(self) -> GroupState:
        """How full it is."""
        return state_of(self.group, self.counts)


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The groups that the person leads, how full they are and who waits for an answer."""
    if not may_enter_editing(request.user):
        raise PermissionDenied
    now = timezone.now()
    groups = list(led_by(request.user, timezone.localdate(now)))
    counts = counts_of(groups)
    rows = [_Led(group, counts.get(group.pk, Counts()), len(group_notices(group, now))) for group in groups]
    rows.sort(key=lambda row: sort_key(row.group.page.title))
    return render(request, "supervision/rediger/home.html", {"rows": rows})


@require_safe
@for_leaders
def group(request: HttpRequest, group: Group) -> HttpResponse:
    """The roster: members, those who wait, those who were members; and what should be mended in time."""
    now = timezone.now()
    seats = Seat.objects.filter(group=group).exclude(user=None).select_related("user", "share")
    members = sorted(seats.active(), key=lambda one: sort_key(str(one)))
    counts = counts_of([group]).get(group.pk, Counts())
    context = {
        "group": group,
        "state": state_of(group, counts),
        "counts": counts,
        "members": members,
        "waiting": list(seats.waiting()),
        "former": sorted(seats.been_members().filter(state=Seat.State.LEFT), key=lambda one: sort_key(str(one))),
        "composition": composition(members, group),
        "notices": group_notices(group, now),
        "next": next_session(group, None, now),
    }
    return render(request, "supervision/rediger/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def seat(request: HttpRequest, group: Group, seat_pk: int) -> HttpResponse:
    """Correct a member's profession and days."""
    row = seat_of(group, seat_pk)
    form = SeatForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_seat(row, by=user_of(request), **form.cleaned_data)
        except NotNow as refused:
            form.add_error(None, str(refused))
        except ValidationError as error:
            form.add_error(None, error if not hasattr(error, "error_dict") else error.messages)
        else:
            messages.success(request, _("Saved. The hours are documented with it from now on."))
            return redirect("supervising:group", group.pk)
    saved = seat_of(group, seat_pk)  # the form has written what was typed to the other one
    context = {"group": group, "seat": saved, "form": form}
    return render(request, "supervision/rediger/seat.html", context, status=422 if form.errors else 200)


@require_POST
@for_leaders
def remove(request: HttpRequest, group: Group, seat_pk: int) -> HttpResponse:
    """Take a member out, or somebody off the waiting list. The next who waits gets the seat."""
    row = seat_of(group, seat_pk)
    actions.remove(row, by=user_of(request), now=timezone.now())
    messages.success(request, _("%(name)s is no longer in the group, and has got a mail about it.") % {"name": row})
    return redirect("supervising:group", group.pk)
