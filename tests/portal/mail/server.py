"""A mail server of the tests' own, in a process of its own."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.portal.mail.ports import free_port

_TAKEN = re.compile(r": to=<(?P<to>[^>]+)>, status=sent \((?P<id><[^>]+>)\)$")


class MailServer:
    """A running sink: its port, and what its log says that it has accepted."""

    def __init__(self, log: Path, behaviour: str, port: int = 0) -> None:
        self.port = port or free_port()
        self.log = log
        command = [sys.executable, "-m", "tests.portal.mail.sink", str(self.port), str(log), behaviour]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def accepted(self) -> list[tuple[str, str]]:
        """Message-ID and recipient of each message, in order."""
        lines = self.log.read_text().splitlines()
        return [(found["id"], found["to"]) for line in lines if (found := _TAKEN.search(line))]

    def recipients(self) -> list[str]:
        """The recipients of the messages, in the order in which they came."""
        return [recipient for _message_id, recipient in self.accepted()]

    def mailers(self) -> dict[str, dict[str, Any]]:
        """MAILERS of a portal whose mail goes here."""
        mailer = {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": self.port, "timeout": 1},
        }
        return {"default": mailer, "bulk": mailer}

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
