"""The data directory: made, checked to be writable, and held by one `northing up` at a time."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from northing.cli.errors import CommandError

LARGEST_LOG_BYTES = 5_000_000


def ensure(data: Path) -> None:
    """Make the directory and try to write in it; it and all that is written from here on is the owner's only."""
    os.umask(0o077)
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise CommandError(
            f"the data directory {data} cannot be written to ({error.strerror}). "
            "Repair: name another with --data DIR or NORTHING_DATA, or change its owner."
        ) from error


@contextmanager
def held(data: Path, *, url: str) -> Iterator[None]:
    """Hold the directory; a second holder is refused with the first one's process and address."""
    handle = os.open(data / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 200).decode(errors="replace").strip()
            raise CommandError(
                f"Northing is already running on {data} ({holder}). "
                "Repair: use that one, stop it, or name another directory with --data DIR."
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()}, {url}\n".encode())
        yield
    finally:
        os.close(handle)


def open_log(data: Path) -> Path:
    """The log's path; a log past 5 MB is set aside as northing.log.1 first."""
    log = data / "northing.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_name("northing.log.1"))
    return log
