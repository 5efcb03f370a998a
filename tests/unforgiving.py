"""Unknown template variables raise in our templates; Wagtail's own count on Django's silence and keep it."""

import sys
from pathlib import Path
from types import FrameType

from django.template import Context

ROOT = Path(__file__).resolve().parent.parent
OURS = tuple(str(ROOT / folder) for folder in ("templates", "portal", "directory"))


def _template_being_rendered(frame: FrameType | None) -> str:
    """The file of the template whose rendering stands nearest above `frame`."""
    while frame is not None:
        context = frame.f_locals.get("context")
        if isinstance(context, Context):
            return str(getattr(getattr(context.render_context.template, "origin", None), "name", ""))
        frame = frame.f_back
    return ""


class Unforgiving(str):
    """For the engine's `string_if_invalid`: empty and silent, except while one of our templates is rendered.

    Django asks whether it is true, whether it has a "%s", and then formats the variable's name into it.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return _template_being_rendered(sys._getframe(1)).startswith(OURS)

    def __contains__(self, part: object) -> bool:
        return part == "%s" and _template_being_rendered(sys._getframe(1)).startswith(OURS)

    def __mod__(self, name: object) -> str:
        template = _template_being_rendered(sys._getframe(1))
        raise AssertionError(f"{template} uses a variable that nobody gives it: {name}")
