"""`/demo/`: every role at one click, and the mail that the demonstration keeps instead of sending. Nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import wraps
from itertools import islice
from operator import attrgetter
from pathlib import Path

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import second_factor
from portal.demo import ADMIN, COORDINATOR
from portal.mail.standing import is_late
from portal.models import User

SHOWN = 30  # the newest mails

type View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Role:
    """One button: who, in a word and in a line, and the page where their work begins."""

    email: str
    name: str | Promise
    line: str | Promise
    starts_at: str


ROLES = (
    Role("", _("Everybody"), _("not logged in, as most readers"), "/"),
    Role("medlem@example.dk", _("Member"), _("sees the professionals' numbers"), "/min/"),
    Role("afventer@example.dk", _("Member who waits"), _("has signed up and waits for approval"), "/min/"),
    Role("supervisor@example.dk", _("Group supervisor"), _("leads a supervision group"), "/rediger/"),
    Role("redaktoer@example.dk", _("Municipality editor"), _("keeps the contacts of one municipality"), "/rediger/"),
    Role(COORDINATOR, _("Coordinator"), _("keeps the network's lists"), "/admin/"),
    Role(ADMIN, _("Administrator"), _("may do everything"), "/admin/"),
)


@dataclass(frozen=True)
class Letter:
    """A mail of the demonstration. `calendar` says what it asks a calendar for: REQUEST, CANCEL or nothing."""

    subject: str
    to: str
    sent: datetime
    text: str
    calendar: str = ""


def only_in_the_demo(view: View) -> View:
    """404 anywhere else, for whatever is asked."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return wrapped


@only_in_the_demo
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """The buttons; a POST changes who one is."""
    there = {*User.objects.filter(is_active=True).values_list("email", flat=True), ""}
    offered = [role for role in ROLES if role.email in there]
    if request.method == "POST":
        chosen = next((role for role in offered if role.email == request.POST.get("role")), None)
        if chosen is None:
            raise Http404
        _become(request, chosen)
        return redirect(chosen.starts_at)
    return render(request, "portal/demo.html", {"roles": offered})


def _become(request: HttpRequest, role: Role) -> None:
    logout(request)
    if role.email:
        user = get_object_or_404(User, email=role.email)
        get_adapter().login(request, user)
        second_factor.record(request, user, "demo")
        UserSession.objects.create_from_request(request)


@only_in_the_demo
@never_cache
@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """The newest mails, with their text."""
    letters = sorted(_letters(Path(settings.VAR_DIR) / "mail"), key=attrgetter("sent"), reverse=True)
    return render(request, "portal/demo_post.html", {"letters": letters[:SHOWN], "is_late": is_late(timezone.now())})


def _letters(folder: Path) -> Iterator[Letter]:
    """The newest mails of each of the newest files: Django's file backend writes a line of dashes after each mail.

    The worker and each request for a code write into files of their own.
    """
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[:SHOWN]:
        raw = (part.strip() for part in reversed(file.read_bytes().split(b"\n" + b"-" * 79)))
        yield from (_letter(part) for part in islice(filter(None, raw), SHOWN))


def _letter(raw: bytes) -> Letter:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy's class
    body, date = message.get_body(("plain",)), message["date"]
    calendars = [part.get_param("method") for part in message.walk() if part.get_content_type() == "text/calendar"]
    return Letter(
        subject=str(message["subject"]),
        to=str(message["to"]),
        sent=date.datetime if date else datetime.min.replace(tzinfo=UTC),
        text=body.get_content() if body else "",
        calendar=str(calendars[0]) if calendars else "",
    )
