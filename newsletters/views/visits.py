"""Where a page tells that its reader came from an issue (portal/static/portal/js/visits.js)."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from newsletters.actions.visiting import count_visit
from portal.typed import typed


@csrf_exempt  # a number goes up by one; the page may come out of a cache, so it has no token
@never_cache
@require_POST
def visited(request: HttpRequest) -> HttpResponse:
    """Count it, when one of our own pages says so. The answer never tells whether it was."""
    if not _is_from_here(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    count_visit(typed(request.POST, "u"), now=timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent it: browsers say so by themselves, and no other page can make them."""
    origin = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == origin
