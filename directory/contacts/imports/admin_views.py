"""The import in the admin: choose a file, look at what it would do, then import it. Looking changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.contacts.imports.actions import import_directory
from directory.contacts.imports.columns import COLUMNS
from directory.contacts.imports.forms import UploadForm
from directory.contacts.imports.report import Report
from portal.admin_screens import frame
from portal.asking import user_of
from portal.spreadsheets import uploads

ALLOWED = ("wagtailadmin.access_admin", "contacts.add_service")


@permission_required(ALLOWED, raise_exception=True)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take the file, put it aside and go on to the preview."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        key = uploads.keep(form.cleaned_data["file"].read(), user_of(request), timezone.now())
        return redirect("contacts_import_preview", key)
    context = {"form": form, "required": COLUMNS.required, "optional": COLUMNS.optional}
    return _page(request, "import_upload", _("Choose a spreadsheet"), context)


@permission_required(ALLOWED, raise_exception=True)
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show what the file would do; import it when asked to."""
    data = uploads.fetch(key, user_of(request), timezone.now())
    if data is None:
        return _start_again(request)
    if request.method == "GET":
        return _page(request, "import_preview", _("Preview"), {"report": _run(request, data, dry_run=True), "key": key})
    report = _run(request, data, dry_run=False)
    if not report.problem:
        uploads.drop(key)  # a busy directory is worth a second try with the same file
    return _page(request, "import_result", _("Result"), {"report": report, "key": key})


def _start_again(request: HttpRequest) -> HttpResponseRedirect:
    messages.warning(
        request, _("The file has been imported, or is more than an hour old. Choose it again to import it.")
    )
    return redirect("contacts_import")


def _run(request: HttpRequest, data: bytes, *, dry_run: bool) -> Report:
    return import_directory(data, today=timezone.localdate(), now=timezone.now(), by=user_of(request), dry_run=dry_run)


def _page(request: HttpRequest, template: str, title: str, context: dict[str, object]) -> HttpResponse:
    heading = _("Import contacts")
    around = frame(title, under=(heading, "contacts_import"), icon="upload") | {"header_title": heading}
    return render(request, f"directory/admin/{template}.html", around | context)
