"""Computing in a process of its own: what a solver holds on to, crashes with or never finishes stays there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pickle import PicklingError
from threading import RLock
from types import ModuleType
from typing import Any, TypeVar

from northing.engine.effort import Effort, Progress
from northing.engine.errors import SolverFailed, SolverTimedOut

T = TypeVar("T")

LOOK_EVERY = 0.05
"""Seconds between two looks at whether somebody wants it to stop."""

GRACE = 5.0
"""Seconds that a computation gets to hand over its best so far after it was asked to stop."""

_MAIN = RLock()
"""Of two threads that start a process at once the second would take the first one's stand-in for the script."""


def in_process(task: Callable[..., T], *args: Any, timeout: float, effort: Effort | None = None, **kwargs: Any) -> T:
    """``task(*args, **kwargs)`` in a new process that is gone afterwards, whatever happened in it.

    ``task`` is a module's function and everything in and out can be pickled. The caller's script is not run again there
    and needs no guard, unless what it hands over is its own. An ``effort`` is passed on to it; its ``should_stop`` and
    ``on_progress`` are called here, in the caller's process.

    Raises:
        SolverTimedOut: no answer within ``timeout`` seconds, or within the grace after a stop; the process is killed.
        SolverFailed: the process died without an answer.
        Exception: whatever ``task`` raised.
    """
    context = get_context("spawn")
    here, there = context.Pipe()
    if effort is not None:
        kwargs["effort"] = replace(effort, should_stop=None, on_progress=None)
    wants = effort is not None and effort.on_progress is not None
    process = context.Process(target=_answer, args=(there, task, args, kwargs), kwargs={"wants_progress": wants})
    _start(process)
    there.close()
    try:
        answer: T = _received(here, effort=effort or Effort(), until=time.monotonic() + timeout, timeout=timeout)
    finally:
        here.close()
        process.kill()
        process.join()
    return answer


def _start(process: BaseProcess) -> None:
    """Without the caller's script, unless the task or what it is given are the script's own."""
    try:
        with without_main():
            process.start()
    except PicklingError:
        process.start()


@contextmanager
def without_main() -> Iterator[None]:
    """Starts a process that does not run the caller's script again: it needs nothing from there.

    multiprocessing would import it, which fails for one from standard input and asks each script for a guard.
    """
    with _MAIN:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def _received(pipe: Connection, *, effort: Effort, until: float, timeout: float) -> Any:
    """The answer; progress is handed on and a wish to stop is passed over meanwhile."""
    stopped = False
    while True:
        if not stopped and effort.is_stopped():
            stopped, until = True, min(until, time.monotonic() + GRACE)
            with suppress(BrokenPipeError, ConnectionResetError):  # it has answered and gone: the answer is in the pipe
                pipe.send("stop")
        if not pipe.poll(max(0.0, min(LOOK_EVERY, until - time.monotonic()))):
            if time.monotonic() >= until:
                raise SolverTimedOut(f"no answer within {timeout:g} seconds: allow more time or a smaller problem")
            continue
        kind, found = _next(pipe)
        if kind == "answer":
            return found
        if kind == "error":
            raise found
        if effort.on_progress is not None:
            effort.on_progress(found)


def _next(pipe: Connection) -> tuple[str, Any]:
    try:
        kind, found = pipe.recv()
    except (EOFError, ConnectionResetError) as error:
        raise SolverFailed("the solver's process died without an answer") from error
    return kind, found


def _answer(
    pipe: Connection, task: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any], *, wants_progress: bool
) -> None:
    """Runs in the new process."""
    if isinstance(effort := kwargs.get("effort"), Effort):
        kwargs["effort"] = _with_wires(effort, pipe, wants_progress=wants_progress)
    try:
        pipe.send(("answer", task(*args, **kwargs)))
    except Exception as error:  # noqa: BLE001 - it is handed to the caller, who raises it
        pipe.send(("error", error))


def _with_wires(effort: Effort, pipe: Connection, *, wants_progress: bool) -> Effort:
    """The effort whose questions and reports go through the pipe."""

    def tell(progress: Progress) -> None:
        pipe.send(("progress", progress))

    return replace(effort, should_stop=pipe.poll, on_progress=tell if wants_progress else None)
