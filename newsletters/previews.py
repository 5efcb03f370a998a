"""An issue as a mail, shown in the editor: to whoever reads by daylight, in the dark, or without HTML."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpResponse

from newsletters.rendering import in_scheme, render_without_slots
from portal.previews import in_a_box

if TYPE_CHECKING:
    from newsletters.models import IssuePage


def _mail(issue: "IssuePage", scheme: str) -> HttpResponse:
    return HttpResponse(in_scheme(render_without_slots(issue).html, scheme))


def _light(issue: "IssuePage") -> HttpResponse:
    return _mail(issue, "light")


def _dark(issue: "IssuePage") -> HttpResponse:
    return _mail(issue, "dark")


def _text(issue: "IssuePage") -> HttpResponse:
    return HttpResponse(render_without_slots(issue).text, content_type="text/plain; charset=utf-8")


# The name of each mode and what shows it; the page itself is the mode without a name.
MODES: dict[str, Callable[..., HttpResponse]] = {
    "mail-light": in_a_box(_light),
    "mail-dark": in_a_box(_dark),
    "mail-text": in_a_box(_text),
}
