"""Who comes and who waits: the lists, adding somebody and taking somebody off, and the lists for paper."""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from directory.contacts.admin.views import folded_search
from directory.members.models import Membership
from portal.asking import user_of
from portal.typed import typed
from themedays.actions import RefusedError, cancel
from themedays.actions.rules import has_begun, reserves_bind
from themedays.admin.adding import Newcomer, add_member, add_newcomer
from themedays.admin.forms import NewParticipantForm
from themedays.admin.frame import PEOPLE, page, pool_of, the_day, when
from themedays.admin.numbers import numbers_of
from themedays.admin.payers import PayerForm, payer_form
from themedays.admin.people import people_of, registrations, who_comes
from themedays.models import Registration, ThemeDayPage
from themedays.models.registrations import RegistrationQuerySet

MOST_FOUND = 20
_SEARCHED = ("user__first_name", "user__last_name", "user__email", "organisation__name", "other_organisation")


@permission_required(PEOPLE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """The lists of one day. POST takes one person off; somebody who waits may get the seat."""
    day = the_day(pk)
    pool, now = pool_of(day), timezone.now()
    if request.method == "POST":
        _take_off(request, registrations(pool).active(), now)
        return redirect("themedays_participants", day.pk)
    numbers = numbers_of(pool, reserves_bind=reserves_bind(pool, now))
    context: dict[str, object] = {"people": people_of(pool), "numbers": numbers, "pool": pool}
    return page(request, "participants", _("Participants"), day, context)


def _take_off(request: HttpRequest, those: RegistrationQuerySet, now: datetime) -> None:
    chosen = request.POST.get("remove", "")
    registration = get_object_or_404(those, pk=_key(chosen))
    try:
        cancel(registration, by=user_of(request), why=Registration.Why.REMOVED, now=now)
    except RefusedError as error:
        messages.error(request, str(error))
        return
    is_told = not has_begun(registration.pool, now)
    words = _("%(name)s is taken off the list, and gets a mail about it.") if is_told else _("%(name)s is taken off.")
    messages.success(request, words % {"name": registration})


@permission_required(PEOPLE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody up: a member who is searched for, or anybody by name and address."""
    day = the_day(pk)
    posted = request.POST if "email" in request.POST else None
    form, payer = NewParticipantForm(posted), payer_form(day, posted)
    if request.method == "POST":
        now = timezone.now()
        added = _added(request, day, form, payer, now)
        if added is not None:
            messages.success(request, _said(added, now))
            return redirect("themedays_participants", day.pk)
    words = (typed(request.GET, "find") or typed(request.POST, "find")).strip()
    context: dict[str, object] = {"form": form, "payer": payer, "words": words, "found": found(day, words)}
    is_wrong = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return page(request, "add", _("Sign somebody up"), day, context | {"most": MOST_FOUND}, status=status)


def _added(
    request: HttpRequest, day: ThemeDayPage, form: NewParticipantForm, payer: PayerForm | None, now: datetime
) -> Registration | None:
    """The new registration; None when it was refused, and the reader has been told why."""
    by = user_of(request)
    try:
        if "member" in request.POST:
            chosen = request.POST["member"]
            member = get_object_or_404(_members(), pk=_key(chosen))
            return add_member(day, member, by=by, now=now)
        if all(one.is_valid() for one in (form, payer) if one is not None):
            newcomer = Newcomer(**form.cleaned_data, payer=payer.payer() if payer else None)
            return add_newcomer(day, newcomer, by=by, now=now)
    except RefusedError as error:
        messages.error(request, str(error))
        return None
    messages.error(request, _("Nobody was signed up. See what is wrong below."))
    return None


def _key(text: str) -> int:
    """The key that a button has sent; 0, which no row has, for what is none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _said(registration: Registration, now: datetime) -> str:
    name = {"name": registration}
    if registration.created_at != now:
        return _("%(name)s was on the list already.") % name
    if has_begun(registration.pool, now):
        return _("%(name)s is on the list of participants.") % name
    if registration.state == Registration.State.CONFIRMED:
        return _("%(name)s has a seat, and gets a mail about it.") % name
    return _("%(name)s is on the waiting list, and gets a mail about it.") % name


def _members() -> QuerySet[Membership]:
    approved = Membership.objects.filter(state=Membership.State.APPROVED, user__is_active=True)
    return approved.select_related("user", "organisation")


def found(day: ThemeDayPage, words: str) -> list[Membership]:
    """The members that the words find, without those who are on a list of the day."""
    if not words:
        return []
    there = Registration.objects.active().filter(pool__page=day, user__isnull=False)
    members = folded_search(_members(), _SEARCHED, words).exclude(user__in=there.values("user"))
    return list(members.order_by("user__first_name", "user__last_name", "pk")[: MOST_FOUND + 1])


@permission_required(PEOPLE, raise_exception=True)
@require_safe
@cache_control(private=True, no_store=True)
def on_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list for the door, or the badges, to be printed."""
    day = the_day(pk)
    context = {"day": day, "when": when(day), "rows": who_comes(pool_of(day)), "kind": kind}
    return render(request, "themedays/admin/paper.html", context)
