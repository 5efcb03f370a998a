"""Asking whether the links of an issue answer, without being led into the house that asks.

Whoever writes an issue chooses addresses that this server then calls. So each name is resolved first, what is not on
the public internet is refused, and the connection goes to the very address that was looked at: a name that means
something else a moment later leads nowhere. The same holds for each redirect.
"""

import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import IPPROTO_TCP, create_connection, getaddrinfo
from typing import override
from urllib.parse import urljoin, urlsplit, urlunsplit

AT_ONCE = 4
TIMEOUT = 6.0  # seconds for each step
REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}
_HEADERS = {"User-Agent": "Brobygger (link check)", "Accept": "*/*", "Connection": "close"}
_NO_HEAD = {400, 403, 404, 405, 500, 501, 503}  # many servers know only GET, and say so in many ways
_REDIRECTS = {301, 302, 303, 307, 308}

type IPAddress = IPv4Address | IPv6Address


class Outcome(Enum):
    """What became of asking for an address."""

    ANSWERS = "answers"
    GONE = "gone"  # the server says that there is nothing
    SILENT = "silent"  # no server, no answer in time, or an error of its own
    REFUSED = "refused"  # an address that we do not call


class RefusedAddressError(Exception):
    """The address is none that we call."""


def is_public(address: IPAddress) -> bool:
    """Whether it is one of the public internet: no loopback, no private network, nothing reserved, also as IPv6."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None and not is_public(inner):
            return False
        if inner is None and int(address) >> 32 == int(IPv6Address("64:ff9b::")) >> 32:  # NAT64, RFC 6052
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local
    )


def resolve(host: str, port: int) -> str:
    """The first address of a name, when every one of them is public.

    Raises:
        OSError: there is no such name.
        RefusedAddressError: one of its addresses is not public.
    """
    found = [str(row[4][0]) for row in getaddrinfo(host, port, proto=IPPROTO_TCP)]
    if not found or not all(is_public(ip_address(one.partition("%")[0])) for one in found):
        raise RefusedAddressError(host)
    return found[0]


class _Connection(HTTPConnection):
    """A connection to an address that was looked at. The server is told the name, and its certificate must hold it."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.default_port = _PORTS["https" if is_secure else "http"]
        self._address = address
        self._is_secure = is_secure

    @override
    def connect(self) -> None:
        self.sock = create_connection((self._address, self.port), timeout=TIMEOUT)
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def follow(url: str) -> Outcome:
    """Ask for an address, and for where it leads, without reading a page. Never raises."""
    try:
        return _follow(url)
    except RefusedAddressError:
        return Outcome.REFUSED
    except (OSError, HTTPException, ValueError):  # ValueError: no address at all; UnicodeError: no name
        return Outcome.SILENT


def follow_all(urls: Iterable[str]) -> dict[str, Outcome]:
    """What became of each address, a few at a time."""
    asked = sorted(set(urls))
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return dict(zip(asked, pool.map(follow, asked), strict=True))


def _follow(url: str) -> Outcome:
    for _step in range(REDIRECTS + 1):
        status, leads_to = _ask("HEAD", url)
        if status in _NO_HEAD:
            status, leads_to = _ask("GET", url)
        if status not in _REDIRECTS or not leads_to:
            return _judged(status)
        url = urljoin(url, leads_to)
    return Outcome.SILENT  # round and round


def _judged(status: int) -> Outcome:
    if status in {404, 410}:
        return Outcome.GONE
    # 401, 403 and 429 are answers: to a reader who is logged in, or is no machine, the page is there.
    return Outcome.SILENT if status >= 500 else Outcome.ANSWERS


def _ask(method: str, url: str) -> tuple[int, str]:
    """The status, and where a redirect leads."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise RefusedAddressError(url)
    host, port = parts.hostname.encode("idna").decode("ascii"), parts.port or _PORTS[parts.scheme]
    connection = _Connection(host, port, resolve(host, port), is_secure=parts.scheme == "https")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    try:
        connection.request(method, _quoted(path), headers=_HEADERS)
        response: HTTPResponse = connection.getresponse()
        return response.status, response.getheader("Location", "")
    finally:
        connection.close()


def _quoted(path: str) -> str:
    """A path with æ, ø, å and spaces as a server wants them; what is quoted already stays."""
    return "".join(one if "!" <= one <= "~" else "".join(f"%{byte:02X}" for byte in one.encode()) for one in path)
