"""The look-up: a page that works without scripts, a fragment while typing, and JSON for machines."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from directory.understanding.answering import answer
from directory.understanding.as_json import as_json
from directory.understanding.members import members
from portal import cpr
from portal.moment import MomentError, moment_asked_for, parse_moment, requested_moment
from portal.permissions import request_tiers
from portal.typed import typed

# Far above any question, far below what would cost anything to read.
_MOST_TYPED = 2_000
_REMOVED = "fjernet"


class _SeeOther(HttpResponseRedirect):
    status_code = 303


@csrf_exempt  # it changes nothing and needs no state: the answer is the same for everybody who asks
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """The look-up page; for htmx only the answer.

    The form posts, so that what is typed stands in no log; the answer leads to an address without anything private.
    """
    kept, was_private = cpr.strip(typed(request.POST if request.method == "POST" else request.GET, "q"))
    query = kept[:_MOST_TYPED]
    address = _address(request, query, was_private=was_private)
    is_fragment = bool(getattr(request, "htmx", False))
    if not is_fragment and (request.method == "POST" or was_private):
        return _SeeOther(address)
    at, is_other_moment = requested_moment(request)
    is_private = was_private or _REMOVED in request.GET
    context = {
        "query": query,
        "answer": answer(query, at=at, tiers=request_tiers(request), was_private=is_private, in_full=False),
        "municipalities": [] if query else members(at),
        "now_banner": at if is_other_moment else None,
    }
    response = render(request, "directory/lookup.html#answer" if is_fragment else "directory/lookup.html", context)
    if is_fragment:
        response["HX-Replace-Url"] = address
    response["Referrer-Policy"] = "no-referrer"  # what was asked about goes with nobody to the next page
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response


def _address(request: HttpRequest, query: str, *, was_private: bool) -> str:
    values = {"q": query} | ({_REMOVED: "cpr"} if was_private else {})
    if moment := moment_asked_for(request):
        values["nu"] = moment
    return f"{reverse('understanding:lookup')}?{urlencode(values)}"


@never_cache
@require_safe
def lookup_json(request: HttpRequest) -> JsonResponse:
    """The answer for machines. `nu` (ISO 8601, local time in Copenhagen) shows it as of that moment."""
    kept, was_private = cpr.strip(typed(request.GET, "q"))
    try:
        moment = request.GET.get("nu", "")
        at = parse_moment(moment) if moment else timezone.now()
    except MomentError as error:
        return JsonResponse({"message": str(error)}, status=400)
    found = answer(kept[:_MOST_TYPED], at=at, tiers=request_tiers(request), was_private=was_private)
    return JsonResponse(as_json(found), json_dumps_params={"ensure_ascii": False})
