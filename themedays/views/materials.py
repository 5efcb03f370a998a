"""Fetching a material. The document behind it cannot be reached around this (see `themedays.documents`)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.models import User
from portal.permissions import is_logged_in
from themedays.materials import allowed
from themedays.models import Material


@never_cache
@require_safe
def material(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the file or the link, for whoever may have it; a stranger is asked to log in first, others find nothing."""
    user = request.user if is_logged_in(request) and isinstance(request.user, User) else None
    found = Material.objects.filter(allowed(user, timezone.now()), pk=pk).select_related("document").first()
    if found is not None:
        return redirect(found.url or found.document.url)
    if user is None and Material.objects.filter(pk=pk, page__live=True).exists():
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    raise Http404
