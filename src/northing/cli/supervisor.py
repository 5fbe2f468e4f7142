"""Keeps the processes of one installation running, and stops every one of them when it is told to stop."""

import os
import signal
import subprocess
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from types import FrameType

from northing.cli.errors import CommandError

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_TO_STOP = 10.0
MOST_RESTARTS = 3
RESTARTS_WITHIN_SECONDS = 60.0
LOG_LINES_SHOWN = 15


class Child:
    """One process and the group that it starts; its output is appended to the log."""

    def __init__(self, name: str, command: list[str], *, log: Path) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.starts: deque[float] = deque(maxlen=MOST_RESTARTS + 1)
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a group of its own, so that Ctrl+C reaches it only through the supervisor."""
        self.starts.append(time.monotonic())
        with self.log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - our own modules
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env={**os.environ, "NORTHING_SUPERVISOR": str(os.getpid())},
            )

    def is_alive(self) -> bool:
        """Whether the process itself still runs."""
        return self.process.poll() is None

    def revive(self) -> None:
        """Start it again; give up when it ended too often within a minute."""
        self.signal_group(signal.SIGKILL)
        is_hopeless = len(self.starts) > MOST_RESTARTS
        if is_hopeless and time.monotonic() - self.starts[0] < RESTARTS_WITHIN_SECONDS:
            raise CommandError(self.last_words(f"the {self.name} ended again and again"))
        self.process = self.start()

    def last_words(self, what: str) -> str:
        """What happened, and what the processes said last."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return "\n".join([f"{what}; the end of {self.log}:", *lines])

    def signal_group(self, number: signal.Signals) -> None:
        """Send the signal to the process and to all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


class Supervisor:
    """Watches its children until a stop signal arrives."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.children: list[Child] = []
        self.stopping = threading.Event()

    def listen_to_signals(self) -> None:
        """From here on a stop signal is an orderly stop."""
        for number in STOP_SIGNALS:
            signal.signal(number, self.on_signal)

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Only note it: the loop does the work."""
        self.stopping.set()

    def add(self, name: str, command: list[str]) -> Child:
        """Start one more process."""
        child = Child(name, command, log=self.log)
        self.children.append(child)
        return child

    def watch(self) -> None:
        """Revive what dies, until told to stop."""
        while not self.stopping.wait(SECONDS_BETWEEN_LOOKS):
            for child in self.children:
                if not child.is_alive():
                    child.revive()

    def stop(self) -> None:
        """Ask each to finish, and end what has not finished in time."""
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in self.children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            child.signal_group(signal.SIGKILL)
            child.process.wait()
