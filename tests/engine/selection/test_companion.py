"""What two processes that search together say to each other."""

from __future__ import annotations

from multiprocessing import Pipe

import numpy as np
import pytest

from engine.selection.timed import portfolio
from northing.engine.selection.model import build_model
from northing.engine.selection.search.companion import End
from northing.engine.selection.search.greedy import rounded
from northing.engine.selection.search.mip import mip_of
from northing.engine.selection.search.relaxation import relaxation_of
from northing.engine.selection.solve import objective_of
from northing.engine.selection.solvers.highs import Limits

MODEL = build_model(portfolio(30, seed=3, starts=6))
MIP = mip_of(MODEL, objective=objective_of(MODEL))
RELAXATION = relaxation_of(MIP, columns=np.arange(MIP.linear.width), limits=Limits())
GOOD = rounded(MIP, relaxation=RELAXATION)


def worse(number: int) -> np.ndarray:
    """The portfolio without so many of its projects."""
    values = GOOD.copy()
    values[np.flatnonzero(values[: MIP.options])[:number]] = 0.0
    return values


def taken(values: np.ndarray) -> list[int]:
    return np.flatnonzero(values[: MIP.options]).tolist()


@pytest.fixture
def ends() -> tuple[End, End]:
    here, there = Pipe()
    return End(here, MIP), End(there, MIP)


def test_a_portfolio_is_heard_once(ends: tuple[End, End]) -> None:
    here, there = ends
    here.tell(GOOD)
    heard = there.heard().values
    assert taken(heard) == taken(GOOD)
    assert there.heard().values is None


def test_what_both_know_is_not_told_again_by_either(ends: tuple[End, End]) -> None:
    here, there = ends
    here.tell(GOOD)
    there.heard()
    there.tell(GOOD)
    there.tell(worse(1))
    here.tell(GOOD)
    assert here.heard().values is None
    assert there.heard().values is None


def test_one_that_is_busy_for_long_makes_nobody_wait_and_hears_the_best_in_the_end(ends: tuple[End, End]) -> None:
    here, there = ends
    for number in range(5, 0, -1):
        here.tell(worse(number))
    assert taken(there.heard().values) == taken(worse(5))
    here.heard()
    here.tell(GOOD)
    assert taken(there.heard().values) == taken(GOOD)


def test_relaxation_and_bounds_come_between_portfolios(ends: tuple[End, End]) -> None:
    here, there = ends
    here.say(-2.0)
    here.say(RELAXATION)
    here.tell(GOOD)
    here.say(-3.0)
    told = there.heard()
    assert (told.relaxation.values == RELAXATION.values).all()
    assert told.bound == -2.0
    assert told.values is not None


def test_what_one_said_before_it_ended_is_heard_and_that_it_ended_is_known(ends: tuple[End, End]) -> None:
    here, there = ends
    here.tell(GOOD)
    here.pipe.close()
    assert there.heard().values is not None
    assert not there.is_open
    there.tell(worse(0))


def test_nobody_is_told_after_the_end(ends: tuple[End, End]) -> None:
    here, there = ends
    there.pipe.close()
    here.tell(GOOD)
    assert not here.is_open
    assert here.told == np.inf
