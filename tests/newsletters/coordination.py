"""What the tests of the newsletters' screens share."""

import re
from typing import Any

from django.test import Client

from newsletters.models import IssuePage, Sending

__all__ = ["confirmed", "hidden", "of", "path", "seen"]


def path(issue: IssuePage, screen: str) -> str:
    return f"/admin/nyhedsbreve/{issue.pk}/{screen}/"


def of(sending: Sending, screen: str = "") -> str:
    return f"/admin/nyhedsbreve/afsendelser/{sending.pk}/{screen}"


def seen(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def hidden(page: str, name: str) -> str:
    """What a hidden field of the page says."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert field is not None
    value = re.search(r'value="([^"]*)"', field[0])
    assert value is not None
    return value[1]


def confirmed(client: Client, address: str, number: str, **changes: str) -> Any:
    """The form of the last step, sent with a number."""
    page = seen(client, address)
    form = {"when": "now", "lateness": "4", "number": number, "key": hidden(page, "key"), "seen": hidden(page, "seen")}
    return client.post(address, form | changes)
