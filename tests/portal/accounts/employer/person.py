"""Starting the provider, and what a person does there with a browser."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from django.test import Client

from portal.accounts.single_sign_on.configuration import Provider
from tests.portal.accounts.employer.provider import CLIENT_ID, CLIENT_SECRET

ID = "nordby"
LOG_IN = f"/konto/arbejdsgiver/{ID}/"
REDIRECT_URI = f"{settings.SITE_URL}{LOG_IN}svar/"
TIMEOUT = 30


class Employer:
    """One running provider."""

    def __init__(self, folder: Path, issuer: str) -> None:
        self.folder, self.issuer = folder, issuer

    def knows(self, name: str, **claims: Any) -> None:
        """Write down what the provider says about somebody from now on."""
        (self.folder / "people.json").write_text(json.dumps({name: claims}))

    def settings(self, **fields: Any) -> dict[str, Any]:
        """SOCIALACCOUNT_PROVIDERS with this one in it."""
        values = {"id": ID, "name": "Nordby Kommune", "server_url": self.issuer, "client_id": CLIENT_ID} | fields
        return settings_of(Provider(client_secret=CLIENT_SECRET, **values))


def settings_of(*providers: Provider) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS as the portal's settings make it."""
    return {"openid_connect": {"APPS": [provider.as_app() for provider in providers]}}


@contextmanager
def running(folder: Path, redirect_uri: str = REDIRECT_URI) -> Iterator[Employer]:
    """A provider in a process of its own, ended afterwards."""
    script = str(Path(__file__).with_name("provider.py"))
    command = [sys.executable, script, str(folder), redirect_uri]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Employer(folder, process.stdout.readline().strip())
        finally:
            process.terminate()


def go(client: Client, query: str = "", *, process: str = "login") -> str:
    """Press the button; the address of the provider that the next page leads to."""
    page = client.post(f"{LOG_IN}?process={process}{query}").content.decode()
    (target,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    return unescape(target)


def come_back_from(target: str, name: str, *, agrees: bool = True) -> str:
    """Log in at the provider and agree, or break off there; the path and query that one is sent back to."""
    with requests.Session() as browser:
        asked = browser.get(target, timeout=TIMEOUT)
        page = browser.post(asked.url, data={"name": name}, timeout=TIMEOUT)
        hidden = re.findall(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', page.text)
        answer = {key: unescape(value) for key, value in hidden} | ({"allow": "Authorize"} if agrees else {})
        back = browser.post(page.url, data=answer, timeout=TIMEOUT, allow_redirects=False)
    location = urljoin(target, back.headers["Location"])
    assert location.startswith(REDIRECT_URI), location
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}"


def log_in_at(client: Client, name: str, query: str = "") -> Any:
    """All of it; what the portal answers in the end."""
    return client.get(come_back_from(go(client, query), name))
