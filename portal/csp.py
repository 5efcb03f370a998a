"""The admin's Content Security Policy. The public pages have the stricter one of `settings.SECURE_CSP`.

Wagtail's admin starts its inline panels, date pickers and choosers from inline scripts (wagtail/wagtail#1288). Those
carry the response's nonce, through our copies of their templates in portal/templates/wagtailadmin/; any other inline
script stays blocked. Its rich text editor writes a <style> element, so inline styles are allowed, here only.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.urls import URLPattern, URLResolver
from django.utils.csp import CSP
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csp import csp_override
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.utils.urlpatterns import decorate_urlpatterns

ADMIN_CSP: dict[str, list[str]] = {
    **settings.SECURE_CSP,
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-ancestors": [CSP.SELF],  # previews stand in a frame
    "frame-src": [CSP.SELF],
}

# The nonce of the response being made. A form's widgets are rendered without the request, so it cannot come from there.
_nonce: ContextVar[Any] = ContextVar("admin_csp_nonce", default="")


def admin_nonce() -> str:
    """The nonce for an inline script of Wagtail's; "" outside the admin."""
    return str(_nonce.get())


def _with_admin_csp(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view under the admin's policy, rendered while its nonce is known."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = _nonce.set(get_nonce(request))
        try:
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            return render() if callable(render) else response
        finally:
            _nonce.reset(token)

    return csp_override(ADMIN_CSP)(wrapped)


def under_admin_csp(urlpatterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The admin's addresses, each answering under the admin's policy."""
    patterns: list[URLPattern | URLResolver] = decorate_urlpatterns(urlpatterns, _with_admin_csp)
    return patterns


def let_choosers_carry_nonce() -> None:
    """Give the inline script of Wagtail's choosers the nonce; they have no template that could be copied.

    Called once, when the admin's hooks are read.
    """
    original = BaseChooser.render

    def render(self: BaseChooser, *args: Any, **kwargs: Any) -> SafeString:
        html = original(self, *args, **kwargs)
        # The marker comes from Wagtail's own f-string; the value inside the script is JSON and holds no "<".
        return mark_safe(html.replace("<script>", f'<script nonce="{admin_nonce()}">', 1))

    BaseChooser.render = render
