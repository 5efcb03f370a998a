"""Writing to the people of a day: from a draft, through a preview that says how many get it, to sent."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from portal.asking import user_of
from portal.mail import Message
from portal.mail.models import Delivery
from portal.models import User
from themedays import emails
from themedays.actions import audience_of, write_to
from themedays.admin.forms import DayMailForm
from themedays.admin.frame import WRITING, page, pool_of, the_day, when
from themedays.admin.listing import mail_words
from themedays.models import DayMail, Registration, SeatPool, ThemeDayPage

# What is written again and again: the words in the address, to whom, and the subject. The text is a template.
DRAFTS = {
    "praktisk": ("practical", DayMail.Audience.PARTICIPANTS, gettext_lazy("Practical information")),
    "materialer": ("materials", DayMail.Audience.ATTENDED, gettext_lazy("The materials are ready")),
    "program": ("programme", DayMail.Audience.PARTICIPANTS, gettext_lazy("The programme has changed")),
}


@dataclass(frozen=True)
class Sent:
    """A mail that has been written, and what became of it."""

    mail: DayMail
    words: str


@permission_required(WRITING, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def mails(request: HttpRequest, pk: int) -> HttpResponse:
    """Write, look at it, send it. A text that was refused, or is being corrected, stays in the form."""
    day = the_day(pk)
    if request.method != "POST":
        return _form(request, day, DayMailForm(initial=_draft(day, request.GET.get("udkast", ""))))
    form = DayMailForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was sent. See what is wrong below."))
        return _form(request, day, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if "send" in request.POST:
        return _send(request, day, form)
    return _form(request, day, form) if "back" in request.POST else _preview(request, day, form)


def _draft(day: ThemeDayPage, name: str) -> dict[str, object]:
    if name not in DRAFTS:
        return {"audience": DayMail.Audience.PARTICIPANTS}
    template, audience, subject = DRAFTS[name]
    text = render_to_string(f"themedays/admin/drafts/{template}.txt", {"day": day, "when": when(day)})
    return {"audience": audience, "subject": f"{subject}: {day.title}"[:120], "text": text.strip()}


def _form(request: HttpRequest, day: ThemeDayPage, form: DayMailForm, status: int = HTTPStatus.OK) -> HttpResponse:
    pool = pool_of(day)
    context: dict[str, object] = {
        "form": form,
        "drafts": [(key, subject) for key, (_template, _audience, subject) in DRAFTS.items()],
        "counts": [(label, how_many(pool, audience)) for audience, label in DayMail.Audience.choices],
        "sent": sent_mails(pool),
    }
    return page(request, "mails", _("Mail"), day, context, status=status)


def how_many(pool: SeatPool, audience: str) -> int:
    """How many would get a mail to that audience now; nobody on a day without seats of its own yet."""
    return audience_of(pool, DayMail.Audience(audience)).count() if pool.pk else 0


def _preview(request: HttpRequest, day: ThemeDayPage, form: DayMailForm) -> HttpResponse:
    pool = pool_of(day)
    data = form.cleaned_data
    context: dict[str, object] = {
        "form": form,
        "audience": DayMail.Audience(data["audience"]).label,
        "count": how_many(pool, data["audience"]),
        "mail": as_it_reads(pool, form, user_of(request)),
        "is_sent": DayMail.objects.filter(key=form.sending_key).exists(),
    }
    return page(request, "mail_preview", _("Mail"), day, context)


def as_it_reads(pool: SeatPool, form: DayMailForm, reader: User) -> Message:
    """The whole mail, as if the reader were one of the audience. The links in it lead nowhere."""
    data = form.cleaned_data
    waits = data["audience"] == DayMail.Audience.WAITING
    state = Registration.State.WAITING if waits else Registration.State.CONFIRMED
    registration = Registration(pk=0, pool=pool, user=reader, state=state)
    mail = DayMail(pool=pool, subject=data["subject"], text=data["text"])
    return emails.written(emails.Day(pool, timezone.now()), registration, mail)


def _send(request: HttpRequest, day: ThemeDayPage, form: DayMailForm) -> HttpResponse:
    pool, data = pool_of(day), form.cleaned_data
    if not how_many(pool, data["audience"]) and not DayMail.objects.filter(key=form.sending_key).exists():
        messages.warning(request, _("Nothing was sent: there is nobody to write to."))
        return _form(request, day, form)
    mail = write_to(
        pool,
        DayMail.Audience(data["audience"]),
        data["subject"],
        data["text"],
        key=form.sending_key,
        by=user_of(request),
        now=timezone.now(),
    )
    words = ngettext(
        "The mail is on its way to %(count)d person.", "The mail is on its way to %(count)d people.", mail.recipients
    )
    messages.success(request, words % {"count": mail.recipients})
    return redirect("themedays_mails", day.pk)


def sent_mails(pool: SeatPool) -> list[Sent]:
    """What has been written to the people of a day, the latest first. Two queries."""
    if pool.pk is None:
        return []
    written = list(DayMail.objects.filter(pool=pool).select_related("sent_by"))
    states = _states(pool, written)
    return [Sent(mail, mail_words(states[mail.pk])) for mail in written]


def _states(pool: SeatPool, written: Iterable[DayMail]) -> dict[int, Counter[str]]:
    """What became of each mail, by its key: the deliveries are called "registration-7-written-3"."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows: QuerySet[Delivery] = Delivery.objects.filter(about=f"themeday-{pool.pk}", key__contains="-written-")
    for key, status in rows.order_by().values_list("key", "status") if written else ():
        found[int(key.rpartition("-")[2])][status] += 1
    return found
