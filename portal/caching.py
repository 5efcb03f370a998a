"""How long a page may be kept, and by whom."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

SECONDS = 60  # a page says "open now": it may be a minute late, not more


def kept_briefly[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let everybody keep the anonymous page for a minute; what a logged-in reader sees is theirs alone."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)

        def say(drawn: HttpResponse) -> None:
            _say_how_long(drawn, args[0])

        if isinstance(response, SimpleTemplateResponse):  # only when it is drawn is it known what stands in it
            response.add_post_render_callback(say)
        else:
            say(response)
        return response

    return wrapped


def _say_how_long(response: HttpResponse, request: object) -> None:
    is_anonymous = isinstance(request, HttpRequest) and settings.SESSION_COOKIE_NAME not in request.COOKIES
    # Django's own mark of a form that was drawn: its secret and the cookie that matches are one reader's alone.
    has_secret = isinstance(request, HttpRequest) and request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    if is_anonymous and not has_secret:
        patch_cache_control(response, public=True, max_age=SECONDS)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
