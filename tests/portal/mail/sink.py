"""A real SMTP server that writes a log as Postfix does: `python -m tests.portal.mail.sink PORT LOG [BEHAVIOUR]`.

The Message-ID is written when the message begins to come, "queue active" and the recipient when all of it is there: as
Postfix does, before the server says so. Behaviours: `take`; `refuse` (550 to every recipient), `later` (451), `nobody`
(550 to the sender), `slow` (waits between the log and its answer, so that kills strike there), `hang` (never answers
the dot), `mute` (never says hello), `drop` (goes away in the middle of a message), `vanish` (takes it and goes away),
`closing` (421).
"""

import asyncio
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

SLOW = 0.006  # seconds
_REFUSALS = {"refuse": "550 5.1.1 nobody of that name", "later": "451 4.7.1 come back in a while"}


class Sink:
    """Takes messages, and writes down which."""

    def __init__(self, log: Path, behaviour: str) -> None:
        self._log = log.open("a")
        self.behaviour = behaviour
        self._numbers = count(0x10000)

    def write(self, program: str, words: str) -> None:
        self._log.write(f"{datetime.now(UTC).isoformat()} sink postfix/{program}[7]: {words}\n")
        self._log.flush()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: object, envelope: Any, address: str, _options: Iterable[str]
    ) -> str:
        if self.behaviour == "nobody":
            return "550 5.7.1 you may not"
        if self.behaviour == "closing":
            return "421 4.3.2 going down"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: object, _session: object, envelope: Any, address: str, _options: Iterable[str]
    ) -> str:
        if self.behaviour in _REFUSALS:
            return _REFUSALS[self.behaviour]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: object, envelope: Any) -> str:  # noqa: N802
        headers = envelope.original_content.split(b"\r\n\r\n")[0].decode()
        line = next(line for line in headers.splitlines() if line.lower().startswith("message-id:"))
        queue, message_id = f"{next(self._numbers):X}", line.split(":", 1)[1].strip()
        self.write("cleanup", f"{queue}: message-id={message_id}")
        self.write("qmgr", f"{queue}: from=<{envelope.mail_from}>, size=1, nrcpt=1 (queue active)")
        self.write("smtp", f"{queue}: to=<{' '.join(envelope.rcpt_tos)}>, status=sent ({message_id})")
        if self.behaviour == "slow":
            await asyncio.sleep(SLOW)
        if self.behaviour == "hang":
            await asyncio.sleep(3600)
        if self.behaviour == "vanish":
            server.transport.abort()
        return "250 OK"


class Server(SMTP):
    """aiosmtpd's server with the faults of real ones."""

    async def _handle_client(self) -> None:
        if self.event_handler.behaviour == "mute":
            await asyncio.sleep(3600)
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.behaviour == "drop":
            await self.push("354 go on")
            await self._reader.read(10)
            self.event_handler.write("cleanup", "DEAD: message-id=<half@sink>")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


async def serve(port: int, log: Path, behaviour: str) -> None:
    sink = Sink(log, behaviour)
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(sink, hostname="sink.example", enable_SMTPUTF8=False), "127.0.0.1", port
    )
    sink.write("master", "daemon started")
    print("ready", flush=True)  # noqa: T201 - whoever started it waits for this
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), (sys.argv[3:] or ["take"])[0]))
