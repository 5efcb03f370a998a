"""The steps until an issue is sent: who gets it, and the number typed by hand."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from newsletters.actions.sending import NumberChanged, SendingRefused, as_seen, filters_of, send
from newsletters.admin.forms import ConfirmForm
from newsletters.admin.frame import SENDING, screen, the_issue, the_segment
from newsletters.admin.segments import SAMPLE
from newsletters.audience import Audience, audience, words_of
from newsletters.models import IssuePage, Segment
from portal.asking import user_of
from portal.moment import moment_text


@dataclass(frozen=True)
class Choice:
    """One selection that can be sent to. `value` is the segment's key, "" for everybody."""

    value: str
    name: str
    words: str
    is_chosen: bool


def _found(issue: IssuePage, segment: Segment | None) -> Audience:
    return audience(filters_of(segment), topic=issue.topic, issue=issue, now=timezone.now())


def _choices(segment: Segment | None) -> list[Choice]:
    words = words_of(timezone.now())
    rest = [Choice(str(one.pk), one.name, words(one.filters), one == segment) for one in Segment.objects.all()]
    everybody = Choice("", _("Everybody who gets newsletters"), _("and has not said no to the topic"), segment is None)
    return [everybody, *rest]


@permission_required(SENDING, raise_exception=True)
@require_safe
@cache_control(private=True, no_store=True)
def recipients(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a segment or everybody, and see how many that is, ten of them, and why others are left out."""
    issue, segment = the_issue(pk), the_segment(request.GET.get("udsnit", ""))
    found = _found(issue, segment)
    context: dict[str, object] = {
        "audience": found,
        "sample": found.sample(SAMPLE),
        "confirm_url": _confirm_url(issue, segment),
        "issue": issue,
    }
    if getattr(request, "htmx", False):
        return render(request, "newsletters/admin/recipients_panel.html", context)
    return screen(request, "recipients", _("Recipients"), issue, context | {"choices": _choices(segment)})


def _confirm_url(issue: IssuePage, segment: Segment | None) -> str:
    query = urlencode({"udsnit": segment.pk} if segment else {})
    url = reverse("newsletters_confirm", args=[issue.pk])
    return f"{url}?{query}" if query else url


@permission_required(SENDING, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The last page before it is sent: what, to whom, when, and the number. POST schedules it."""
    issue, segment = the_issue(pk), the_segment(request.GET.get("udsnit", ""))
    now = timezone.now()
    if request.method != "POST":
        return _show(request, issue, segment, ConfirmForm(now=now))
    form = ConfirmForm(request.POST, now=now)
    if not form.is_valid():
        messages.error(request, _("Nothing was sent. See what is wrong below."))
        return _show(request, issue, segment, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    send_at, latest_at = form.times
    try:
        sending = send(
            issue,
            segment,
            number=form.cleaned_data["number"],
            seen=form.cleaned_data["seen"],
            send_at=send_at,
            latest_at=latest_at,
            key=form.sending_key,
            by=user_of(request),
            now=now,
        )
    except SendingRefused as refused:
        form.add_error("number" if isinstance(refused, NumberChanged) else None, str(refused))
        return _show(request, issue, segment, form, HTTPStatus.CONFLICT)
    words = _("It goes out %(when)s. Until then you can call all of it back.")
    messages.success(request, words % {"when": moment_text(sending.mailing.send_at)})
    return redirect("newsletters_sending", sending.pk)


def _show(
    request: HttpRequest, issue: IssuePage, segment: Segment | None, form: ConfirmForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    found = _found(issue, segment)
    context: dict[str, object] = {
        "form": form,
        # What stands on the page now; the one that was posted may be older.
        "seen": as_seen(issue, segment),
        "segment": segment,
        "audience": found,
        "sample": found.sample(SAMPLE),
        "action": _confirm_url(issue, segment),
        "back": reverse("newsletters_recipients", args=[issue.pk]) + (f"?udsnit={segment.pk}" if segment else ""),
    }
    return screen(request, "confirm", _("Confirm"), issue, context, status=status)
