"""A mail server of a few lines on a port of this machine: takes mail, refuses it, or says nothing at all."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

type Manner = Callable[[socket.socket, list[str]], None]


def takes(connection: socket.socket, taken: list[str]) -> None:
    """Talk SMTP as far as Django needs it."""
    lines = connection.makefile("rwb", buffering=0)
    lines.write(b"220 ready\r\n")
    body: list[str] | None = None
    for raw in lines:
        line = raw.decode().rstrip("\r\n")
        if body is not None and line != ".":
            body.append(line)
            continue
        if body is not None:
            taken.append("\n".join(body))
            body = None
        word = line[:4].upper()
        if word == "DATA":
            body = []
        lines.write(b"354 go on\r\n" if word == "DATA" else b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")
        if word == "QUIT":
            return


def refuses(connection: socket.socket, taken: list[str]) -> None:
    """Turn everybody away."""
    connection.sendall(b"554 no\r\n")


def hangs(connection: socket.socket, taken: list[str]) -> None:
    """Take the call and say nothing, until the other side gives up."""
    connection.recv(1)


@contextmanager
def mail_server(manner: Manner) -> Iterator[tuple[int, list[str]]]:
    """Its port, and the mails that it has taken."""
    taken: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def serve() -> None:
            connection, _address = server.accept()
            with connection:
                connection.settimeout(20)
                manner(connection, taken)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], taken
        thread.join(20)
