"""The import in the admin: choose a file, look at what it would do, import it, and take it back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from directory.members.admin.views import page
from directory.members.imports.actions import import_members
from directory.members.imports.columns import COLUMNS
from directory.members.imports.forms import UploadForm
from directory.members.imports.report import Report
from directory.members.imports.undo import UndoError, undo_import
from directory.members.models import MemberImport
from directory.members.models.lists import UNDO_DAYS
from portal.asking import user_of
from portal.spreadsheets import uploads

ALLOWED = ("wagtailadmin.access_admin", "members.add_membership", "members.change_membership")
_NAME = "members_import_file"


@permission_required(ALLOWED, raise_exception=True)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take the file, put it aside and go on to the preview. Below: the imports so far."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        key = uploads.keep(file.read(), user_of(request), timezone.now())
        request.session[_NAME] = str(file.name)[:120]
        return redirect("members_import_preview", key)
    now = timezone.now()
    earlier = [(one, one.can_be_undone(now)) for one in MemberImport.objects.select_related("imported_by")[:50]]
    context = {"form": form, "columns": COLUMNS.all, "earlier": earlier, "undo_days": UNDO_DAYS}
    return page(request, "import_upload", _("Import members"), context)


@permission_required(ALLOWED, raise_exception=True)
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_store=True)
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show what the file would do; import it when asked to."""
    data = uploads.fetch(key, user_of(request), timezone.now())
    if data is None:
        messages.warning(
            request, _("The file has been imported, or is more than an hour old. Choose it again to import it.")
        )
        return redirect("members_import")
    if request.method == "GET":
        return page(request, "import_preview", _("Preview"), {"report": _run(request, data, dry_run=True), "key": key})
    report = _run(request, data, dry_run=False)
    if not report.problem:
        uploads.drop(key)  # a busy portal is worth a second try with the same file
    return page(request, "import_result", _("Result"), {"report": report, "key": key, "undo_days": UNDO_DAYS})


@permission_required(ALLOWED, raise_exception=True)
@require_POST
@cache_control(private=True, no_store=True)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back, and say what stays."""
    member_import = get_object_or_404(MemberImport, pk=pk)
    try:
        report = undo_import(member_import, by=user_of(request), now=timezone.now())
    except UndoError as error:
        messages.error(request, str(error))
        return redirect("members_import")
    removed = ngettext("%(count)d member is removed", "%(count)d members are removed", report.removed)
    restored = ngettext("%(count)d is as before", "%(count)d are as before", report.restored)
    summary = f"{removed % {'count': report.removed}}, {restored % {'count': report.restored}}."
    return page(request, "import_undone", _("The import is undone"), {"report": report, "summary": summary})


def _run(request: HttpRequest, data: bytes, *, dry_run: bool) -> Report:
    now = timezone.now()
    return import_members(
        data,
        file_name=request.session.get(_NAME, ""),
        today=timezone.localdate(now),
        now=now,
        by=user_of(request),
        dry_run=dry_run,
    )
