from __future__ import annotations

import os
import time

import pytest

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.plan import read_plan
from northing.engine.formats.register import read_register
from northing.exchange.sandbox import Allowance, run_apart


def hungry(data: bytes) -> int:
    return len(data * 2_000_000_000)


def endless(data: bytes) -> None:
    while data:
        pass


def asleep(data: bytes) -> None:
    time.sleep(60)


def broken(data: bytes) -> None:
    os.abort()


def environment(data: bytes) -> list[str]:
    return sorted(os.environ)


@pytest.fixture(autouse=True)
def _findable(monkeypatch: pytest.MonkeyPatch) -> None:
    from northing.exchange import sandbox  # noqa: PLC0415

    plain = sandbox._environment()
    here = os.path.dirname(__file__)  # noqa: PTH120
    monkeypatch.setattr(sandbox, "_environment", lambda: plain | {"PYTHONPATH": f"{plain['PYTHONPATH']}:{here}"})


def test_a_list_and_a_plan_come_back_as_they_were_read() -> None:
    data = b"Project name,Department,Budget\nA,Rail,5\n"
    assert run_apart(read_register, data) == read_register(data)
    assert run_apart(read_plan, b"Goal,Objective\nG,O\n", name="Ours").plan.name == "Ours"


def test_a_readers_own_refusal_comes_through() -> None:
    with pytest.raises(UnreadableFile) as caught:
        run_apart(read_register, b"Project name,End date\n" + b'"')
    assert caught.value.place == "line 2"


@pytest.mark.parametrize(
    ("reader", "wall_seconds", "words"),
    [
        (hungry, 60, "MB of memory"),
        (endless, 60, "1 seconds of computing"),
        (asleep, 2.5, "more than 2 seconds"),
        (broken, 60, "breaks the reader"),
    ],
)
def test_a_reader_that_runs_wild_is_stopped_with_a_sentence(reader: object, wall_seconds: float, words: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        run_apart(reader, b"x", allowance=Allowance(cpu_seconds=1, wall_seconds=wall_seconds))  # type: ignore[arg-type]
    assert words in caught.value.problem


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    assert "SECRET_KEY" not in run_apart(environment, b"x")
