"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.models import NetworkSettings


def network(request: HttpRequest) -> dict[str, Any]:
    """The network's own words, read once per page and only when a template asks."""
    return {"network": SimpleLazyObject(lambda: NetworkSettings.load(request_or_site=request))}
