from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from pathlib import Path

import pytest

import northing
from engine.selection.instances import problem, single
from northing.engine.effort import DEFAULT_EFFORT, Effort, Progress, Stopwatch
from northing.engine.errors import DependencyCycle, NotANumber, OutOfScale, ProblemError, SolverFailed, SolverTimedOut
from northing.engine.process import _answer, in_process, without_main
from northing.engine.selection import NoFeasiblePortfolio, solve


def count_until_stopped(most: int, *, effort: Effort = DEFAULT_EFFORT) -> int:
    watch = Stopwatch(effort)
    for at in range(most):
        watch.report("counting", value=at, bound=most)
        if watch.is_over():
            return at
        time.sleep(0.01)
    return most


def test_a_process_of_its_own_gives_the_same_answer() -> None:
    found = problem(single("tank", cost=60, spills=40), single("wick", cost=50, spills=30), budgets={2028: 100.0})
    assert in_process(solve, found, timeout=60).choice == solve(found).choice


def test_what_the_process_sends_is_an_answer_or_an_error() -> None:
    here, there = Pipe()
    _answer(there, abs, (-3,), {}, wants_progress=False)
    _answer(there, abs, ("three",), {}, wants_progress=False)
    assert here.recv() == ("answer", 3)
    assert isinstance(here.recv()[1], TypeError)


def test_an_error_in_the_process_comes_back() -> None:
    with pytest.raises(NoFeasiblePortfolio):
        in_process(solve, problem(single("law", cost=9, mandatory=True), budgets={2028: 1.0}), timeout=60)


def test_a_process_that_dies_or_never_answers_is_an_error() -> None:
    with pytest.raises(SolverFailed, match="died without an answer"):
        in_process(os._exit, 1, timeout=60)
    with pytest.raises(SolverTimedOut, match=r"within 0\.1 seconds"):
        in_process(time.sleep, 30, timeout=0.1)


def test_progress_comes_back_and_a_wish_to_stop_goes_over() -> None:
    told: list[Progress] = []
    effort = Effort(on_progress=told.append, should_stop=lambda: len(told) >= 3)
    reached = in_process(count_until_stopped, 10_000, timeout=60, effort=effort)
    assert 2 <= reached < 10_000
    assert told[1].stage == "counting"
    assert (told[1].value, told[1].bound) == (1, 10_000)


def ran(script: str, *, path: Path | None = None) -> str:
    """What a script prints; without a path it is read from standard input."""
    words = [sys.executable, "-" if path is None else str(path)]
    if path is not None:
        path.write_text(script)
    here = {**os.environ, "PYTHONPATH": str(Path(northing.__file__).parents[1])}
    done = subprocess.run(words, input=script, env=here, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


PLAIN = "from northing.engine import in_process\nprint('once', in_process(abs, -3, timeout=60))\n"


def test_a_script_needs_no_guard_and_is_not_run_again(tmp_path: Path) -> None:
    assert ran(PLAIN, path=tmp_path / "plain.py") == "once 3\n"
    assert ran(PLAIN) == "once 3\n"


def test_a_script_with_a_guard_can_hand_over_what_is_its_own(tmp_path: Path) -> None:
    own = "def twice(n):\n    return 2 * n\n\nif __name__ == '__main__':\n    print(in_process(twice, 4, timeout=60))\n"
    assert ran(f"from northing.engine import in_process\n\n{own}", path=tmp_path / "own.py") == "8\n"


def test_threads_that_start_processes_leave_the_script_where_it_was() -> None:
    main = sys.modules["__main__"]

    def visit(_turn: int) -> None:
        with without_main():
            time.sleep(0.001)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(visit, range(40)))
    assert sys.modules["__main__"] is main


def test_time_that_is_up_ends_it_with_what_there_is() -> None:
    assert count_until_stopped(10_000, effort=Effort(time_limit=0.0)) == 0


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [(None, 4.0, None), (3.0, None, None), (3.0, 4.0, 0.25), (5.0, 4.0, 0.25), (0.0, 0.0, 0.0)],
)
def test_the_gap_is_unknown_until_both_ends_are(value: float | None, bound: float | None, gap: float | None) -> None:
    assert Progress(1.0, "searching", value, bound).gap == gap


def test_a_circle_keeps_its_members_on_the_way_between_processes() -> None:
    error: Callable[[], object] = pickle.loads(pickle.dumps(DependencyCycle(("a", "b"), what="tasks")))
    assert isinstance(error, DependencyCycle)
    assert str(error) == "tasks need each other in a circle: a needs b needs a"
    assert error.cycle == ("a", "b")


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"time_limit": float("nan")}, OutOfScale, "time limit is not a number"),
        ({"time_limit": "60"}, NotANumber, "the time limit is '60'"),
        ({"gap": -0.1}, OutOfScale, "the gap is -0.1: give 0"),
        ({"gap": float("nan")}, OutOfScale, "the gap is nan"),
        ({"seed": -1}, OutOfScale, "the seed is -1"),
        ({"workers": 0}, OutOfScale, "0 workers: give 1"),
    ],
)
def test_an_effort_that_cannot_be_made_is_refused(
    given: dict[str, object], error: type[ProblemError], words: str
) -> None:
    with pytest.raises(error, match=words):
        Effort(**given)
