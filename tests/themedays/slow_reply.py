"""A middleware for tests: the answer to a sign-up waits for a moment after everything is written."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

WAITS = 0.25  # seconds


def slow_reply(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def reply(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.endswith("/tilmeld/"):
            time.sleep(WAITS)
        return response

    return reply
