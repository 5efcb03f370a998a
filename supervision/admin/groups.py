"""One group's settings in the admin: size and state, who leads it, seats that are kept, a member who is added."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from directory.contacts.models import Organisation
from portal.asking import user_of
from portal.danish import sort_key
from supervision import actions
from supervision.actions import RefusedError
from supervision.admin.forms import AddForm, GroupForm, KeptForm, SupervisorForm
from supervision.admin.frame import PEOPLE, SETTINGS, screen, the_page
from supervision.models import Group, GroupSupervisor, Seat, SupervisionGroupPage, SupervisionRules
from supervision.standing import Counts, counts_of, state_of


@dataclass(frozen=True)
class Row:
    """One organisation's line: how many seats are kept for it."""

    organisation: Organisation
    form: KeptForm


def _group(page: SupervisionGroupPage) -> Group:
    """The page's group; not yet written when nobody has saved it. Looking makes no row."""
    return Group.objects.filter(page=page).first() or Group(page=page, created_at=timezone.now())


@permission_required(SETTINGS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Size, state and what is kept; POST writes it, and gives away what has become free."""
    page = the_page(pk)
    if request.method != "POST":
        return _show(request, page)
    group = _group(page)
    form, rows = GroupForm(request.POST, instance=group), _rows(group, request.POST)
    if not all([form.is_valid(), *(row.form.is_valid() for row in rows)]):
        return _show(request, page, request.POST)
    now = timezone.now()
    kept = {row.organisation: row.form.cleaned_data["kept"] or 0 for row in rows}
    values = {name: form.cleaned_data[name] for name in form.Meta.fields}
    try:
        group = actions.group_of(page, now=now)
        admitted = actions.change_group(group, by=user_of(request), now=now, kept=kept, **values)
    except ValidationError as error:
        messages.error(request, " ".join([*error.messages, _("Nothing was saved.")]))
        return _show(request, page, request.POST)
    words = ngettext(
        "%(count)d from the waiting list got a seat.", "%(count)d from the waiting list got a seat.", len(admitted)
    )
    messages.success(request, _("Saved.") + (" " + words % {"count": len(admitted)} if admitted else ""))
    return redirect("supervision_settings", page.pk)


def _show(request: HttpRequest, page: SupervisionGroupPage, posted: QueryDict | None = None) -> HttpResponse:
    group = _group(page)
    form, rows = GroupForm(posted, instance=group), _rows(group, posted)
    if posted is not None:
        form.is_valid()
        group = _group(page)  # the form has written what was typed to the other one
    counts = counts_of([group]).get(group.pk, Counts()) if group.pk else Counts()
    context: dict[str, object] = {
        "page": page,
        "group": group,
        "state": state_of(group if group.pk else None, counts),
        "counts": counts,
        "form": form,
        "rows": rows,
        "supervisors": list(group.supervisors.select_related("user")) if group.pk else [],
        "add_form": AddForm(),
        "counts_up_to": SupervisionRules.load().large_size_max,
    }
    return screen(request, "settings", page.title, context, status=422 if posted is not None else 200)


def _rows(group: Group, posted: QueryDict | None) -> list[Row]:
    """The organisations of the network, and those that seats are kept for."""
    kept = dict(group.allocations.values_list("organisation_id", "reserved")) if group.pk else {}
    shared = Organisation.objects.participating(timezone.localdate()).exclude(kind=Organisation.Kind.UNIT)
    organisations = (shared | Organisation.objects.filter(pk__in=kept)).distinct()
    return [
        Row(
            organisation,
            KeptForm(
                posted,
                prefix=f"organisation-{organisation.pk}",
                initial={"kept": kept.get(organisation.pk)},
                name=organisation.display_name,
            ),
        )
        for organisation in sorted(organisations, key=lambda one: sort_key(one.display_name))
    ]


@permission_required(SETTINGS, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def supervisor(request: HttpRequest, pk: int, supervisor_pk: int = 0) -> HttpResponse:
    """Somebody who leads the group: a new one, or what is written about one."""
    page = the_page(pk)
    group = get_object_or_404(Group, page=page)
    row = GroupSupervisor(group=group)
    if supervisor_pk:
        row = get_object_or_404(GroupSupervisor.objects.select_related("user", "group"), group=group, pk=supervisor_pk)
    form = SupervisorForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        row.user = form.cleaned_data["email"]
        row.save()
        log(group, "supervision.supervisor", user=user_of(request), data={"supervisor": row.pk})
        messages.success(request, _("Saved."))
        return redirect("supervision_settings", page.pk)
    title = row.name if supervisor_pk else _("New supervisor")
    context: dict[str, object] = {"page": page, "form": form}
    return screen(request, "supervisor", title, context, status=422 if form.errors else 200)


@permission_required(PEOPLE, raise_exception=True)
@require_http_methods(["POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a member of the network into the group."""
    page = the_page(pk)
    group = get_object_or_404(Group, page=page)
    form = AddForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("supervision_settings", page.pk)
    try:
        seat = actions.add_member(group, form.cleaned_data["email"], by=user_of(request), now=timezone.now())
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        is_in = seat.state == Seat.State.ACTIVE
        words = _("%(name)s is in the group.") if is_in else _("%(name)s is on the waiting list.")
        messages.success(request, words % {"name": seat})
    return redirect(reverse("supervision_settings", args=[page.pk]))
