"""How a calendar goes over the wire: programs fetch it for years, without cookies, and ask whether it has changed."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

_SECONDS = 300


def calendar_response(request: HttpRequest, content: bytes, *, filename: str, is_secret: bool = False) -> HttpResponse:
    """The calendar; 304 when the reader has these very bytes.

    No Last-Modified: when an entry leaves, the latest change is an older one, and a client would keep for ever what it
    has. Shown inline: as an attachment it would be a download, which nobody can subscribe to.
    """
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    if is_secret:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=_SECONDS)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
