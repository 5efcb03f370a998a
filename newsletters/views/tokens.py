"""Pages whose address is a key: it came in a mail to one person, and opens what is theirs without a log-in."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods


def token_page[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page kept by nobody, whose address is told to nobody, and whose POST needs no cookie.

    The token itself is what a forged request would lack. A check by cookie would stop the mail programs that
    unsubscribe for their reader (RFC 8058), and every reader too: `no-referrer` makes browsers say "Origin: null".
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(wrapped)))
