"""The uploaded file between the preview and the import: a private file in var/, for an hour and for one user."""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from portal.models import User

KEPT_FOR = timedelta(hours=1)
_KEY = re.compile(r"\d{1,19}-[0-9a-f]{32}", re.ASCII)


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(data: bytes, user: User, now: datetime) -> str:
    """Put the file aside; its key is what `fetch` asks for. Whatever has lain there for an hour is deleted."""
    forget_old(now)
    key = f"{user.pk}-{secrets.token_hex(16)}"
    path = _folder() / key
    path.touch(mode=0o600)
    path.write_bytes(data)
    return key


def fetch(key: str, user: User, now: datetime) -> bytes | None:
    """The user's file, or None when it is gone, too old or somebody else's."""
    if not _KEY.fullmatch(key) or not key.startswith(f"{user.pk}-"):
        return None
    path = _folder() / key
    return None if _is_old(path, now) else path.read_bytes()


def drop(key: str) -> None:
    """Delete it: it has been imported, or is no longer wanted."""
    if _KEY.fullmatch(key):
        (_folder() / key).unlink(missing_ok=True)


def forget_old(now: datetime, *, dry_run: bool = False) -> int:
    """Delete whatever has lain there for an hour, or only count it."""
    old = [path for path in _folder().iterdir() if _is_old(path, now)]
    for path in old if not dry_run else ():
        path.unlink(missing_ok=True)
    return len(old)


def _is_old(path: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds()
    except FileNotFoundError:
        return True  # somebody else has just deleted it
