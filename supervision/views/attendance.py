"""Who was there, ticked off on the supervisor's phone after the session."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.asking import user_of
from portal.danish import sort_key
from portal.moment import period_text
from supervision import actions
from supervision.actions import NotNow
from supervision.forms import AttendanceForm
from supervision.lists import is_today_or_past
from supervision.models import Group, GroupSupervisor, Session, SessionAnswer
from supervision.views.asking import for_leaders, session_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def attendance(request: HttpRequest, group: Group, session_pk: int) -> HttpResponse:
    """A tick and the minutes for everybody who was in the group on that day."""
    row, now = session_of(group, session_pk), timezone.now()
    day = timezone.localdate(row.starts_at)
    seats = sorted(actions.enrolled_on(group, day), key=lambda one: sort_key(str(one)))
    noted = dict(row.attendance.values_list("seat_id", "minutes"))
    absent = set(row.answers.filter(answer=SessionAnswer.Answer.ABSENT).values_list("seat_id", flat=True))
    posted = request.POST if request.method == "POST" else None
    form = AttendanceForm(posted, seats=seats, noted=noted, absent=absent, session=row)
    if posted is not None and form.is_valid():
        try:
            leader = _leader(group, row, user_of(request).pk)
            done = actions.mark_attendance(row, form.minutes(), supervisor=leader, by=user_of(request), now=now)
        except NotNow as refused:
            form.add_error(None, str(refused))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            words = ngettext("Noted: %(count)d was there.", "Noted: %(count)d were there.", done.present or 0)
            messages.success(request, words % {"count": done.present or 0})
            return redirect("supervising:sessions", group.pk)
    context = {
        "group": group,
        "session": row,
        "when": period_text(row.starts_at, row.ends_at),
        "form": form,
        "is_open": is_today_or_past(row, now)
        and row.state != Session.State.CANCELLED
        and group.state != Group.State.CLOSED,
    }
    return render(request, "supervision/rediger/attendance.html", context, status=422 if form.errors else 200)


def _leader(group: Group, session: Session, user_pk: int) -> GroupSupervisor | None:
    """Who led the session: whoever ticks off, when they lead the group; otherwise whoever led it on that day."""
    leading = list(group.supervisors.leading(timezone.localdate(session.starts_at)))
    own = next((one for one in leading if one.user_id == user_pk), None)
    return own or session.supervisor or next(iter(leading), None)


@require_POST
@for_leaders
def unmark(request: HttpRequest, group: Group, session_pk: int) -> HttpResponse:
    """Take the attendance off again."""
    try:
        actions.unmark_attendance(session_of(group, session_pk), by=user_of(request))
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The attendance is taken off."))
    return redirect("supervising:session", group.pk, session_pk)
