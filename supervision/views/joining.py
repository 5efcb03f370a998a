"""Asking for a seat, and leaving the group, its queue or the request again."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.asking import user_of
from supervision import actions
from supervision.actions import RefusedError
from supervision.forms import RequestForm
from supervision.models import Group, Seat
from supervision.views.asking import asked_group


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def request_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a seat; whoever has asked is led back to the page, which says so."""
    group, user = asked_group(pk), user_of(request)
    if Seat.objects.open().filter(group=group, user=user).exists():
        return redirect(_panel(group))
    form = RequestForm(request.POST if request.method == "POST" else None)
    said = ""
    if request.method == "POST" and form.is_valid():
        try:
            words = form.cleaned_data["motivation"]
            actions.request_seat(group, user, motivation=words, by=user, now=timezone.now())
        except RefusedError as refused:
            said = str(refused)
        except ValidationError as error:
            form.add_error("motivation", error)
        else:
            return redirect(_panel(group))
    status = 422 if form.errors else 409 if said else 200
    return render(
        request,
        "supervision/request.html",
        {"form": form, "group": group, "page": group.page, "said": said},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the group, the waiting list, or take the request back."""
    user = user_of(request)
    seats = Seat.objects.open().filter(user=user, group_id=pk).select_related("group__page")
    seat = get_object_or_404(seats)
    if request.method == "POST":
        actions.leave(seat, by=user, now=timezone.now())
        return redirect(_panel(seat.group))
    return render(request, "supervision/leave.html", {"seat": seat, "page": seat.group.page})


def _panel(group: Group) -> str:
    return f"{group.page.url}#plads"
