"""Who waits, one member's state, and the list taken out of the portal."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from directory.members import exports
from directory.members.actions import approve, leave, reject
from directory.members.admin.selection import everybody, select
from directory.members.models import MemberExport, Membership
from portal.admin_screens import frame
from portal.asking import user_of
from portal.mail.returns.lost import lost_readers
from portal.typed import typed

CHANGE = ("wagtailadmin.access_admin", "members.change_membership")
VIEW = ("wagtailadmin.access_admin", "members.view_membership")
NOTE_LENGTH = 200
_TYPES = {
    MemberExport.Kind.XLSX: ("medlemmer.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    MemberExport.Kind.CSV: ("medlemmer.csv", "text/csv; charset=utf-8"),
}


@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits to become a member: one click for one of them, or for all that are ticked."""
    members = Membership.objects.pending().select_related("user", "profession", "organisation")
    if request.method == "POST":
        return _decide(request, {str(member.pk): member for member in members})
    return page(request, "waiting", _("Who waits"), {"members": members, "note_length": NOTE_LENGTH})


def _decide(request: HttpRequest, waiting: dict[str, Membership]) -> HttpResponseRedirect:
    now = timezone.now()
    if (one := waiting.get(request.POST.get("decline", ""))) is not None:
        _reject(request, one, now)
    else:
        chosen = [request.POST["approve"]] if "approve" in request.POST else request.POST.getlist("chosen")
        members = [waiting[pk] for pk in chosen if pk in waiting]
        count = sum(approve(member, by=user_of(request), now=now) for member in members)
        said = ngettext(
            "%(count)d is a member now, and gets a mail.", "%(count)d are members now, and get a mail.", count
        )
        tell = messages.success if count else messages.warning
        tell(request, said % {"count": count} if count else _("Nobody was chosen, or somebody else has decided it."))
    return redirect("members_waiting")


def _reject(request: HttpRequest, member: Membership, now: datetime) -> None:
    note = " ".join(typed(request.POST, f"note-{member.pk}").split())
    if not note or len(note) > NOTE_LENGTH:
        messages.error(request, _("Write why in one sentence. The person reads it in the mail."))
        return
    try:
        done = reject(member, by=user_of(request), note=note, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    tell = messages.success if done else messages.warning
    tell(
        request, _("%(name)s is declined, and gets a mail.") % {"name": member} if done else _("It is decided already.")
    )


@permission_required(CHANGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One member's address, consents and state, with what can be decided."""
    member = get_object_or_404(everybody(), pk=pk)
    if request.method == "GET":
        context = {
            "member": member,
            "consents": member.user.consents.select_related("text"),
            "lost": lost_readers(timezone.now(), only=member.user),
        }
        return page(request, "decide", str(member), context | {"note_length": NOTE_LENGTH})
    now = timezone.now()
    if "decline" in request.POST:
        _reject(request, member, now)
    elif "leave" in request.POST and member.user.is_superuser:
        messages.error(request, _("This is an administrator. Take the role back first."))
    elif "leave" in request.POST and request.POST.get("sure"):
        name = str(member)
        if leave(member.user, by=user_of(request), now=now):
            messages.success(request, _("%(name)s has left, and is forgotten.") % {"name": name})
        return redirect("memberships:index")
    elif "leave" in request.POST:
        messages.error(request, _("Tick the box first: it cannot be undone."))
    elif approve(member, by=user_of(request), now=now):
        messages.success(request, _("%(name)s is a member now, and gets a mail about it.") % {"name": member})
    else:
        messages.warning(request, _("It is decided already."))
    return redirect("members_decide", pk)


@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_store=True)
def take_out(request: HttpRequest) -> HttpResponse:
    """What the list shows, as a file or as addresses. GET says how many; POST hands out, and notes it."""
    posted = request.method == "POST"
    selection = select(request, QueryDict(request.POST.get("query", "")) if posted else request.GET)
    title = _("Use the list")
    kind = request.POST.get("kind", "")
    if posted and kind in _TYPES:
        data = exports.export(
            selection.members, kind, selection=selection.words, by=user_of(request), now=timezone.now()
        )
        name, content_type = _TYPES[MemberExport.Kind(kind)]
        return HttpResponse(
            data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
    context: dict[str, object] = {"selection": selection, "addresses": None}
    if posted:
        context["addresses"] = exports.mail_addresses(
            selection.members, selection=selection.words, by=user_of(request), now=timezone.now()
        )
    else:
        context["count"] = selection.members.count()
        context["members"] = selection.members.filter(state=Membership.State.APPROVED, user__is_active=True).count()
    return page(request, "take_out", title, context)


@permission_required(VIEW, raise_exception=True)
@require_GET
def export_log(request: HttpRequest) -> HttpResponse:
    """Who has taken the list out of the portal, the latest first."""
    rows = MemberExport.objects.select_related("exported_by")[:200]
    return page(request, "export_log", _("Log of exports"), {"rows": rows})


def page(request: HttpRequest, template: str, title: str, context: dict[str, object]) -> HttpResponse:
    """A page of the admin, below the list of members."""
    around = frame(title, under=(_("Members"), "memberships:index"), icon="group")
    return render(request, f"members/admin/{template}.html", around | context)
