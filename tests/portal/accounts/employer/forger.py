"""Somebody between the portal and the provider, who changes the ID token and signs it with a key of their own.

The portal is told that this is the provider, so everything but the forgery itself is in order.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.portal.accounts.employer.person import TIMEOUT, Employer

type Forgery = Callable[["Forger", dict[str, Any]], str]


class Forger:
    """Where it listens, whom it stands before, and what it does to a token."""

    def __init__(self, employer: Employer, forgery: Forgery, port: int) -> None:
        self.employer, self.forgery = employer, forgery
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.discovery: dict[str, Any] = {}

    def sign(self, claims: dict[str, Any], *, key: Any = None, algorithm: str = "RS256") -> str:
        """A token, with the key that the portal is told of unless another one is given."""
        return jwt.encode(claims, key or self.key, algorithm=algorithm, headers={"kid": "1"})

    def public_key(self) -> dict[str, Any]:
        """The key that the portal is told of."""
        return jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": "1", "use": "sig"}

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        """The provider's answer, or what is made of it."""
        if path == "/keys":
            return 200, {"keys": [self.public_key()]}
        sent = {"Content-Type": headers.get("Content-Type", "")}
        url = self.employer.issuer + path
        found = requests.request(method, url, data=body, headers=sent, timeout=TIMEOUT)
        content = found.json()
        if path.endswith("openid-configuration"):
            content |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
            content |= {"token_endpoint": content["token_endpoint"].replace(self.employer.issuer, self.issuer)}
            content |= self.discovery
        elif "id_token" in content:
            claims = jwt.decode(content["id_token"], options={"verify_signature": False}) | {"iss": self.issuer}
            content["id_token"] = self.forgery(self, claims)
        return found.status_code, content


@contextmanager
def forging(employer: Employer, forgery: Forgery) -> Iterator[Forger]:
    """A forger before the provider, for as long as the block lasts."""
    forgers: list[Forger] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on("GET")

        def do_POST(self) -> None:
            self._pass_on("POST")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
            """Say nothing."""

        def _pass_on(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, content = forgers[0].answer(method, self.path, self.headers, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        forgers.append(Forger(employer, forgery, server.server_port))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield forgers[0]
        finally:
            server.shutdown()
            thread.join(TIMEOUT)
