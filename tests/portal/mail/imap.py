"""A small IMAP server with TLS (RFC 3501): as much as reading a mailbox asks for, with flags that are really kept."""

import re
import socketserver
import ssl
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_COMMAND = re.compile(rb"(?P<tag>\S+) (?P<uid>UID )?(?P<verb>\S+) ?(?P<rest>.*)\r\n", re.IGNORECASE)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that only this test trusts, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return chain, private


class ImapServer:
    """A running server with one mailbox, INBOX, of one user."""

    def __init__(self, folder: Path, user: str, password: str) -> None:
        self.mails: dict[int, bytes] = {}
        self.flags: dict[int, set[bytes]] = {}
        self.login = f'"{user}" "{password}"'.encode()
        chain, key = certificate(folder)
        self.trust = ssl.create_default_context(cafile=str(chain))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        self._server = _Listener(self, context)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def add(self, raw: bytes) -> int:
        uid = max(self.mails, default=100) + 1
        self.mails[uid], self.flags[uid] = raw, set()
        return uid

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, box: ImapServer, context: ssl.SSLContext) -> None:
        self.box, self.context = box, context
        super().__init__(("127.0.0.1", 0), _Session)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust us hangs up; that is its right."""


class _Session(socketserver.StreamRequestHandler):
    server: _Listener

    def setup(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self._say(b"* OK IMAP4rev1 ready")
        while line := self.rfile.readline():
            command = _COMMAND.fullmatch(line)
            assert command is not None, line
            verb = command["verb"].upper()
            answer = getattr(self, f"_{verb.decode().lower()}")(command["rest"])
            self._say(command["tag"] + b" " + (answer or b"OK done"))
            if verb == b"LOGOUT":
                return

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def _capability(self, _rest: bytes) -> None:
        self._say(b"* CAPABILITY IMAP4rev1")

    def _login(self, rest: bytes) -> bytes:
        return b"OK in" if rest.replace(b'"', b"") == self.server.box.login.replace(b'"', b"") else b"NO wrong"

    def _select(self, rest: bytes) -> bytes:
        self._say(b"* %d EXISTS" % len(self.server.box.mails))
        return b"OK [READ-WRITE]" if rest.strip(b'"') == b"INBOX" else b"NO no such mailbox"

    def _search(self, _rest: bytes) -> None:
        unread = [uid for uid, flags in self.server.box.flags.items() if not flags & {rb"\Seen", rb"\Deleted"}]
        self._say(b" ".join([b"* SEARCH", *(b"%d" % uid for uid in unread)]))

    def _fetch(self, rest: bytes) -> None:
        uid = int(rest.split()[0])
        raw = self.server.box.mails[uid]
        self._say(b"* 1 FETCH (UID %d BODY[]<0> {%d}" % (uid, len(raw)))
        self.wfile.write(raw)
        self._say(b")")

    def _store(self, rest: bytes) -> None:
        uid, _verb, flags = rest.split(b" ", 2)
        self.server.box.flags[int(uid)] |= set(flags.strip(b"()").split())

    def _expunge(self, _rest: bytes) -> None:
        box = self.server.box
        for uid in [uid for uid, flags in box.flags.items() if rb"\Deleted" in flags]:
            del box.mails[uid], box.flags[uid]

    def _logout(self, _rest: bytes) -> None:
        self._say(b"* BYE")
