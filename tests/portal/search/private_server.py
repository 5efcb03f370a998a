"""A Meilisearch of a test's own, which it may stop, freeze, empty and gag. Needs MEILISEARCH_TEST_BINARY."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from meilisearch import Client
from meilisearch.errors import MeilisearchCommunicationError
from meilisearch.models.key import Key

from portal.search.management.commands.search_key import ACTIONS

MASTER_KEY = "only-for-tests-0123456789"
_KEY_UID = "5f0dd5a3-8e43-4b44-9a53-7d8a3cc3d0ab"  # the same number gives the same key
_NOBODY = 65534


class PrivateServer:
    """One server on a port of its own, with its data in a folder of its own."""

    def __init__(self, folder: Path, binary: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.url = f"http://{self.address}"
        self.name = "drill"
        self._data = folder / "data"
        self._binary = binary
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(exist_ok=True)
        self._as_nobody: dict[str, Any] = {}
        if os.geteuid() == 0:
            os.chown(folder, _NOBODY, _NOBODY)
            self._as_nobody = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        self.master = Client(self.url, MASTER_KEY, timeout=10)
        self.start()
        self.key = self.make_key().key

    def start(self) -> None:
        options = ["--http-addr", self.address, "--db-path", str(self._data), "--no-analytics"]
        self._process = subprocess.Popen(
            [self._binary, *options],
            env={"MEILI_MASTER_KEY": MASTER_KEY, "MEILI_MAX_INDEXING_MEMORY": "256MiB"},
            cwd=self._data.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as_nobody,
        )
        for _attempt in range(200):
            try:
                self.master.health()
            except MeilisearchCommunicationError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the private Meilisearch does not start")

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(20)
            self._process = None

    def freeze(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def restart_empty(self) -> None:
        """Without its indexes and tasks; the keys are kept elsewhere."""
        self.stop()
        for part in ("indexes", "tasks", "update_files"):
            shutil.rmtree(self._data / part, ignore_errors=True)
        self.start()

    def refuse_to_write(self) -> None:
        """What is to be taken in is kept in a file first, which can no longer be made."""
        (self._data / "update_files").chmod(0o555)

    def write_again(self) -> None:
        (self._data / "update_files").chmod(0o755)

    def delete_index(self) -> None:
        self._do(self.master.delete_index(self.name))

    def reset_settings(self) -> None:
        self._do(self.master.index(self.name).reset_settings())

    def make_key(self) -> Key:
        return self.master.create_key(
            {"uid": _KEY_UID, "actions": ACTIONS, "indexes": [f"{self.name}*"], "expiresAt": None}
        )

    def delete_key(self) -> None:
        self.master.delete_key(_KEY_UID)

    def _do(self, task: Any) -> None:
        assert self.master.wait_for_task(task.task_uid).status == "succeeded"
