"""The screens of /rediger/. What somebody may see and change is what `Editor` finds; everything else is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.contacts.models import Person
from directory.members.actions import approve, reject
from directory.members.models import Membership
from directory.members.roles import Role, has_role, may_enter_editing
from directory.upkeep.editing import actions
from directory.upkeep.editing.forms import DeclineForm
from directory.upkeep.editing.own import Editor
from directory.upkeep.editing.seen import (
    Change,
    organisation_state,
    person_state,
    read_stamp,
    service_state,
    stamp,
)
from directory.upkeep.editing.sheets import ADD, Sheet, organisation_sheet, person_sheet, service_sheet
from directory.upkeep.editing.showing import cards_by_organisation, history_of, preview_card, saved_card
from portal.models import User

PREVIEW = "preview"  # the name of the button that shows the card

type View = Callable[..., HttpResponse]
type Context = dict[str, Any]


def for_editors(view: View) -> View:
    """Open to those with a role; the view gets them as an `Editor`. Nothing of it is kept by a browser."""

    @wraps(view)
    @never_cache
    @login_required
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not may_enter_editing(user):
            raise PermissionDenied
        return view(request, Editor.of(user, timezone.localdate()), *args, **kwargs)

    return opened


@require_safe
@for_editors
def home(request: HttpRequest, editor: Editor) -> HttpResponse:
    """The own contacts with their state, and how many wait to be let in."""
    groups = cards_by_organisation(editor, timezone.now())
    context = {
        "editor": editor,
        "groups": groups,
        "waiting": editor.waiting().count(),
        "supervises": has_role(request.user, Role.SUPERVISOR),
    }
    return render(request, "rediger/home.html", context)


@require_safe
@for_editors
def organisation(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """One own organisation: its contacts, its people, and the way to its numbers."""
    row = get_object_or_404(editor.organisations(), pk=pk)
    context = {
        "organisation": row,
        "groups": cards_by_organisation(editor, timezone.now(), only=row.pk),
        "people": editor.people().filter(organisation=row),
    }
    return render(request, "rediger/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def service(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """Change a contact; "show the card" shows what it would be, and writes nothing."""
    row = get_object_or_404(editor.services(), pk=pk)
    sheet, context = service_sheet(row, editor, _posted(request)), dict[str, Any]()
    if _is_saved(request, editor, actions.save_service, row, sheet=sheet, context=context):
        messages.success(request, _("Saved. Readers see it now. Is the rest of the card right as well?"))
        return redirect("editing:service", pk=pk)
    now = timezone.now()
    if PREVIEW in request.POST and sheet.is_valid():
        context |= {"preview": preview_card(row, sheet.entry(), now)}
    saved = get_object_or_404(editor.services(), pk=pk)  # the form has written what was typed to the other one
    context |= {"service": saved, "card": saved_card(saved, now), "state": service_state(saved, editor.day)}
    return _sheet_page(request, "rediger/service.html", sheet, context)


@require_POST
@for_editors
def confirm(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """All on the card is right."""
    row = get_object_or_404(editor.services(), pk=pk)
    try:
        seen = read_stamp(request.POST.get("seen", ""))
        actions.confirm_service(row, seen=seen, by=editor.user, now=timezone.now())
    except actions.Changed:
        messages.warning(
            request, _("Somebody changed the card while you looked at it. See whether it is still right, then confirm.")
        )
    else:
        messages.success(request, _("Thank you. Readers see that the card was confirmed today."))
    return redirect("editing:service", pk=pk)


@require_safe
@for_editors
def history(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """Who changed the contact, when, and what."""
    row = get_object_or_404(editor.services(), pk=pk)
    return render(request, "rediger/history.html", {"service": row, "entries": history_of(row)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def numbers(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """Change an organisation's own numbers and days."""
    row = get_object_or_404(editor.organisations(), pk=pk)
    sheet, context = organisation_sheet(row, editor, _posted(request)), dict[str, Any]()
    if _is_saved(request, editor, actions.save_organisation, row, sheet=sheet, context=context):
        messages.success(request, _("Saved. Readers see it now."))
        return redirect("editing:organisation", pk=pk)
    context |= {"organisation": row, "state": organisation_state(row, editor.day)}
    return _sheet_page(request, "rediger/numbers.html", sheet, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def person(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """Change a person."""
    row = get_object_or_404(editor.people(), pk=pk)
    sheet, context = person_sheet(row, editor, _posted(request)), dict[str, Any]()
    if _is_saved(request, editor, actions.save_person, row, sheet=sheet, context=context):
        messages.success(request, _("Saved. Readers see it now."))
        return redirect("editing:organisation", pk=row.organisation_id)
    saved = get_object_or_404(editor.people(), pk=pk)
    context |= {"person": saved, "organisation": saved.organisation, "state": person_state(saved, editor.day)}
    return _sheet_page(request, "rediger/person.html", sheet, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def new_person(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """Add a person to an own organisation."""
    row = get_object_or_404(editor.organisations(), pk=pk)
    sheet = person_sheet(Person(organisation=row), editor, _posted(request))
    if _is_sent(request) and sheet.is_valid():
        made = actions.add_person(row, sheet.entry(), by=editor.user, now=timezone.now())
        messages.success(
            request, _("%(name)s is added. Choose the person on the contacts where they belong.") % {"name": made.name}
        )
        return redirect("editing:organisation", pk=pk)
    context: Context = {"person": None, "organisation": row, "state": {}}
    return _sheet_page(request, "rediger/person.html", sheet, context)


@require_safe
@for_editors
def members(request: HttpRequest, editor: Editor) -> HttpResponse:
    """Those who wait to be let in."""
    return render(request, "rediger/members.html", {"waiting": editor.waiting(), "form": DeclineForm()})


@require_POST
@for_editors
def approve_member(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """Let somebody in."""
    row = get_object_or_404(editor.applicants(), pk=pk)
    is_waiting = row.state == Membership.State.PENDING
    if is_waiting and approve(row, by=editor.user, now=timezone.now()):
        messages.success(request, _("%(name)s is a member now, and is told by mail.") % {"name": row.user})
    else:
        messages.info(request, _("%(name)s has had an answer already.") % {"name": row.user})
    return redirect("editing:members")


@require_POST
@for_editors
def decline_member(request: HttpRequest, editor: Editor, pk: int) -> HttpResponse:
    """Say no to somebody, and why."""
    row = get_object_or_404(editor.applicants(), pk=pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        context = {"waiting": editor.waiting(), "form": form, "declined": row.pk}
        return render(request, "rediger/members.html", context, status=422)
    if reject(row, by=editor.user, note=form.cleaned_data["note"], now=timezone.now()):
        messages.success(request, _("%(name)s is not let in, and is told why by mail.") % {"name": row.user})
    else:
        messages.info(request, _("%(name)s has had an answer already.") % {"name": row.user})
    return redirect("editing:members")


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _is_sent(request: HttpRequest) -> bool:
    """Whether the form is to be written; the buttons that add a row or show the card only ask for the page."""
    return request.method == "POST" and ADD not in request.POST and PREVIEW not in request.POST


def _is_saved[Thing](
    request: HttpRequest,
    editor: Editor,
    save: Callable[..., Thing],
    row: Thing,
    *,
    sheet: Sheet,
    context: dict[str, Any],
) -> bool:
    """Write what was sent, if it is right and nobody was faster. Otherwise the context says what they changed."""
    if not _is_sent(request) or not sheet.is_valid():
        return False
    try:
        save(row, sheet.entry(), seen=read_stamp(request.POST.get("seen", "")), by=editor.user, now=timezone.now())
    except actions.Changed as changed:
        context["changes"] = changed.changes
        return False
    return True


def _sheet_page(request: HttpRequest, template: str, sheet: Sheet, context: Context) -> HttpResponse:
    """The page with the sheet, and on top the errors, or what somebody else changed."""
    found: list[Change] = context.get("changes", [])
    errors = sheet.errors() if request.method == "POST" and ADD not in request.POST else []
    # A conflict shows the new state, so whoever sends again has seen it. Otherwise the first state stays the seen one.
    seen = (not found and request.POST.get("seen")) or stamp(context["state"])
    page = {"sheet": sheet, "seen": seen, "errors": errors, "changes": found, "preview": None} | context
    return render(request, template, page, status=422 if errors or found else 200)
