"""How long a page may be kept, and by whom."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

SECONDS = 60  # a page says "open now": it may be a minute late, not more


def kept_briefly[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let everybody keep the anonymous page for a minute; what a logged-in reader sees is theirs alone."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        request = args[0]
        is_anonymous = isinstance(request, HttpRequest) and settings.SESSION_COOKIE_NAME not in request.COOKIES
        if is_anonymous:
            patch_cache_control(response, public=True, max_age=SECONDS)
        else:
            patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Cookie"])
        return response

    return wrapped
