"""A Postfix of the tests' own: its folder, queue, log and port are nobody else's, and all that it takes it discards."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.portal.mail.ports import free_port

_PROGRAM = "/usr/sbin/postfix"
_CLEANUP = re.compile(r"/cleanup\[\d+\]: (?P<queue>\w+): message-id=(?P<id><[^>]+>)")
_DISCARDED = re.compile(r"/discard\[\d+\]: (?P<queue>\w+): to=<(?P<to>[^>]+)>.*status=sent")
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
import_environment = MAIL_CONFIG MAIL_LOGTAG TZ=Europe/Copenhagen
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
smtpd_peername_lookup = no
default_transport = discard:sink
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
discard unix - - n - - discard
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
"""


class Postfix:
    """A running Postfix with a queue on the disk. What it has taken stands in its log."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp())
        self._folder.chmod(0o755)  # its processes are not root's
        self.port = free_port()
        self.log = self._folder / "mail.log"
        self.log.touch(0o644)
        (self._folder / "queue").mkdir()
        (self._folder / "data").mkdir()
        (self._folder / "main.cf").write_text(_MAIN.format(folder=self._folder))
        (self._folder / "master.cf").write_text(_MASTER.format(port=self.port))
        _as_root("chown", "postfix", str(self._folder / "data"))
        _as_root(_PROGRAM, "-c", str(self._folder), "start")

    def accepted(self) -> list[tuple[str, str]]:
        """Message-ID and recipient of each message that left its queue, in order."""
        ids: dict[str, str] = {}
        accepted = []
        for line in self.log.read_text().splitlines():
            if found := _CLEANUP.search(line):
                ids[found["queue"]] = found["id"]
            elif found := _DISCARDED.search(line):
                accepted.append((ids[found["queue"]], found["to"]))
        return accepted

    def recipients(self) -> list[str]:
        """The recipients of the messages, in the order in which they left."""
        return [recipient for _message_id, recipient in self.accepted()]

    def stop(self) -> None:
        _as_root(_PROGRAM, "-c", str(self._folder), "stop")
        _as_root("rm", "-rf", str(self._folder))


def start_postfix() -> Postfix:
    """Start one. Where there is none the test skips, but not in CI."""
    if not os.environ.get("CI"):
        if not shutil.which(_PROGRAM):
            pytest.skip("no Postfix here (Debian: postfix, configured with “No configuration”)")
        if os.geteuid():
            pytest.skip("only root may start a Postfix")
    return Postfix()


def _as_root(*command: str) -> None:
    subprocess.run([*([] if os.geteuid() == 0 else ["sudo", "-n"]), *command], check=True)
