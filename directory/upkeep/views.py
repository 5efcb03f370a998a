"""“Something wrong?”: a reader reports an error, and is told what happens next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from directory.contacts.models import Organisation, Service
from directory.upkeep.actions import report
from directory.upkeep.forms import CorrectionForm, form_stamp


# No log-in stands behind the form, so there is no session that another site could borrow; and no cookie is set.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, slug: str, service_slug: str = "") -> HttpResponse:
    """The report about an organisation, or about one of its contacts."""
    organisation = get_object_or_404(Organisation, slug=slug)
    service = _service(organisation, service_slug)
    now = timezone.now()
    form = CorrectionForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("kind", "text", "reporter_email")}
        report(organisation, service, **fields, now=now)
        return redirect("upkeep:thanks", slug=organisation.slug)
    context = {
        "form": form,
        "stamp": form_stamp(now),
        "organisation": organisation,
        "service": service,
        "back": service.get_absolute_url() if service else reverse("contacts:organisation", args=[organisation.slug]),
    }
    return render(request, "directory/correction.html", context, status=422 if form.is_bound else 200)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens with the report."""
    organisation = get_object_or_404(Organisation, slug=slug)
    return render(request, "directory/correction_thanks.html", {"organisation": organisation})


def _service(organisation: Organisation, slug: str) -> Service | None:
    return get_object_or_404(organisation.services.shown(), slug=slug) if slug else None
