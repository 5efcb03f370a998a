"""The official client, made fit for a question: connections stay open, every call ends, no message holds a secret."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from meilisearch import Client
from meilisearch._httprequests import HttpRequests
from meilisearch.config import Config
from meilisearch.errors import MeilisearchApiError, MeilisearchError, MeilisearchTimeoutError
from meilisearch.index import Index

# Seconds to connect, and to wait for the next byte.
ASKING = (0.2, 0.4)
FEEDING = (1.0, 10.0)

_CODE = re.compile(r"[a-z_]{1,60}")


class UnavailableError(Exception):
    """Meilisearch cannot be used now. The words are for the operator: no key, no address, nothing that was typed."""


@dataclass(frozen=True)
class Place:
    """Where Meilisearch is, and the name of our index there."""

    url: str
    key: str = field(repr=False)
    name: str

    @property
    def builds(self) -> str:
        """What the names of the indexes begin with that are being built beside ours."""
        return f"{self.name}-build-"


class _Pooled(HttpRequests):
    """The client's own requests open a connection each; these keep it."""

    def __init__(self, config: Config, session: requests.Session) -> None:
        super().__init__(config)
        self._session = session

    def may_list_keys(self) -> bool:
        """Whether the key may do what only one may that can make others."""
        address = f"{self.config.url}/{self.config.paths.keys}"
        return self._session.get(address, headers=self.headers, timeout=self.config.timeout).status_code == 200

    def get(self, path: str) -> Any:
        return self.send_request(self._session.get, path)

    def post(
        self, path: str, body: Any = None, content_type: str | None = "application/json", *, serializer: Any = None
    ) -> Any:
        return self.send_request(self._session.post, path, body, content_type, serializer=serializer)

    def patch(self, path: str, body: Any = None, content_type: str | None = "application/json") -> Any:
        return self.send_request(self._session.patch, path, body, content_type)

    def put(
        self, path: str, body: Any = None, content_type: str | None = "application/json", *, serializer: Any = None
    ) -> Any:
        return self.send_request(self._session.put, path, body, content_type, serializer=serializer)

    def delete(self, path: str, body: Any = None) -> Any:
        # Nothing is sent as "null" otherwise, which the server leaves unread where the next request begins.
        return self.send_request(self._session.delete, path, "" if body is None else body)


class PooledClient(Client):
    """For one thread only: the official client keeps the headers of a call where the next call finds them."""

    def __init__(self, url: str, key: str, timeouts: tuple[float, float]) -> None:
        # The client hands its timeout on to requests, which takes a pair.
        super().__init__(url.rstrip("/"), key, timeout=timeouts)  # type: ignore[arg-type]
        session = requests.Session()
        session.trust_env = False  # neither a proxy nor a .netrc of the machine has a say
        # What the server packs it sends in pieces, and waits 40 ms between them for the first to be acknowledged.
        session.headers["Accept-Encoding"] = "identity"
        self.http: _Pooled = _Pooled(self.config, session)
        self.task_handler.http = self.http

    def index(self, uid: str) -> Index:
        """A reference to an index, over the same connection."""
        index = super().index(uid)
        index.http = self.http
        index.task_handler.http = self.http
        return index


def clients(place: Place, timeouts: tuple[float, float]) -> Callable[[], PooledClient]:
    """What gives each thread a client of its own."""
    mine = threading.local()

    def client() -> PooledClient:
        if not hasattr(mine, "client"):
            mine.client = PooledClient(place.url, place.key, timeouts)
        client: PooledClient = mine.client
        return client

    return client


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Whatever goes wrong with Meilisearch becomes `UnavailableError`, without a chain that could quote the request."""
    try:
        yield
    except UnavailableError:
        raise
    except (
        MeilisearchError,
        requests.RequestException,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
    ) as error:
        raise UnavailableError(_words(error)) from None


def code_of(error: object) -> str:
    """The error code that Meilisearch gave, when it looks like one."""
    code = getattr(error, "code", None) or (error.get("code") if isinstance(error, dict) else None)
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "no code"


def _words(error: Exception) -> str:
    if isinstance(error, MeilisearchTimeoutError | requests.Timeout):
        return "Meilisearch does not answer in time."
    if isinstance(error, MeilisearchApiError):
        if error.status_code in {401, 403}:
            return "Meilisearch refuses MEILISEARCH_KEY, or the key may not do what is needed (manage.py search_key)."
        if code_of(error) == "index_not_found":
            return "Meilisearch does not have the index."
        return f"Meilisearch answers with an error ({error.status_code}, {code_of(error)})."
    if isinstance(error, MeilisearchError | requests.RequestException) and not isinstance(error, ValueError):
        return "Meilisearch cannot be reached."
    return "Meilisearch's answer cannot be read."
