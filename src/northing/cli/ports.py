"""Whether a port is free, and whose it is otherwise."""

import errno
import socket
from contextlib import suppress
from pathlib import Path

from northing.cli.errors import CommandError

LISTENING = "0A"  # the state's number in /proc/net/tcp
HIGHEST_PORT = 65535


def refuse_taken(host: str, port: int) -> None:
    """Raise with the holder's name, when it can be known, and the repair."""
    if not 0 < port <= HIGHEST_PORT:
        raise CommandError(f"there is no port {port}. Repair: --port 8000, or another from 1 to {HIGHEST_PORT}.")
    try:
        try_to_bind(host, port)
    except OSError as error:
        raise CommandError(sentence(error, host=host, port=port)) from error


def try_to_bind(host: str, port: int) -> None:
    """Bind and let go again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def sentence(error: OSError, *, host: str, port: int) -> str:
    """What stands in the way of listening there, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken by {holder(port) or 'another process'}. "
            f"Repair: stop that, or choose another port: northing up --port {port % HIGHEST_PORT + 1}"
        )
    if error.errno == errno.EACCES:
        return f"port {port} needs root. Repair: choose one from 1024 up, for example --port 8000."
    return f"{host} is not an address of this machine ({error.strerror or error}). Repair: --host 127.0.0.1"


def holder(port: int) -> str:
    """`process 123 (python3 -m http.server)`; empty where /proc does not tell or the process is another user's."""
    inodes = listening_inodes(port)
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(handle.readlink()) in inodes:
                process = handle.parent.parent
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                return f"process {process.name} ({words.strip()[:80]})"
    return ""


def listening_inodes(port: int) -> set[str]:
    """The sockets that listen on the port, as /proc/PID/fd names them."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    found.add(f"socket:[{fields[9]}]")
    return found
