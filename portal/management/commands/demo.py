"""`manage.py demo`: the portal with example data on this machine, in one command that can be repeated."""

import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from directory.contacts.models import Service
from portal.demo import LOG_INS, PASSWORD
from portal.roles import ensure_coordinator_group

HOST = "127.0.0.1"
LARGEST_PORT = 65535


class Command(BaseCommand):
    """Migrates, adds the example data once, collects the static files when they have changed, and serves."""

    help = "Serve the portal with example data on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port, and a way to stop before serving."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--seed-only", action="store_true", help="Make the example data and stop.")

    def handle(self, *args: Any, port: int, seed_only: bool, **options: Any) -> None:
        """Make everything ready, then become the server."""
        if not settings.DEMO:
            raise CommandError("Run the demonstration as 'manage.py demo' or 'make demo': it turns DEMO on by itself.")
        with translation.override(settings.LANGUAGE_CODE):
            if not seed_only:
                refuse_taken(port)
            self.stdout.write(_("Preparing the database …"))
            is_behind = has_migrations_to_run()
            call_command("migrate", verbosity=0)
            ensure_coordinator_group()
            if is_behind or not Service.objects.exists():
                self.stdout.write(_("Adding the example data …"))
                seed()
            if seed_only:
                return
            if static_files_changed():
                self.stdout.write(_("Collecting the static files …"))
                call_command("collectstatic", verbosity=0, interactive=False)
                remember_static_files()
            self.stdout.write(welcome(port))
            self.stdout.flush()
        serve(port)


def refuse_taken(port: int) -> None:
    """Stop with a sentence when the port cannot be listened on.

    Raises:
        CommandError: another program has the port, or it is no port.
    """
    if not 0 < port <= LARGEST_PORT:
        raise CommandError(_("A port is a number from 1 to 65535."))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                _("Port %(port)s is taken by another program. Choose another one: make demo PORT=%(other)s")
                % {"port": port, "other": port + 1 if port < LARGEST_PORT else 8000}
            ) from error


def has_migrations_to_run() -> bool:
    """Whether the database is new, or of a release that may have lacked some of the example data."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@transaction.atomic
def seed() -> None:
    """All that the rooms contribute to the demonstration, in the order of `settings.DEMO_SEEDS`; or none of it."""
    today = timezone.localdate()
    for path in settings.DEMO_SEEDS:
        import_string(path)(today)


def _static_files_state() -> str:
    """A fingerprint of every static file's place, size and time."""
    state = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            state.update(f"{path}|{file.st_size}|{file.st_mtime_ns}\n".encode())
    return state.hexdigest()


def static_files_changed() -> bool:
    """Whether the static files differ from those that were collected last."""
    stamp = Path(settings.STATIC_ROOT) / "collected.stamp"
    return not stamp.exists() or stamp.read_text() != _static_files_state()


def remember_static_files() -> None:
    """Note which static files were collected."""
    (Path(settings.STATIC_ROOT) / "collected.stamp").write_text(_static_files_state())


def welcome(port: int) -> str:
    """The addresses and the log-ins, for the terminal."""
    address = f"http://localhost:{port}"
    lines = [
        "",
        _("The portal is ready: %(address)s") % {"address": f"{address}/"},
        _("The contacts:        %(address)s") % {"address": f"{address}/kontakter/"},
        _("The admin:           %(address)s") % {"address": f"{address}/admin/"},
        _("Try every role:      %(address)s") % {"address": f"{address}/demo/"},
        "",
        *(
            _("Log in as %(role)s: %(email)s, password %(password)s")
            % {"role": role, "email": email, "password": PASSWORD}
            for email, role in LOG_INS
        ),
        "",
        _("Stop with Ctrl-C."),
        "",
    ]
    return "\n".join(lines)


def serve(port: int) -> None:
    """Become granian, which serves the portal as in production. No access log: an address may hold a question.

    The process is replaced, so that whoever stops `manage.py` stops the server; its worker is killed after five
    seconds, when it does not stop by itself. The one that sends the mail ends with the process that started it, however
    that one ends.
    """
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    program = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--while", str(os.getpid())]
    subprocess.Popen(program)  # noqa: S603 - our own interpreter, with arguments of our own
    command = [
        *(sys.executable, "-m", "granian", "portal.wsgi:application", "--interface", "wsgi"),
        *("--host", HOST, "--port", str(port), "--workers", "1", "--blocking-threads", "4"),
        *("--no-access-log", "--log-level", "warning", "--workers-kill-timeout", "5"),
    ]
    os.execv(command[0], command)  # noqa: S606 - our own interpreter, with arguments of our own
