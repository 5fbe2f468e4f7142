"""Runs a reader of foreign files in a process of its own, with little memory and time, so that ours stays small.

A fresh interpreter rather than a fork: the server has threads, and a fork would inherit its memory. The child only
computes; it gets bytes on its standard input and gives a result on its standard output.
"""

from __future__ import annotations

import importlib
import math
import os
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.limits import DEFAULT as LIMITS
from northing.engine.formats.limits import check_size

T = TypeVar("T")
_MEGABYTE = 1 << 20
_SMALLER = "Split the file, or delete unused sheets, rows and columns"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a reader may use.

    Attributes:
        megabytes: of address space above what the interpreter takes with the reader loaded.
        cpu_seconds: of processor time once the reader is loaded.
        wall_seconds: of waiting, from the start of the child.
    """

    megabytes: int = 512
    cpu_seconds: int = 20
    wall_seconds: float = 60.0


DEFAULT = Allowance()


def run_apart(reader: Callable[..., T], data: bytes, *, allowance: Allowance = DEFAULT, **options: Any) -> T:
    """What ``reader(data, **options)`` returns, computed in a child process.

    Args:
        reader: a function at the top level of a module.
        data: the file.
        allowance: memory and time.
        options: keyword arguments of the reader.

    Raises:
        UnreadableFile: the reader's own, or one that says which limit the file passed.
    """
    check_size(data, LIMITS)
    job = pickle.dumps((reader.__module__, reader.__qualname__, data, options, allowance))
    command = [sys.executable, "-m", "northing.exchange.sandbox"]
    try:
        done = subprocess.run(  # noqa: S603 — our own interpreter and module, no input in the command
            command, input=job, capture_output=True, timeout=allowance.wall_seconds, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(
            "the file", f"reading it took more than {allowance.wall_seconds:.0f} seconds", _SMALLER
        ) from error
    result: T = _result(done, allowance)
    return result


def _environment() -> dict[str, str]:
    """No secrets of ours; only where this package is found."""
    source = str(Path(__file__).resolve().parents[2])
    return {"PYTHONPATH": source, "PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}


def _result(done: subprocess.CompletedProcess[bytes], allowance: Allowance) -> Any:
    if done.returncode or not done.stdout:
        raise UnreadableFile("the file", _why(done.returncode, allowance), _SMALLER)
    fine, value = pickle.loads(done.stdout)  # noqa: S301 — written by our own code in the child
    if fine:
        return value
    raise value


def _why(code: int, allowance: Allowance) -> str:
    if -code in (24, 9):  # SIGXCPU, and SIGKILL which follows it
        return f"reading it took more than {allowance.cpu_seconds} seconds of computing"
    return f"reading it needs more than {allowance.megabytes} MB of memory or breaks the reader"


def _limit(allowance: Allowance) -> None:
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = used + allowance.megabytes * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    seconds = math.ceil(time.process_time()) + allowance.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _answer(job: bytes) -> bytes:
    """The child's side: load the reader first, so that its code does not count against the file."""
    module, name, data, options, allowance = pickle.loads(job)  # noqa: S301 — written by our own parent
    reader = getattr(importlib.import_module(module), name)
    _limit(allowance)
    try:
        return pickle.dumps((True, reader(data, **options)))
    except UnreadableFile as error:
        return pickle.dumps((False, error))
    except (MemoryError, RecursionError):
        problem = f"reading it needs more than {allowance.megabytes} MB of memory"
        return pickle.dumps((False, UnreadableFile("the file", problem, _SMALLER)))


if __name__ == "__main__":
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))
