"""Who asks, and for which group: every view starts here, so a foreign group is not found."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.asking import user_of
from supervision.models import Group, Seat, Session
from supervision.rights import joined_by, led_by

type View = Callable[..., HttpResponse]


def for_leaders(view: View) -> View:
    """Open to those who lead the group; the view gets the group. Nothing of it is kept by a browser."""

    @wraps(view)
    @never_cache
    @login_required
    def opened(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        groups = led_by(request.user, timezone.localdate())
        return view(request, get_object_or_404(groups, pk=pk), *args, **kwargs)

    return opened


def own_seat(request: HttpRequest, pk: int) -> Seat:
    """The seat of a member of the group.

    Raises:
        Http404: the person is not in the group.
    """
    user = user_of(request)
    seats = Seat.objects.active().filter(group__in=joined_by(user), group_id=pk, user=user)
    return get_object_or_404(seats.select_related("group__page", "user"))


def session_of(group: Group, session_pk: int) -> Session:
    """A session of the group, with the group.

    Raises:
        Http404: there is none.
    """
    session = get_object_or_404(Session.objects.select_related("host", "supervisor"), group=group, pk=session_pk)
    session.group = group
    return session


def seat_of(group: Group, seat_pk: int) -> Seat:
    """A seat of the group that is still somebody's.

    Raises:
        Http404: there is none.
    """
    seat = get_object_or_404(Seat.objects.exclude(user=None).select_related("user", "share"), group=group, pk=seat_pk)
    seat.group = group
    return seat


def asked_group(pk: int) -> Group:
    """A group whose page everybody can read.

    Raises:
        Http404: there is none.
    """
    group = Group.objects.select_related("page").filter(pk=pk, page__live=True).first()
    if group is None:
        raise Http404
    return group
