"""Solving in a process of its own: what a solver holds on to, crashes with or never finishes stays there."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from northing.engine.selection.errors import SolverFailed, SolverTimedOut
from northing.engine.selection.problem import SelectionProblem
from northing.engine.selection.solve import DEFAULT_EFFORT, Effort, Result, solve

P = ParamSpec("P")
T = TypeVar("T")


def solve_in_process(problem: SelectionProblem, *, effort: Effort = DEFAULT_EFFORT, timeout: float = 120.0) -> Result:
    """``solve`` in a new process."""
    return in_process(solve, problem, timeout=timeout, effort=effort)


def in_process(task: Callable[..., T], *args: Any, timeout: float, **kwargs: Any) -> T:
    """``task(*args, **kwargs)`` in a new process that is gone afterwards, whatever happened in it.

    ``task`` is a module's function and everything in and out can be pickled (an ``Effort`` without ``should_stop``).

    Raises:
        SolverTimedOut: no answer within ``timeout`` seconds; the process has been killed.
        SolverFailed: the process died without an answer.
        Exception: whatever ``task`` raised.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sender, task, args, kwargs))
    process.start()
    sender.close()
    try:
        answer: T = _received(receiver, timeout=timeout)
    finally:
        receiver.close()
        process.kill()
        process.join()
    return answer


def _received(receiver: Connection, *, timeout: float) -> Any:
    if not receiver.poll(timeout):
        raise SolverTimedOut(f"no answer within {timeout:g} seconds: allow more time or choose fewer projects")
    try:
        is_answer, found = receiver.recv()
    except EOFError as error:
        raise SolverFailed("the solver's process died without an answer") from error
    if is_answer:
        return found
    raise found


def _answer(sender: Connection, task: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Runs in the new process."""
    try:
        sender.send((True, task(*args, **kwargs)))
    except Exception as error:  # noqa: BLE001 - it is handed to the caller, who raises it
        sender.send((False, error))
