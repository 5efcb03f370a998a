"""The group's calendar, for one member. Its address is the key: it ends when the member leaves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.calendars import calendar_response, feed
from supervision.calendar import entries_of, group_address, title
from supervision.links import feed_seat
from supervision.rights import joined_by


@require_safe
def group_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The sessions of a member's group: private, without a topic, and without anybody's name."""
    seat = feed_seat(token)
    if seat is None or seat.user is None or not joined_by(seat.user).filter(pk=seat.group_id).exists():
        raise Http404
    content = feed(
        entries_of(seat, timezone.now()),
        key=f"supervision-seat-{seat.pk}",
        name=title(),
        url=group_address(seat.group),
    )
    return calendar_response(request, content, filename="supervision.ics", is_secret=True)
