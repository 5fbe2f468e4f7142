"""The key that signs sessions and links: made once, kept in a file that only its owner can read."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 48
SHORTEST_KEY = 50


def read(path: Path) -> str:
    """The key, or an empty string where there is none yet: the start-up checks refuse to serve with that."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def make(path: Path) -> None:
    """Write a new key unless one is there. Complete or absent: a key cut short by a crash would be worse."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{secrets.token_urlsafe(KEY_BYTES)}\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
