"""An issue under way: how far it has come, and the buttons that stop it, call it off, or send it again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from newsletters.actions import sending as actions
from newsletters.admin.frame import PROGRESS, screen
from newsletters.admin.standing import Figures, figures_of, sending_words
from newsletters.audience import excluded_words
from newsletters.models import Sending
from newsletters.numbers import figure
from portal.asking import user_of
from portal.mail import mailings
from portal.mail.models import Mailing, Pause
from portal.models import User

State = Mailing.Status
_SOON = timedelta(minutes=10)


@dataclass(frozen=True)
class Progress:
    """What the page says about a sending now. `every` is how often it asks again, in seconds; 0: never."""

    sending: Sending
    words: str
    figures: Figures
    left: int  # what has left us, whatever became of it
    called_back: int
    every: int
    is_last_minute: bool  # nothing has left, and soon it will
    stopped: str  # why no mail to many leaves the portal at all just now

    @property
    def all(self) -> int:
        """How many it was meant for, also those it was called back from."""
        return self.figures.recipients + self.called_back

    def may(self, verb: str) -> bool:
        """Whether it makes sense now."""
        status = self.sending.mailing.status
        can_be_called_off = status in (State.SCHEDULED, State.SENDING, State.PAUSED, State.HELD)
        return {
            "call_off": can_be_called_off,
            "pause": status == State.SENDING,
            "resume": status == State.PAUSED,
            "send_held": status == State.HELD,
            "send_failed_again": self.figures.failed > 0 and status in (State.SENDING, State.DONE),
        }.get(verb, False)


def sendings() -> QuerySet[Sending]:
    """Every sending with what the screens show of it."""
    return Sending.objects.select_related("mailing", "issue__topic", "scheduled_by")


def progress_of(sending: Sending, now: datetime) -> Progress:
    """How far it has come. Two queries."""
    counts = mailings.counts([sending.mailing])[sending.mailing_id]
    found = figures_of(sending, counts)
    status = sending.mailing.status
    pause = Pause.objects.now().first()
    is_near = status == State.SCHEDULED and sending.mailing.send_at - now < _SOON
    every = 5 if status == State.SENDING or is_near else 30 if status in (State.SCHEDULED, State.PAUSED) else 0
    return Progress(
        sending=sending,
        words=sending_words(sending.mailing),
        figures=found,
        left=found.arrived + found.bounced + found.complained,
        called_back=counts.cancelled,
        every=every,
        is_last_minute=is_near,
        stopped=pause.reason if pause and status in (State.SCHEDULED, State.SENDING) else "",
    )


@permission_required(PROGRESS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def sending(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it has come. POST does one thing about it; while it is under way the page fetches itself anew."""
    found = get_object_or_404(sendings(), pk=pk)
    if request.method == "POST":
        return _do(request, found)
    progress = progress_of(found, timezone.now())
    can = {verb: progress.may(verb) for verb in _DOING}
    context: dict[str, object] = {"progress": progress, "can": can, "sending": found, "mailing": found.mailing}
    if getattr(request, "htmx", False):
        # Nothing changes any more: htmx stops asking at this status, after it has shown the answer.
        status = HTTPStatus.OK if progress.every else 286
        return render(request, "newsletters/admin/progress.html", context, status=status)
    others = sendings().filter(issue=found.issue_id).exclude(pk=found.pk)
    rest: dict[str, object] = {
        "left_out": excluded_words(found.excluded),
        "others": [(other, sending_words(other.mailing)) for other in others],
    }
    return screen(request, "sending", _("Under way"), found.issue, context | rest)


def _call_off(found: Sending, by: User) -> str:
    count = actions.call_off(found, by=by, now=timezone.now())
    words = ngettext(
        "It is called off. %(count)s mail was called back.",
        "It is called off. %(count)s mails were called back.",
        count,
    )
    return words % {"count": figure(count)} if count else ""


def _pause(found: Sending, by: User) -> str:
    done = actions.pause(found, by=by, now=timezone.now())
    return _("It is paused. Nothing more leaves until you go on.") if done else ""


def _resume(found: Sending, by: User) -> str:
    return _("It goes on.") if actions.resume(found, by=by, now=timezone.now()) else ""


def _send_held(found: Sending, by: User) -> str:
    return _("It goes out now.") if actions.send_held(found, by=by, now=timezone.now()) else ""


def _send_failed_again(found: Sending, by: User) -> str:
    count = actions.send_failed_again(found, by=by)
    words = ngettext("%(count)s mail goes again.", "%(count)s mails go again.", count)
    return words % {"count": figure(count)} if count else ""


_DOING: dict[str, Callable[[Sending, User], str]] = {
    "call_off": _call_off,
    "pause": _pause,
    "resume": _resume,
    "send_held": _send_held,
    "send_failed_again": _send_failed_again,
}


def _do(request: HttpRequest, found: Sending) -> HttpResponse:
    verb = request.POST.get("do", "")
    if verb not in _DOING:
        raise Http404
    words = _DOING[verb](found, user_of(request))
    if words:
        messages.success(request, words)
    else:
        messages.warning(request, _("It could not be done any more. This is how it stands now."))
    return redirect("newsletters_sending", found.pk)
