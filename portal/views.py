"""The house's own addresses: is it up, what may robots read, where is the accessibility statement, what went wrong."""

from dataclasses import asdict

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.mail.standing import is_late
from portal.models import NetworkSettings
from portal.search import engines

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /dokumenter/
Disallow: /kontakter/soeg.json
"""


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """For the monitor: 503 when the database does not answer; how the search is, which always answers from memory.

    `mail` is "late" when what people wait for does not leave: no worker, no mail server, or a pause.
    """
    engine = engines.current()
    try:
        connection.ensure_connection()
        search = engine.health()
        mail = {"status": "late" if is_late(timezone.now()) else "ok"}
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    return JsonResponse(
        {"status": "ok", "database": "ok", "search": {"engine": engine.name} | asdict(search), "mail": mail}
    )


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What robots leave alone: the admin, and answers to questions."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def was(request: HttpRequest) -> HttpResponse:
    """The fixed address that leads to the accessibility statement, as the Agency for Digital Government asks."""
    address = NetworkSettings.load(request_or_site=request).accessibility_statement
    return redirect(address) if address else render(request, "portal/no_statement.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 with the sentence that was meant for the reader, when there is one."""
    # The exceptions of Django itself speak English and of hosts and headers; only our own sentences are for readers.
    if isinstance(exception, ValueError):
        return render(request, "400.html", {"sentence": str(exception)}, status=400)
    return HttpResponseBadRequest("400")
