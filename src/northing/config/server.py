"""The web server as a process: `python -m northing.config.server`, host and port from the environment."""

import os
import signal
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from northing.config import environment, lifeline

# One process, because SQLite has one writer; four threads, because reading and rendering wait for the disk.
THREADS = 4
# A leak may cost one worker restart, never the machine.
LARGEST_WORKER_MB = 768
SECONDS_TO_FINISH = 8


def serve() -> None:
    """Serve until a signal says stop; a worker that dies is replaced."""
    lifeline.end_with_supervisor()
    Granian(
        target="northing.config.wsgi:application",
        address=environment.host(),
        port=int(os.environ.get("NORTHING_PORT", "8000")),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_max_rss=LARGEST_WORKER_MB,
        workers_kill_timeout=SECONDS_TO_FINISH,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Callable[..., Any]:
    """Run in the worker process: it must not outlive the server, or it would keep the port."""
    lifeline.end_with(os.getppid(), by=signal.SIGKILL)
    from northing.config.wsgi import application

    return application


if __name__ == "__main__":
    serve()
