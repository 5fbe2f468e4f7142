"""The order of a search's steps."""

from __future__ import annotations

import numpy as np
import pytest

from engine.selection.timed import portfolio
from northing.engine.effort import Effort, Stopwatch
from northing.engine.selection.model import build_model
from northing.engine.selection.search.greedy import completed, rounded
from northing.engine.selection.search.improve import Improver
from northing.engine.selection.search.mip import mip_of
from northing.engine.selection.search.neighbourhood import Neighbourhoods
from northing.engine.selection.search.relaxation import relaxation_of
from northing.engine.selection.solve import objective_of
from northing.engine.selection.solvers.highs import Limits

MODEL = build_model(portfolio(30, seed=3, starts=6))
MIP = mip_of(MODEL, objective=objective_of(MODEL))
RELAXATION = relaxation_of(MIP, columns=np.arange(MIP.linear.width), limits=Limits())
VALUES = rounded(MIP, relaxation=RELAXATION)
NOTHING = completed(MIP, values=np.zeros(MIP.linear.width))


class Cooling:
    """One that finds nothing and remembers where it was begun."""

    cost = np.inf

    def __init__(self, begun: list[np.ndarray]) -> None:
        self.begun = begun

    def work(self, *, warmth: float) -> None:
        assert 0 < warmth <= 1

    def restart(self, values: np.ndarray, **_: object) -> None:
        self.begun.append(values)

    def follow(self, relaxation: object) -> None:
        pass


@pytest.fixture
def begun() -> list[np.ndarray]:
    return []


@pytest.fixture
def improver(begun: list[np.ndarray]) -> Improver:
    around = Neighbourhoods(MIP, RELAXATION, np.random.default_rng(1))
    improver = Improver(around, Stopwatch(Effort(time_limit=60)), seed=1, with_kernel=False)
    improver.cooling = Cooling(begun)
    return improver


def test_a_cooling_begins_with_the_best_portfolio(improver: Improver, begun: list[np.ndarray]) -> None:
    assert improver.step(VALUES) is VALUES
    assert begun[0] is VALUES


def test_a_new_relaxation_ends_the_cooling_and_the_next_begins_near_it(
    improver: Improver, begun: list[np.ndarray]
) -> None:
    improver.step(VALUES)
    near = VALUES.copy()
    improver.follow(RELAXATION, start=near)
    assert improver.step(VALUES) is VALUES
    assert [values is near for values in begun] == [False, True]
    assert improver.start is None


def test_no_cooling_begins_with_what_breaks_a_rule(improver: Improver, begun: list[np.ndarray]) -> None:
    assert MIP.broken(NOTHING).any()
    improver.follow(RELAXATION, start=NOTHING)
    assert improver.step(VALUES) is VALUES
    assert begun[0] is VALUES
    assert MIP.cost(improver.step(NOTHING)) <= MIP.cost(NOTHING)


def test_what_nothing_compiles_is_asked_for_once_and_each_round_makes_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "northing.engine.selection.search.annealing.annealing", lambda *_, **given: asked.append(given["values"])
    )
    monkeypatch.setattr("northing.engine.selection.search.improve.ROUND", 0.0)
    around = Neighbourhoods(MIP, RELAXATION, np.random.default_rng(1))
    improver, values = Improver(around, Stopwatch(Effort(time_limit=60)), seed=1, with_kernel=False), VALUES
    for _ in range(3):
        before, values = values, improver.step(values)
        assert MIP.cost(values) <= MIP.cost(before)
    assert len(asked) == 1
