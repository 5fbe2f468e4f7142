"""Peak memory of a process and everything it has started, sampled from /proc."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.1
"""Seconds between two looks."""

MEGABYTE = 1024 * 1024


@dataclass
class Peak:
    """What was seen; pages that processes share are counted once for each of them."""

    megabytes: float = 0.0


@contextmanager
def peak_of_tree() -> Iterator[Peak]:
    """Watches while the block runs; outside Linux it sees nothing and the peak stays 0."""
    peak, over = Peak(), threading.Event()

    def watch() -> None:
        while not over.wait(EVERY):
            peak.megabytes = max(peak.megabytes, _resident_of_tree() / MEGABYTE)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _resident_of_tree() -> int:
    """Bytes of this process and its descendants."""
    found, waiting = 0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        with suppress(OSError):  # it may end while we look
            found += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
    return found
