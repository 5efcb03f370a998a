"""The group's sessions: planned from a rhythm, looked at first, then moved and cancelled one by one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.contacts.models import Organisation
from portal.asking import user_of
from portal.moment import period_text
from supervision import actions
from supervision.actions import NotNow
from supervision.calendar import place_of
from supervision.forms import CancelForm, PlanForm, SessionForm, initial_of
from supervision.lists import answers_to, hosts_of, is_today_or_past, sessions_of
from supervision.models import Group, Session
from supervision.views.asking import for_leaders, session_of


@require_safe
@for_leaders
def sessions(request: HttpRequest, group: Group) -> HttpResponse:
    """All sessions of the group."""
    return render(
        request, "supervision/rediger/sessions.html", {"group": group, "rows": sessions_of(group, timezone.now())}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def plan(request: HttpRequest, group: Group) -> HttpResponse:
    """A rhythm, the dates it gives, and only then the sessions."""
    now = timezone.now()
    posted = request.POST if request.method == "POST" else None
    initial = {"first": timezone.localdate(now), "begins": "13:00", "ends": "16:00"}
    form = PlanForm(posted, hosts=_hosts(group), initial=initial)
    context: dict[str, object] = {"group": group, "form": form}
    status = 200
    if posted is not None and form.is_valid():
        meetings = form.meetings()
        clashes = actions.clashes(group, meetings)
        if "create" in posted and not clashes:
            try:
                made = actions.plan_sessions(group, meetings, by=user_of(request), now=now)
            except NotNow as refused:
                messages.warning(request, str(refused))
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
            else:
                words = ngettext("%(count)d session is planned.", "%(count)d sessions are planned.", len(made))
                messages.success(
                    request, words % {"count": len(made)} + " " + _("The members have got mails about them.")
                )
                return redirect("supervising:sessions", group.pk)
        context |= {"dates": _preview(form), "clashes": clashes, "has_past": any(one.starts <= now for one in meetings)}
    elif posted is not None:
        status = 422
    return render(request, "supervision/rediger/plan.html", context, status=status)


def _preview(form: PlanForm) -> list[tuple[str, str, str]]:
    """Each date in words, who hosts then, and why nobody meets then."""
    meetings = iter(form.meetings())
    rows = []
    for one in form.dates:
        host = None if one.left_out else next(meetings).host
        rows.append((period_text(one.starts, one.ends), host.display_name if host else "", one.left_out))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def session(request: HttpRequest, group: Group, session_pk: int) -> HttpResponse:
    """Move one session."""
    row = session_of(group, session_pk)
    posted = request.POST if request.method == "POST" else None
    form = SessionForm(posted, hosts=_hosts(group, row), initial=initial_of(row))
    if posted is not None and form.is_valid():
        try:
            actions.change_session(row, form.meeting(), by=user_of(request), now=timezone.now())
        except NotNow as refused:
            form.add_error(None, str(refused))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Saved. When the time or the place is new, the members have got a mail."))
            return redirect("supervising:sessions", group.pk)
    return _session_page(request, group, row, form, status=422 if form.errors else 200)


def _session_page(
    request: HttpRequest,
    group: Group,
    row: Session,
    form: SessionForm,
    *,
    status: int,
    cancel: CancelForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "group": group,
        "session": row,
        "when": period_text(row.starts_at, row.ends_at),
        "form": form,
        "cancel_form": cancel or CancelForm(),
        "answers": answers_to(row) if row.state == Session.State.PLANNED else [],
        "place": place_of(row),
        "may_tick": is_today_or_past(row, now) and row.state != Session.State.CANCELLED,
    }
    return render(request, "supervision/rediger/session.html", context, status=status)


@require_POST
@for_leaders
def cancel(request: HttpRequest, group: Group, session_pk: int) -> HttpResponse:
    """Cancel one session."""
    row = session_of(group, session_pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        moved = SessionForm(hosts=_hosts(group, row), initial=initial_of(row))
        return _session_page(request, group, row, moved, status=422, cancel=form)
    try:
        actions.cancel_session(row, note=form.cleaned_data["note"], by=user_of(request), now=timezone.now())
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The session is cancelled. It is taken out of the members' calendars."))
    return redirect("supervising:sessions", group.pk)


def _hosts(group: Group, row: Session | None = None) -> list[Organisation]:
    """The organisations that the members come from; and the one that hosts already."""
    found = {seat.share.pk: seat.share for seat in hosts_of(group) if seat.share}
    if row is not None and row.host is not None:
        found.setdefault(row.host.pk, row.host)
    return list(found.values())
