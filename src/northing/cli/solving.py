"""Solving one problem in a process of its own, with progress and Ctrl-C, and its answer for people and programs."""

import argparse
import math
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from northing.engine.effort import Effort, Progress
from northing.engine.errors import SolverFailed
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.plain import to_plain
from northing.engine.kinds import Answer, answer
from northing.engine.kinds.calls import calls_of
from northing.engine.process import in_process

ROOM = 120.0
"""Seconds beyond the time limit in which to read, build and check a problem."""

BEGIN = 'begin with {"kind": …, "problem": {…}}'

STANDARD_ERROR = 2
"""Its file descriptor."""


class BadProblem(Exception):
    """A problem that cannot be read or is invalid, by the name of what is wrong and the place."""

    code = 2

    def __init__(self, name: str, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem} ({name})" if place else f"{problem} ({name})")
        self.document = {"name": name, "place": place, "problem": problem}


def too_deep(place: str) -> BadProblem:
    """Of a document in which lists stand in lists stand in lists."""
    return BadProblem("TooDeep", place, f"it is nested hundreds of levels deep, a problem ten at most: {BEGIN}")


class NoAnswer(BadProblem):
    """No answer was found, in the time or before it was stopped: not the problem's fault."""

    code = 1


@dataclass(frozen=True)
class Solved:
    """What came out of the other process, in plain data."""

    kind: str
    result: Any
    lines: tuple[str, ...]
    what: str
    faults: tuple[str, ...]
    stopped: bool

    @property
    def passed(self) -> bool:
        """Whether the check found nothing."""
        return not self.faults


def solved(document: Any, arguments: argparse.Namespace) -> Solved:
    """The answer, checked.

    Raises:
        BadProblem: it is the problem's fault.
        NoAnswer: it is not, and there is none.
    """
    with _interrupts() as stop:
        effort = Effort(
            time_limit=arguments.time_limit,
            gap=arguments.gap,
            seed=arguments.seed,
            workers=arguments.workers,
            should_stop=stop.is_asked,
            on_progress=_say if arguments.progress or sys.stderr.isatty() else None,
        )
        if effort.on_progress:
            effort.on_progress(Progress(0.0, "starts"))
        try:
            found = in_process(plain_answer, document, timeout=allowance(document, effort), effort=effort)
        except UnreadableFile as error:
            raise BadProblem("UnreadableProblem", error.place, f"{error.problem}. {error.repair}") from error
        except RecursionError as error:
            raise too_deep("the file") from error
        except SolverFailed as error:
            raise NoAnswer(type(error).__name__, "", str(error)) from error
        except Exception as error:
            if not _is_about_the_problem(error):
                raise
            words = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
            raise BadProblem(type(error).__name__, "", words) from error
    lines = (*found["lines"], f"Check: {found['what']}: {'; '.join(found['faults']) or 'all of it holds'}.")
    return Solved(document["kind"], found["result"], lines, found["what"], found["faults"], stop.asked)


def require_writable(path: Path | None) -> None:
    """Refuse a file for the answer that cannot be written, before any time is spent on it.

    Raises:
        BadProblem: it is a folder, or there is none for it, or it may not be written.
    """
    if path is None:
        return
    if path.is_dir():
        raise BadProblem("FileNotWritable", str(path), "it is a folder: name a file in it")
    if not path.parent.is_dir():
        raise BadProblem("FileNotWritable", str(path), "its folder is not there: make it first, or name another")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise BadProblem("FileNotWritable", str(path), "it may not be written: name another file")


def allowance(document: object, effort: Effort) -> float:
    """Seconds after which it is killed: the time limit for each solver call that it may need, and room beside."""
    return calls_of(document) * effort.time_limit + ROOM


def _is_about_the_problem(error: Exception) -> bool:
    """The engine's own errors, and what Python says of values that cannot be; anything else is ours."""
    return isinstance(error, ValueError | KeyError | OverflowError) or type(error).__module__.startswith("northing.")


def as_document(found: Solved) -> dict[str, Any]:
    """The answer as one object."""
    return {
        "kind": found.kind,
        "result": found.result,
        "check": {"passed": found.passed, "what": found.what, "faults": list(found.faults)},
        "stopped": found.stopped,
    }


def plain_answer(document: Any, *, effort: Effort) -> dict[str, Any]:
    """Runs in the other process: a Ctrl-C meant for the whole group must not kill it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    found: Answer = answer(document, effort=effort)
    result = without_nan(to_plain(found.result))
    return {"result": result, "lines": found.lines, "what": found.check.what, "faults": found.check.faults}


def without_nan(value: Any) -> Any:
    """JSON has no NaN and no infinity: both are what nobody knows, null."""
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


class Stop:
    """Whether somebody has pressed Ctrl-C."""

    asked = False

    def is_asked(self) -> bool:
        """Asked by the computation now and then."""
        return self.asked

    def ask(self, _signal: int, _frame: FrameType | None) -> None:
        """The first time it is a wish, the second time an end."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        # Straight to the file: a signal may come while a progress line is being written, and streams refuse a second
        # writer inside the first.
        os.write(STANDARD_ERROR, b"\nnorthing: stopping with the best so far; press Ctrl-C again to end at once\n")


@contextmanager
def _interrupts() -> Iterator[Stop]:
    stop = Stop()
    before = signal.signal(signal.SIGINT, stop.ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _say(progress: Progress) -> None:
    value = "" if progress.value is None else f"  value {progress.value:.6g}"
    bound = "" if progress.bound is None else f"  bound {progress.bound:.6g}"
    gap = "" if progress.gap is None else f"  gap {progress.gap:.3%}"
    sys.stderr.write(f"{progress.seconds:7.1f} s  {progress.stage}{value}{bound}{gap}\n")
    sys.stderr.flush()
